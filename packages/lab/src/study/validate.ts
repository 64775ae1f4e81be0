/** @file The validation of studies, with errors that name the key, and the list of keys for people. */

import { ArgumentError, optim, within } from "glissade";
import { studyKind } from "./keys.ts";
import { type Kind, toWhere } from "./kind.ts";
import type { Arm, Study } from "./study.ts";

/**
 * Checks a study and fills in its defaults. `where` names its source in errors.
 *
 * @example
 * validateStudy({ name: "rates", data: "glyphs", arms: [{ optimizer: "sgd(0.1)" }] }, "my.json").runs; // 5
 */
export function validateStudy(value: unknown, where: string): Study {
  const study = studyKind.read(value, { source: where, path: "" });
  refuseRepeatedNames(study.arms, where);
  for (const [index, { optimizer }] of study.arms.entries()) {
    if (typeof optimizer !== "string") continue;
    within(toWhere({ source: where, path: `arms[${index}].optimizer` }), () => optim.parse(optimizer));
  }
  return study;
}

function refuseRepeatedNames(arms: readonly Arm[], source: string): void {
  for (const [index, { name }] of arms.entries()) {
    const first = arms.findIndex((arm) => arm.name === name);
    if (first === index) continue;
    throw new ArgumentError({
      where: toWhere({ source, path: `arms[${index}].name` }),
      rule: `must differ from the other arms, got ${JSON.stringify(name)} as in arms[${first}]`,
      fix: "Give each arm a name of its own",
    });
  }
}

/**
 * The keys of a study file: path, meaning, what it takes, default. Two lines each.
 *
 * @example
 * console.log(describeStudyKeys());
 */
export function describeStudyKeys(): string {
  return describeKeys(studyKind, "").join("\n");
}

function describeKeys({ nested }: Kind<unknown>, prefix: string): readonly string[] {
  return Object.entries(nested?.keys ?? {}).flatMap(([name, key]) => {
    const path = prefix + name;
    if (key.kind.nested) {
      return [`${path}: ${key.doc}`, ...describeKeys(key.kind, `${path}${key.kind.nested.suffix}.`)];
    }
    return [`${path}: ${key.doc}`, `    ${key.kind.expected} (${describeDefault(key)})`];
  });
}

function describeDefault(key: {
  readonly default?: unknown;
  readonly sameAs?: string;
  readonly kind: Kind<unknown>;
}): string {
  if (key.sameAs !== undefined) return `default: the ${key.sameAs}`;
  if (key.kind.optional) return "may be left out";
  return key.default === undefined ? "required" : `default: ${JSON.stringify(key.default)}`;
}
