/** @file A thread that loads data, seen from the main thread. */

import { Worker } from "node:worker_threads";
import { DataError } from "../errors.ts";
import { type Answer, type Origin, type Question, type Stop, unpackError } from "./worker-messages.ts";

/** A question without its number. */
type Unnumbered<Each> = Each extends Question ? Omit<Each, "id"> : never;

export interface WorkerLink {
  /** The answer of the worker. The process stays alive until it is there, and no longer. */
  ask(question: Unnumbered<Question>): Promise<unknown>;
  tell(message: Stop): void;
  /** How many questions are not answered yet. */
  waiting(): number;
  /** Ends the thread. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** From the sources Node strips the types itself, where it can; from the package it is JavaScript. */
const file = import.meta.url.endsWith(".ts") ? "./prefetch-worker.ts" : "./prefetch-worker.js";

export function startWorker(origin: Origin): WorkerLink {
  const worker = new Worker(new URL(file, import.meta.url), { workerData: origin });
  const waiting = new Map<number, Waiting>();
  let [count, ended] = [0, undefined as Error | undefined];
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on("message", (answer: Answer) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0 && !ended) worker.unref();
    if ("error" in answer) one?.reject(unpackError(answer.error));
    else one?.resolve(answer.value);
  });
  worker.on("error", (cause) => end(stopped(cause.message, cause)));
  worker.on("exit", (code) => end(stopped(`exit code ${code}`)));
  worker.unref();
  return {
    ask(question) {
      if (ended) return Promise.reject(ended);
      const id = count++;
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.ref();
      worker.postMessage({ ...question, id });
      // Of a loop that has ended.
      answered.catch(() => undefined);
      return answered;
    },
    tell: (message) => worker.postMessage(message),
    waiting: () => waiting.size,
    async close() {
      end(closed());
      // The process would end before the thread has, and with it what waits for this.
      worker.ref();
      await worker.terminate();
    },
  };
}

const stopped = (reason: string, cause?: unknown): DataError =>
  new DataError({ where: "prefetch", rule: `a worker has stopped: ${reason.split("\n")[0]}`, cause });

const closed = () =>
  new DataError({
    where: "prefetch",
    rule: "is closed",
    fix: "Call prefetch again for more data",
  });
