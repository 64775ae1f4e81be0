/** @file PyTorch beside us in the same run, where Python has it. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Torch {
  readonly version: string;
  /** Milliseconds per step of what the words name, the mean over some steps. */
  time(words: string, steps: number): Promise<number>;
  close(): void;
}

/** A Python process that answers one line per question; `undefined` where there is no PyTorch. */
export async function openTorch(
  script: string,
  python = process.env.PYTHON ?? "python3",
): Promise<Torch | undefined> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(python, [path], { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  child.on("error", () => {});
  const { value: version, done } = await lines.next();
  if (done) return undefined;
  return {
    version,
    async time(words, steps) {
      child.stdin.write(`${words} ${steps}\n`);
      return 1000 * Number((await lines.next()).value!.split(" ")[0]);
    },
    close: () => child.kill(),
  };
}

export const NO_TORCH = "PyTorch: not found (Debian: apt-get install python3-torch; or set PYTHON)";
