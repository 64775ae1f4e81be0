/** @file A process that answers each line that it reads with one line. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface AskedProcess {
  /** The line with which it began. */
  readonly greeting: string;
  ask(line: string): Promise<string>;
  close(): void;
}

/** `undefined` where the command is not there or ends before its first line. What it writes to stderr goes nowhere or to ours. */
export async function startAsked(
  [command, ...args]: readonly [string, ...string[]],
  { stderr = "ignore" }: { readonly stderr?: "ignore" | "inherit" } = {},
): Promise<AskedProcess | undefined> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", stderr] });
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]();
  child.on("error", () => {});
  child.stdin!.on("error", () => {});
  const { value: greeting, done } = await lines.next();
  if (done) return undefined;
  return {
    greeting,
    async ask(line) {
      child.stdin!.write(`${line}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error(`${[command, ...args].join(" ")} ended in the middle of its work.`);
      return answer.value;
    },
    close: () => child.kill(),
  };
}
