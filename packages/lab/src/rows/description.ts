/** @file What repeats the runs of a study, as the store keeps it: two studies with the same description share their runs. */

import type { Problem } from "../problem/problem.ts";
import type { Json, NewStudy, StudyRecord } from "../store/store.ts";
import { identityOf } from "../study/keys.ts";
import { loadStudy } from "../study/load.ts";
import type { Study, StudyInput } from "../study/study.ts";
import { validateStudy } from "../study/validate.ts";

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
  /** Whether a program wrote it, which no worker can go on with. */
  readonly recorded?: boolean;
}

/** What is said of runs that came from other programs. */
export const IMPORTED = "imported from other programs";

export const isImported = ({ about, recorded = false }: Facts): boolean => recorded && about === IMPORTED;

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
  const description = { study: Object.fromEntries(described), facts: factsOf(study, problem) };
  return {
    name: study.name,
    // A description holds what JSON can say: texts, numbers, lists and objects of them.
    description: JSON.parse(JSON.stringify(description)),
    ...(source !== undefined && { source }),
  };
}

/** The description of a stored study. */
export const descriptionOf = ({ description }: StudyRecord): Description =>
  description as unknown as Description;

/** The study of a record, as a worker needs it: a problem that is a function comes from the module that it was submitted from. */
export async function restoreStudy(record: StudyRecord): Promise<Study> {
  const { study } = descriptionOf(record);
  const loaded = record.source === undefined ? undefined : await loadStudy(record.source);
  const arms = loaded?.arms ?? [{ name: "any", optimizer: "sgd(0.1)" }];
  const given = { ...study, ...(typeof loaded?.problem === "function" && { problem: loaded.problem }) };
  return validateStudy({ ...given, name: record.name, arms } satisfies StudyInput, record.name);
}
