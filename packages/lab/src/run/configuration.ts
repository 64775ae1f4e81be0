/** @file Configurations: arms as the store knows them, and the optimizers that they stand for. */

import { ArgumentError, optim } from "glissade";
import type { Configuration } from "../store/store.ts";
import type { Arm, Study } from "../study/study.ts";

/** An arm's optimizer as text: canonical, or the source of the function that makes it. */
export const textOf = ({ optimizer }: Pick<Arm, "optimizer">): string =>
  typeof optimizer === "string" ? optim.parse(optimizer).text : String(optimizer);

/** An arm as a configuration. */
export const configurationOf = (arm: Arm): Configuration => ({
  arm: arm.name,
  values: { optimizer: textOf(arm) },
});

/** The optimizer of a configuration: from its text, or by the function of the study's arm of this name. */
export function optimizerOf({ arms, name }: Study, { arm, values }: Configuration): optim.Optimizer {
  const own = arms.find((each) => each.name === arm);
  if (typeof own?.optimizer === "function" && textOf(own) === values.optimizer) return own.optimizer();
  const text = String(values.optimizer);
  if (own && typeof own.optimizer === "function") throw changed(name, arm);
  return optim.parse(text).optimizer;
}

const changed = (study: string, arm: string) =>
  new ArgumentError({
    where: `${study}: ${arm}`,
    rule: "the function that makes its optimizer is another than when the run was submitted",
    fix: "Submit the study again, or give the arm that changed another name",
  });
