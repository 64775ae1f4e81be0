/** @file PyTorch beside us in the same run, where Python has it. */

import { fileURLToPath } from "node:url";
import { type AskedProcess, startAsked } from "./asked-process.ts";

export interface Torch {
  readonly version: string;
  /** Milliseconds per step of what the words name, the mean over some steps. */
  time(words: string, steps: number): Promise<number>;
  close(): void;
}

/** A script beside this file in Python; `undefined` where there is no PyTorch. */
export const startPython = (script: string, ...args: readonly string[]): Promise<AskedProcess | undefined> =>
  startAsked([process.env.PYTHON ?? "python3", fileURLToPath(new URL(script, import.meta.url)), ...args]);

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

export const NO_TORCH = "PyTorch: not found (Debian: apt-get install python3-torch; or set PYTHON)";
