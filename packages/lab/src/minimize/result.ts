/** @file The result that `glissade minimize --json` writes. */

import type { MinimizeRun } from "./minimize.ts";
import type { Sensitivity } from "./sensitivity.ts";

/** Raised whenever a field changes its meaning or goes away. */
const MINIMIZE_VERSION = 1;

/** Optimizers from the same start over one function. */
export interface MinimizeRuns {
  /** The expression. */
  readonly function: string;
  /** By which the expression was called, if it was. */
  readonly name?: string;
  readonly runs: readonly MinimizeRun[];
  /** Where it was asked for. */
  readonly sensitivity?: readonly Sensitivity[];
}

/** The result as JSON holds it: the fields of a single run stand beside the function, of several in a list. */
export function toMinimizeResult({ runs, function: text, name, sensitivity }: MinimizeRuns): object {
  const [only] = runs;
  const ran = runs.length === 1 ? only : { runs };
  return {
    version: MINIMIZE_VERSION,
    function: text,
    ...(name && { name }),
    ...ran,
    ...(sensitivity && { sensitivity }),
  };
}
