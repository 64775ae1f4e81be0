/** @file Configurations: arms with values, as the store knows them, and the optimizers that they stand for. */

import { ArgumentError, optim } from "glissade";
import { defaultSpace } from "../search/default-space.ts";
import { textWith } from "../search/optimizer-text.ts";
import type { Space, Values } from "../search/space.ts";
import type { Configuration, Json } from "../store/store.ts";
import type { Arm, Study } from "../study/study.ts";

/** An arm's optimizer as text: canonical, as it is written where values are still to be searched, or the source of a function. */
export function textOf({ optimizer, space }: Pick<Arm, "optimizer" | "space">): string {
  if (typeof optimizer !== "string") return String(optimizer);
  return space ? optimizer : optim.parse(optimizer).text;
}

/** The space of an arm, where it is searched. */
export const spaceOf = ({ space, optimizer }: Arm): Space | undefined =>
  space === "default" ? defaultSpace(String(optimizer)) : space;

/** An arm with values of what is searched. */
export function configurationOf(arm: Arm, values: Values = {}): Configuration {
  const { name, optimizer } = arm;
  const text = typeof optimizer === "string" ? textWith(optimizer, values) : textOf(arm);
  return { arm: name, values: { optimizer: text, ...values } };
}

/** The name of an arm with its values, so that runs of other values are another arm. */
export const armWithValues = ({ arm, values }: Configuration): string =>
  [arm, valuesInWords(values)].filter(Boolean).join(" ");

/** Such as `learningRate=0.1 momentum=0.9`. */
export const valuesInWords = (values: Configuration["values"]): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${textOfValue(value)}`)
    .join(" ");

const textOfValue = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A configuration as a text, however its values are ordered. */
export const configurationKey = ({ arm, values }: Configuration): string =>
  JSON.stringify([
    arm,
    ...Object.keys(values)
      .sort()
      .map((name) => [name, values[name]]),
  ]);

/** The values of a configuration that were searched. */
export function searchedOf({ values }: Configuration): Values {
  const { optimizer: _, ...searched } = values;
  return searched as Values;
}

/** The optimizer of a configuration: from its text, or by the function of the study's arm of this name. */
export function optimizerOf({ arms, name }: Study, configuration: Configuration): optim.Optimizer {
  const { arm, values } = configuration;
  const own = arms.find((each) => each.name === arm);
  const text = String(values.optimizer);
  if (typeof own?.optimizer !== "function") return optim.parse(text).optimizer;
  if (textOf(own) === text) return own.optimizer(searchedOf(configuration));
  throw changed(name, arm);
}

const changed = (study: string, arm: string) =>
  new ArgumentError({
    where: `${study}: ${arm}`,
    rule: "the function that makes its optimizer is another than when the run was submitted",
    fix: "Submit the study again, or give the arm that changed another name",
  });
