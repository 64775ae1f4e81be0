/** @file The stages of a study's runs. */

/** Trials of a search, chosen by their validation. */
export const TUNING = "tune";
/** Runs that are compared. */
export const FINAL = "final";

/** A stage as people read it. */
export const stageInWords = (stage: string): string => (stage === TUNING ? "trial" : stage);
