/** @file The pool of worker processes; a crash costs one task, which gets one more try. */

import { openWorker, type Worker } from "./worker.ts";

interface PoolOptions<Task, Result, Progress> {
  readonly tasks: readonly Task[];
  /** Worker processes at a time. */
  readonly workers: number;
  /** A module that calls `serve`. */
  readonly script: URL;
  readonly onEvent?: (event: PoolEvent<Task, Result, Progress>) => void;
  /** Aborting kills the workers; the pool then resolves with what had finished. */
  readonly signal?: AbortSignal;
}

/** What happens meanwhile; `index` is the task's. `repeat` follows a crash; what a worker prints is `log`. */
export type PoolEvent<Task, Result, Progress> =
  | { readonly type: "progress"; readonly index: number; readonly progress: Progress }
  | { readonly type: "repeat"; readonly index: number; readonly reason: string }
  | { readonly type: "outcome"; readonly outcome: Outcome<Task, Result> }
  | { readonly type: "log"; readonly text: string };

interface Job<Task> {
  readonly index: number;
  readonly task: Task;
}

/** How a task ended. */
export type Outcome<Task, Result> = Job<Task> &
  (
    | { readonly status: "done"; readonly result: Result }
    | { readonly status: "failed"; readonly error: string }
  );

const ATTEMPTS = 2;

/**
 * Runs every task and resolves with the outcomes in the order of the tasks. An exception fails its task at
 * once, for it would come again; a process that ends or is killed is replaced and its task repeated once.
 *
 * @example
 * const outcomes = await runPool({ tasks: [1, 2, 3], workers: 2, script: new URL("worker.js", import.meta.url) });
 */
export async function runPool<Task, Result, Progress = never>(
  options: PoolOptions<Task, Result, Progress>,
): Promise<readonly Outcome<Task, Result>[]> {
  const outcomes: Outcome<Task, Result>[] = [];
  const queue = options.tasks.entries();
  const work = async () => {
    for await (const outcome of runQueue(options, queue)) {
      outcomes.push(outcome);
      options.onEvent?.({ type: "outcome", outcome });
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, options.tasks.length) }, work));
  return outcomes.sort((a, b) => a.index - b.index);
}

/** One worker's share: tasks from the common queue, until it is empty or the pool is aborted. */
async function* runQueue<Task, Result, Progress>(
  options: PoolOptions<Task, Result, Progress>,
  queue: Iterable<[index: number, task: Task]>,
): AsyncGenerator<Outcome<Task, Result>> {
  const { script, signal, onEvent } = options;
  const worker = openWorker<Task, Result, Progress>({
    script,
    signal,
    onLog: (text) => onEvent?.({ type: "log", text }),
  });
  try {
    for (const [index, task] of queue) {
      if (signal?.aborted) return;
      const outcome = await runJob(options, worker, { index, task });
      if (outcome) yield outcome;
    }
  } finally {
    await worker.close();
  }
}

async function runJob<Task, Result, Progress>(
  { onEvent, signal }: PoolOptions<Task, Result, Progress>,
  worker: Worker<Task, Result, Progress>,
  job: Job<Task>,
): Promise<Outcome<Task, Result> | undefined> {
  const { index, task } = job;
  const crashes: string[] = [];
  while (crashes.length < ATTEMPTS) {
    const reply = await worker.run(task, (progress) => onEvent?.({ type: "progress", index, progress }));
    if (reply.type === "result") return { ...job, status: "done", result: reply.result };
    if (reply.type === "error") return { ...job, status: "failed", error: reply.error };
    if (signal?.aborted) return undefined;
    crashes.push(reply.reason);
    if (crashes.length < ATTEMPTS) onEvent?.({ type: "repeat", index, reason: reply.reason });
  }
  return {
    ...job,
    status: "failed",
    error: `the worker process ended ${ATTEMPTS} times: ${crashes.join(", then ")}`,
  };
}
