/** @file The arms of a study as its rows know them: which runs are theirs, however the study was changed between. */

import { GlissadeError } from "glissade";
import { textWith } from "../search/optimizer-text.ts";
import type { Space, Values } from "../search/space.ts";
import type { Configuration, RunRecord } from "../store/store.ts";
import type { Study } from "../study/study.ts";
import { searchedOf, spaceOf, textOf, valuesInWords } from "./configuration.ts";

/** An arm as it was last submitted. */
export interface DescribedArm {
  readonly name: string;
  /** Its text, or the source of a function. */
  readonly optimizer: string;
  readonly isFunction: boolean;
  /** What is searched of it. */
  readonly space?: Space;
}

/** In the order of the study. */
export const describeArms = ({ arms }: Pick<Study, "arms">): readonly DescribedArm[] =>
  arms.map((arm) => {
    const space = spaceOf(arm);
    const isFunction = typeof arm.optimizer === "function";
    return { name: arm.name, optimizer: textOf(arm), isFunction, ...(space && { space }) };
  });

/** Whether a configuration is of the arm as it is, or of one with this name whose optimizer or space has changed. */
export function isOf(
  { optimizer, isFunction, space = {} }: DescribedArm,
  configuration: Configuration,
): boolean {
  const searched = searchedOf(configuration);
  const [own, names] = [Object.keys(searched).sort(), Object.keys(space).sort()];
  if (own.join() !== names.join()) return false;
  const text = isFunction || names.length === 0 ? optimizer : filledIn(optimizer, searched);
  return text === String(configuration.values.optimizer);
}

/** The runs of arms as they are now, and of arms that the study no longer has. */
export const ownRuns = (
  records: readonly RunRecord[],
  described: readonly DescribedArm[],
): readonly RunRecord[] =>
  records.filter(({ configuration }) => {
    const arm = described.find(({ name }) => name === configuration.arm);
    return !arm || isOf(arm, configuration);
  });

/** Nothing where the optimizer has no such options: they were searched of another one. */
function filledIn(optimizer: string, searched: Values): string | undefined {
  try {
    return textWith(optimizer, searched);
  } catch (error) {
    if (error instanceof GlissadeError) return undefined;
    throw error;
  }
}

/** What tables say of a configuration's optimizer: its text, or the values that a function gets. */
export function optimizerOfArm(arm: DescribedArm | undefined, configuration: Configuration): string {
  if (!arm?.isFunction) return String(configuration.values.optimizer ?? configuration.arm);
  return `a function of ${valuesInWords(searchedOf(configuration)) || "nothing"}`;
}
