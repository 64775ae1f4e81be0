/** @file PyTorch beside us in the same run, where Python has it. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type AskedProcess, startAsked } from "./asked-process.ts";

const python = (): string => process.env.PYTHON ?? "python3";

export interface Torch {
  readonly version: string;
  /** Milliseconds per step of what the words name, the mean over some steps. */
  time(words: string, steps: number): Promise<number>;
  close(): void;
}

/** A script beside this file in Python; `undefined` where there is no PyTorch. */
export const startPython = (script: string, ...args: readonly string[]): Promise<AskedProcess | undefined> =>
  startAsked([python(), fileURLToPath(new URL(script, import.meta.url)), ...args]);

/** PyTorch's side of a benchmark; `undefined` where there is none. */
export async function openTorch(script: string): Promise<Torch | undefined> {
  const python = await startPython(script);
  if (!python) return undefined;
  return {
    version: python.greeting,
    time: async (words, steps) => 1000 * Number((await python.ask(`${words} ${steps}`)).split(" ")[0]),
    close: python.close,
  };
}

/** Whether the interpreter has PyTorch. */
export const hasTorch = (): boolean =>
  spawnSync(python(), ["-c", "import torch"], { stdio: "ignore" }).status === 0;

export const NO_TORCH = "PyTorch: not found (Debian: apt-get install python3-torch; or set PYTHON)";
