/** @file The arms of a study as its rows know them: which runs are theirs, however the study was changed between. */

import { textWith } from "../search/optimizer-text.ts";
import type { Configuration } from "../store/store.ts";
import type { Study } from "../study/study.ts";
import { searchedOf, textOf, valuesInWords } from "./configuration.ts";

/** An arm as it was last submitted. */
export interface DescribedArm {
  readonly name: string;
  /** Its text, or the source of a function. */
  readonly optimizer: string;
  readonly isFunction: boolean;
}

/** In the order of the study. */
export const describeArms = ({ arms }: Pick<Study, "arms">): readonly DescribedArm[] =>
  arms.map((arm) => ({
    name: arm.name,
    optimizer: textOf(arm),
    isFunction: typeof arm.optimizer === "function",
  }));

/** Whether a configuration is of the arm as it is, or of one with this name whose optimizer has changed. */
export function isOf({ optimizer, isFunction }: DescribedArm, configuration: Configuration): boolean {
  const own = String(configuration.values.optimizer);
  if (own === optimizer) return true;
  const searched = searchedOf(configuration);
  return !isFunction && Object.keys(searched).length > 0 && textWith(optimizer, searched) === own;
}

/** What tables say of a configuration's optimizer: its text, or the values that a function gets. */
export function optimizerOfArm(arm: DescribedArm | undefined, configuration: Configuration): string {
  if (!arm?.isFunction) return String(configuration.values.optimizer ?? configuration.arm);
  return `a function of ${valuesInWords(searchedOf(configuration)) || "nothing"}`;
}
