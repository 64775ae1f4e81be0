/** @file The validation of studies, with errors that name the key, and the list of keys for people. */

import { isDeepStrictEqual } from "node:util";
import { ArgumentError, optim, within } from "glissade";
import { endsOf } from "../search/axis.ts";
import { defaultSpace } from "../search/default-space.ts";
import { completed, textWith } from "../search/optimizer-text.ts";
import type { Space } from "../search/space.ts";
import { denseKeys, studyKind } from "./keys.ts";
import { type Kind, toWhere } from "./kind.ts";
import type { Arm, Study, StudyInput } from "./study.ts";

/**
 * Checks a study and fills in its defaults. `where` names its source in errors.
 *
 * @example
 * validateStudy({ name: "rates", data: "glyphs", arms: [{ optimizer: "sgd(0.1)" }] }, "my.json").runs; // 5
 */
export function validateStudy(value: unknown, where: string): Study {
  const read = studyKind.read(value, { source: where, path: "" });
  const study = needsValidation(read) ? withValidation(read, value, where) : read;
  refuseRepeatedNames(study.arms, where);
  refuseUnread(study, where);
  for (const [index, { optimizer, space }] of study.arms.entries()) {
    if (typeof optimizer !== "string") continue;
    const place = (key: string) => toWhere({ source: where, path: `arms[${index}].${key}` });
    within(place("optimizer"), () => (space ? completed(optimizer) : optim.parse(optimizer)));
    if (space) within(place("space"), () => tryEnds(optimizer, space));
  }
  return study;
}

/** Whether the optimizer takes the values at the ends of its ranges. */
function tryEnds(optimizer: string, space: Space | "default"): void {
  for (const values of endsOf(space === "default" ? defaultSpace(optimizer) : space))
    textWith(optimizer, values);
}

/**
 * A study from a program: checked, and with its defaults.
 *
 * @example
 * readStudy({ name: "rates", data: "glyphs", arms: [{ optimizer: "sgd(0.1)" }] }).steps; // undefined, which is the problem's own
 */
export const readStudy = (study: StudyInput): Study => validateStudy(study, "readStudy(study)");

const USUAL_VALIDATION = 0.1;

const needsValidation = ({ arms, target, problem }: Study): boolean =>
  arms.some(({ space }) => space) || (target !== undefined && typeof problem !== "function");

/** A search chooses by validation data, and a target is reached on them: never those that test. */
function withValidation(study: Study, value: unknown, source: string): Study {
  if (study.validation > 0) return study;
  if ((Object(value) as Partial<Study>).validation === undefined)
    return { ...study, validation: USUAL_VALIDATION };
  throw new ArgumentError({
    where: toWhere({ source, path: "validation" }),
    rule: "must be a share above 0 where an arm has a space or the study a target, got 0",
    fix: "A search chooses by it, and runs are timed by it, never by the test data",
  });
}

/** Refuses keys that describe a network, beside a problem that has its own. */
function refuseUnread(study: Study, source: string): void {
  const usual = studyKind.read({ name: study.name, arms: study.arms }, { source, path: "" });
  const unread = denseKeys.find((key) => !isDeepStrictEqual(study[key], usual[key]));
  if (study.problem === "dense" || unread === undefined) return;
  throw new ArgumentError({
    where: toWhere({ source, path: unread }),
    rule: `describes the network of the problem "dense", which this study's problem has no use for`,
    fix: "Leave it out, or leave problem out",
  });
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
