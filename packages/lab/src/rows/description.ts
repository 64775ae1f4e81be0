/** @file What repeats the runs of a study, as the store keeps it: two studies with the same description share their runs. */

import type { Problem } from "../problem/problem.ts";
import type { Json, NewStudy, StudyRecord } from "../store/store.ts";
import { identityOf, readingOf } from "../study/keys.ts";
import { loadStudy } from "../study/load.ts";
import type { Study, StudyInput } from "../study/study.ts";
import { validateStudy } from "../study/validate.ts";
import { type DescribedArm, describeArms } from "./arms.ts";

/** What a problem says of itself, for those who only read results. */
export interface Facts {
  readonly problem: string;
  readonly about: string;
  readonly classes: readonly string[];
  readonly better: Problem["better"];
  readonly steps: number;
  readonly batchSize: number | null;
  readonly hasValidation: boolean;
  /** The data that runs are compared on; `test` by default. */
  readonly scored?: "test" | "validation";
  /** Who wrote the runs, where it was no worker: none can train them. */
  readonly origin?: "recorded" | "imported";
}

export interface Description {
  readonly study: { readonly [key: string]: Json };
  readonly facts: Facts;
}

export function factsOf(study: Study, problem: Problem): Facts {
  const { name, about, classes, better, batchSize = null, hasValidation } = problem;
  return { problem: name, about, classes, better, steps: stepsOf(study, problem), batchSize, hasValidation };
}

const USUAL_STEPS = 1000;

/** The steps of each run. */
export const stepsOf = ({ steps }: Study, problem: Problem): number => steps ?? problem.steps ?? USUAL_STEPS;

/** A study for the store. */
export function describeStudy(study: Study, problem: Problem, source: string | undefined): NewStudy {
  const described = Object.entries(identityOf(study)).map(([key, value]) => [
    key,
    (typeof value === "function" ? String(value) : value) as Json,
  ]);
  return {
    name: study.name,
    description: toPlain({ study: Object.fromEntries(described), facts: factsOf(study, problem) }),
    reading: toPlain({ ...readingOf(study), arms: describeArms(study) }),
    ...(source !== undefined && { source }),
  };
}

/** A study of runs that no worker trains. */
export const describeOutside = (name: string, metric: string, facts: Facts): NewStudy => ({
  name,
  description: toPlain({ study: { metric }, facts }),
});

/** Texts, numbers, lists and objects of them. */
const toPlain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

/** The arms as they were last submitted; none of runs that no worker trained. */
export const armsOf = ({ reading }: StudyRecord): readonly DescribedArm[] =>
  ((Object(reading) as { readonly arms?: Json }).arms ?? []) as unknown as readonly DescribedArm[];

/** The description of a stored study. */
export function descriptionOf({ description, reading = {} }: StudyRecord): Description {
  const { study, facts } = Object(description) as Description;
  const { arms: _, ...read } = Object(reading) as Description["study"];
  const said = Object.entries(read).filter(([, value]) => value !== null);
  return { study: { ...study, ...Object.fromEntries(said) }, facts };
}

/** The study of a record, as a worker needs it: a problem that is a function comes from the module that it was submitted from. */
export async function restoreStudy(record: StudyRecord): Promise<Study> {
  const { study } = descriptionOf(record);
  const loaded = record.source === undefined ? undefined : await loadStudy(record.source);
  const arms = loaded?.arms ?? [{ name: "any", optimizer: "sgd(0.1)" }];
  const given = { ...study, ...(typeof loaded?.problem === "function" && { problem: loaded.problem }) };
  return validateStudy({ ...given, name: record.name, arms } satisfies StudyInput, record.name);
}
