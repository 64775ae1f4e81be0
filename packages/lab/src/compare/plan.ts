/** @file The plan of a study, settled before training starts: data, tasks, workers. */

import { availableParallelism } from "node:os";
import { ArgumentError } from "glissade";
import { type Dataset, hostRandom } from "glissade/data";
import { requireFields, requireOptions } from "../checks.ts";
import type { Study } from "../study/study.ts";
import { loadData, type RunTask } from "./run.ts";

/** What `compare` carries out. */
export interface Plan {
  readonly study: Study;
  readonly dataset: Dataset;
  /** Runs of all arms by turns, so that an interrupted study has as many of each. */
  readonly tasks: readonly RunTask[];
  /** Worker processes, one thread each. */
  readonly workers: number;
}

interface PrepareOptions {
  /** One per core by default, and never more than there are runs. */
  readonly workers?: number;
}

/**
 * Reads the data of a study and plans its runs.
 *
 * @example
 * const plan = await prepare(await loadStudy("quickstart"), { workers: 2 });
 * plan.tasks.length; // 15
 */
export async function prepare(study: Study, options: PrepareOptions = {}): Promise<Plan> {
  requireFields("prepare(study)", study, ["name", "data", "arms", "batch"], "loadStudy()");
  requireOptions("prepare", options, { optional: ["workers"] });
  const { workers = availableParallelism() } = options;
  const dataset = await loadData(study);
  requireBatch(study, dataset);
  const tasks = toTasks(study);
  return { study, dataset, tasks, workers: Math.min(workers, tasks.length) };
}

function requireBatch({ name, batch }: Study, { train }: Dataset): void {
  if (batch.size <= train.size) return;
  throw new ArgumentError({
    where: `${name}: batch.size`,
    rule: `expected an integer from 1 to ${train.size}, the number of training images, got ${batch.size}`,
  });
}

/** Arms share seeds, so that they start from the same parameters and see the same batches. */
function toTasks(study: Study): RunTask[] {
  const random = hostRandom(study.seed);
  const seeds = Array.from({ length: study.runs }, () => random.integer(2 ** 32));
  return seeds.flatMap((seed) => study.arms.map((_, arm) => ({ study, arm, seed })));
}

/** A task as people count them: `momentum, run 2 of 5`. */
export function nameTask({ arms, runs }: Study, index: number): string {
  return `${arms[index % arms.length]!.name}, run ${Math.floor(index / arms.length) + 1} of ${runs}`;
}

/**
 * What is about to happen, in a few lines.
 *
 * @example
 * console.error(describePlan(await prepare(study)));
 */
export function describePlan(plan: Plan): string {
  requireFields("describePlan(plan)", plan, ["study", "dataset", "workers"], "prepare()");
  const { study, dataset, workers } = plan;
  const { name, arms, runs, steps } = study;
  const width = Math.max(...arms.map((arm) => arm.name.length));
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  return [
    `${name}: ${dataset.name}, ${dataset.train.size} images to train on, ${dataset.test.size} to test on`,
    ...arms.map((arm) => `  ${arm.name.padEnd(width)}  ${arm.optimizer}`),
    `${count(runs, "run")} of each × ${count(steps, "step")}, on ${count(workers, "worker")}`,
  ].join("\n");
}
