/** @file Names under which a run writes its curves and its final numbers. */

export const TRAINING_LOSS = "train/loss";
export const validationKey = (metric: string): string => `validation/${metric}`;
export const testKey = (metric: string): string => `test/${metric}`;
/** The final number that runs are compared by. */
export const scoredKey = (part: "test" | "validation" = "test", metric: string): string =>
  part === "test" ? testKey(metric) : validationKey(metric);
