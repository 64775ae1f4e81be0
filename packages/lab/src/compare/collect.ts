/** @file The collection of finished runs into a result. */

import { availableParallelism, cpus } from "node:os";
import { runtimeVersion } from "glissade";
import packageJson from "../../package.json" with { type: "json" };
import type { Outcome } from "../pool/pool.ts";
import { type Environment, RESULT_VERSION, type RunResult, type StudyResult } from "../results.ts";
import type { Plan } from "./plan.ts";
import type { RunTask } from "./run.ts";
import { toArmResult, toTests } from "./summary.ts";

export interface Collector {
  add(outcome: Outcome<RunTask, RunResult>): void;
  /** The result so far: complete when every task has an outcome. */
  result(): StudyResult;
}

/** An empty result that takes one outcome after another; the clock starts here. */
export function createCollector({ study, dataset, tasks, workers }: Plan, command: string): Collector {
  const started = new Date();
  const runs = new Map<number, RunResult>();
  const { train, test } = dataset;
  const runsOf = (arm: number) =>
    tasks.flatMap((task, index) => (task.arm === arm ? (runs.get(index) ?? []) : []));
  return {
    add(outcome) {
      runs.set(outcome.index, toRun(outcome));
    },
    result() {
      const arms = study.arms.map((arm, position) => toArmResult(arm, runsOf(position)));
      return {
        version: RESULT_VERSION,
        study: study.name,
        complete: runs.size === tasks.length,
        command,
        dataset: { name: dataset.name, train: train.size, test: test.size, classes: dataset.classes },
        arms,
        tests: toTests(arms),
        environment: describeEnvironment(started, workers),
      };
    },
  };
}

function toRun(outcome: Outcome<RunTask, RunResult>): RunResult {
  if (outcome.status === "done") return outcome.result;
  const { seed } = outcome.task;
  const nothing = { loss: null, accuracy: null, mcc: null, confusion: null, curve: [] };
  return { seed, status: "failed", steps: 0, seconds: 0, ...nothing, error: outcome.error };
}

function describeEnvironment(started: Date, workers: number): Environment {
  return {
    glissade: packageJson.version,
    onnxruntime: runtimeVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    workers,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
  };
}
