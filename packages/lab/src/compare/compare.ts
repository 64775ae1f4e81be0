/** @file Runs a study over worker processes and keeps its result on disk as it grows. */

import { availableParallelism, cpus } from "node:os";
import { optim, runtimeVersion } from "glissade";
import { type Dataset, hostRandom } from "glissade/data";
import packageJson from "../../package.json" with { type: "json" };
import { type PoolEvent, runPool } from "../pool/pool.ts";
import type { Progress } from "../progress.ts";
import { RESULT_VERSION, type RunResult, type StudyResult } from "../results.ts";
import type { Study } from "../study/study.ts";
import { loadData, type RunProgress, type RunTask } from "./run.ts";
import { toArmResult, toTests } from "./summary.ts";

export interface CompareOptions {
  /** Worker processes, one thread each; one per core by default. */
  readonly workers?: number;
  /** The command line to put into the result. */
  readonly command: string;
  readonly progress: Progress;
  /** Called after every run with the result so far. */
  readonly onResult: (result: StudyResult) => void;
  readonly signal?: AbortSignal;
}

type Event = PoolEvent<RunTask, RunResult, RunProgress>;

/** Runs every arm with every seed. Resolves with what had finished where the signal is aborted. */
export async function compare(study: Study, options: CompareOptions): Promise<StudyResult> {
  for (const { optimizer } of study.arms) optim.parse(optimizer);
  const dataset = await loadData(study);
  const tasks = toTasks(study);
  const workers = Math.min(options.workers ?? availableParallelism(), tasks.length);
  const result = createResult(study, { dataset, workers, command: options.command });
  const watch = createWatch(study, options.progress);
  await runPool<RunTask, RunResult, RunProgress>({
    tasks,
    workers,
    script: new URL("./worker.js", import.meta.url),
    signal: options.signal,
    onEvent(event) {
      watch(event, tasks);
      if (event.type === "outcome") options.onResult(result.add(event));
    },
  });
  return result.get();
}

/** Runs of all arms by turns, so that an interrupted study has as many of each; arms share seeds. */
function toTasks(study: Study): RunTask[] {
  const random = hostRandom(study.seed);
  const seeds = Array.from({ length: study.runs }, () => random.integer(2 ** 32));
  return seeds.flatMap((seed) => study.arms.map((_, arm) => ({ study, arm, seed })));
}

interface ResultOptions {
  readonly dataset: Dataset;
  readonly workers: number;
  readonly command: string;
}

/** Collects runs; the result so far is complete when every task has an outcome. */
function createResult(study: Study, { dataset, workers, command }: ResultOptions) {
  const started = new Date();
  const runs = new Map<number, RunResult>();
  const total = study.arms.length * study.runs;
  const get = (): StudyResult => {
    const byArm = study.arms.map((arm, position) => {
      const own = [...runs].filter(([index]) => index % study.arms.length === position);
      return toArmResult(
        arm,
        own.sort(([a], [b]) => a - b).map(([, run]) => run),
      );
    });
    return {
      version: RESULT_VERSION,
      study: study.name,
      complete: runs.size === total,
      command,
      dataset: { name: dataset.name, train: dataset.train.size, test: dataset.test.size },
      arms: byArm,
      tests: toTests(byArm),
      environment: describeEnvironment(started, workers),
    };
  };
  return {
    get,
    add({ outcome }: Event & { type: "outcome" }): StudyResult {
      runs.set(
        outcome.index,
        outcome.status === "done" ? outcome.result : failedRun(outcome.task.seed, outcome.error),
      );
      return get();
    },
  };
}

const failedRun = (seed: number, error: string): RunResult => ({
  ...{ seed, status: "failed", steps: 0, seconds: 0, loss: null, error },
  ...{ accuracy: null, mcc: null, confusion: null, curve: [] },
});

const describeEnvironment = (started: Date, workers: number) => ({
  glissade: packageJson.version,
  onnxruntime: runtimeVersion(),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  workers,
  started: started.toISOString(),
  seconds: (Date.now() - started.getTime()) / 1000,
});

/** Adds up the steps of an arm's runs for its bar. */
function createWatch({ arms, steps }: Study, progress: Progress) {
  const stepsOf = new Map<number, number>();
  const runsOf = arms.map(() => 0);
  return (event: Event, tasks: readonly RunTask[]) => {
    if (event.type === "log") return progress.log(event.text);
    if (event.type === "crash")
      return progress.log(`${describe(event.index)}: the worker ended (${event.reason})`);
    const index = event.type === "outcome" ? event.outcome.index : event.index;
    const { arm } = tasks[index]!;
    if (event.type === "outcome") {
      runsOf[arm]!++;
      stepsOf.set(index, steps);
      if (event.outcome.status === "failed")
        progress.log(`${describe(index)}: failed, ${event.outcome.error}`);
    } else stepsOf.set(index, event.progress.step);
    const done = [...stepsOf].reduce((sum, [each, count]) => sum + (tasks[each]!.arm === arm ? count : 0), 0);
    progress.update(arm, {
      runs: runsOf[arm]!,
      steps: done,
      loss: event.type === "progress" ? event.progress.loss : (lossOf(event) ?? undefined),
    });
  };

  function describe(index: number): string {
    return `${arms[index % arms.length]!.name}, run ${Math.floor(index / arms.length) + 1}`;
  }
}

const lossOf = ({ outcome }: Event & { type: "outcome" }): number | null =>
  outcome.status === "done" ? outcome.result.loss : null;
