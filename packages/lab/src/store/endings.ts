/** @file How runs end. */

import type { Ending, RunState } from "./store.ts";

/** The states of runs that have ended. */
export const ENDINGS: readonly Ending["state"][] = ["done", "diverged", "failed"];

export const hasEnded = ({ state }: { readonly state: RunState }): boolean =>
  ENDINGS.some((ending) => ending === state);
