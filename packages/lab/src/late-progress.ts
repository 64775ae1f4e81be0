/** @file Progress that is shown only once work has taken two seconds. */

import { createProgress, type Progress } from "./progress.ts";

const PATIENCE_MILLISECONDS = 2000;

/**
 * Shows progress from the first update after two seconds on; quicker work shows none.
 *
 * @example
 * const progress = createLateProgress([{ name: "adam(0.1)", runs: 1, steps: 100 }]);
 * progress.update(0, { runs: 0, steps: 50 });
 * progress.stop();
 */
export function createLateProgress(...args: Parameters<typeof createProgress>): Progress {
  const appearance = Date.now() + PATIENCE_MILLISECONDS;
  let shown: Progress | undefined;
  const show = (): Progress => {
    shown ??= createProgress(...args);
    return shown;
  };
  return {
    update(arm, progress) {
      if (shown || Date.now() >= appearance) show().update(arm, progress);
    },
    log: (text) => show().log(text),
    stop: () => shown?.stop(),
  };
}
