/** @file How runs end, and the states before. */

import type { Ending, RunState } from "./store.ts";

/** The states of runs that have ended. */
export const ENDINGS: readonly Ending["state"][] = ["done", "diverged", "failed"];

/** The states of runs in the hands of a worker, which may be silent. */
export const HELD_STATES = ["running", "stale"] as const satisfies readonly RunState[];

/** The states of runs that have not ended. */
export const OPEN_STATES = ["queued", ...HELD_STATES] as const satisfies readonly RunState[];

export const hasEnded = <Run extends { readonly state: RunState }>(
  run: Run,
): run is Run & Pick<Ending, "state"> => ENDINGS.some((ending) => ending === run.state);
