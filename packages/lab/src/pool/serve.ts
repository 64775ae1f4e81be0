/** @file The worker's side of the pool: one task at a time, for as long as the parent lives. */

import type { Message } from "./messages.ts";

type Handler<Task, Result, Progress> = (task: Task, report: (progress: Progress) => void) => Promise<Result>;

/**
 * Turns this process into a worker of `runPool`. An exception becomes a reply; only a crash ends the process.
 *
 * @example
 * serve(async (run: Run, report: (step: number) => void) => train(run, report));
 */
export function serve<Task, Result, Progress = never>(handler: Handler<Task, Result, Progress>): void {
  process.on("disconnect", () => process.exit());
  // Ctrl-C reaches the whole process group; what becomes of the runs is the parent's decision.
  process.on("SIGINT", () => {});
  process.on("message", async ({ task }: { readonly task: Task }) => {
    try {
      send({
        type: "result",
        result: await handler(task, (progress) => send({ type: "progress", progress })),
      });
    } catch (error) {
      send({ type: "error", error: error instanceof Error ? error.message : String(error) });
    }
  });
}

function send(message: Message<unknown, unknown>): void {
  process.send!(message);
}
