/** @file Trials that were stopped early, as their rows say it. */

import type { Json } from "../store/store.ts";

/** What stands beside the numbers of such a run. */
export const STOPPED = { stopped: true } as const;

export const wasStopped = (extra: Json): boolean =>
  (Object(extra) as Partial<typeof STOPPED>).stopped === true;
