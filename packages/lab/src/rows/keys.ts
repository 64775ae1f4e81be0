/** @file Names under which a run writes its curves and its final numbers. */

import { TUNING } from "../store/stages.ts";
import type { FinalNumber } from "../store/store.ts";

export const TRAINING_LOSS = "train/loss";
export const validationKey = (metric: string): string => `validation/${metric}`;
export const testKey = (metric: string): string => `test/${metric}`;
/** The final number that runs are compared by. */
export const scoredKey = (part: "test" | "validation" = "test", metric: string): string =>
  part === "test" ? testKey(metric) : validationKey(metric);
/** The same of runs of any stage: trials are chosen by the validation, and are not to be chosen by anything else. */
export const comparedBy = (part: "test" | "validation" | undefined, metric: string): FinalNumber => ({
  metric: scoredKey(part, metric),
  ofStage: { [TUNING]: validationKey(metric) },
});

/** The name of the number of a run. */
export const keyOf = ({ stage }: { readonly stage: string }, { metric, ofStage }: FinalNumber): string =>
  ofStage?.[stage] ?? metric;
