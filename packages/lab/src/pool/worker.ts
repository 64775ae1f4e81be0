/** @file The parent's side of a worker: a process, started when needed and replaced when it has crashed. */

import { type ChildProcess, fork } from "node:child_process";
import type { Message, Reply } from "./messages.ts";

/** What the pool can do with a worker. */
export interface Worker<Task, Result, Progress> {
  /** Hands over one task, and resolves with the reply or with the way the process ended instead. */
  run(task: Task, onProgress: (progress: Progress) => void): Promise<Reply<Result> | Crash>;
  /** Kills the process, and resolves when it is gone. */
  close(): Promise<void>;
}

/** A process that ended without a reply. */
interface Crash {
  readonly type: "crash";
  readonly reason: string;
}

interface WorkerOptions {
  readonly script: URL;
  /** Aborting kills the process. */
  readonly signal?: AbortSignal;
  /** Gets whatever the process prints. */
  onLog(text: string): void;
}

/** A worker that takes one task after another; aborting kills its process at once. */
export function openWorker<Task, Result, Progress>(options: WorkerOptions): Worker<Task, Result, Progress> {
  let current: Process | undefined;
  const close = async () => current?.kill();
  options.signal?.addEventListener("abort", close);
  return {
    async run(task, onProgress) {
      current ??= start(options);
      const reply = await Promise.race([
        current.ended,
        exchange<Result, Progress>(current.child, task, onProgress),
      ]);
      if (reply.type === "crash") current = undefined;
      return reply;
    },
    async close() {
      options.signal?.removeEventListener("abort", close);
      await close();
    },
  };
}

interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<Crash>;
  kill(): Promise<unknown>;
}

function start({ script, onLog }: WorkerOptions): Process {
  const child = fork(script, { serialization: "advanced", stdio: ["ignore", "pipe", "pipe", "ipc"] });
  for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding("utf8").on("data", onLog);
  const ended = whenEnded(child);
  return {
    child,
    ended,
    kill() {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

function exchange<Result, Progress>(
  child: ChildProcess,
  task: unknown,
  onProgress: (progress: Progress) => void,
): Promise<Reply<Result>> {
  return new Promise((resolve) => {
    child.on("message", function listen(message: Message<Result, Progress>) {
      if (message.type === "progress") return onProgress(message.progress);
      child.off("message", listen);
      resolve(message);
    });
    child.send({ task });
  });
}

/** Waits for `close`, which comes after the last message; `exit` may come before it. */
function whenEnded(child: ChildProcess): Promise<Crash> {
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      resolve({ type: "crash", reason: signal ? `signal ${signal}` : `exit code ${code}` });
    });
    child.on("error", (error) => {
      // A process that did start closes as well, and says more when it does.
      if (child.pid === undefined) resolve({ type: "crash", reason: error.message });
    });
  });
}
