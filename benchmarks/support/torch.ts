/** @file PyTorch beside us in the same run, where Python has it. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Torch {
  readonly version: string;
  /** Seconds per step, the mean over some steps. */
  time(threads: number, steps: number): Promise<number>;
  close(): void;
}

const script = fileURLToPath(new URL("train_step.py", import.meta.url));

/** A Python process that answers one line per question; `undefined` where there is no PyTorch. */
export async function openTorch(python = process.env.PYTHON ?? "python3"): Promise<Torch | undefined> {
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  child.on("error", () => {});
  const { value: version, done } = await lines.next();
  if (done) return undefined;
  return {
    version,
    async time(threads, steps) {
      child.stdin.write(`${threads} ${steps}\n`);
      return Number((await lines.next()).value!.split(" ")[0]);
    },
    close: () => child.kill(),
  };
}
