/** @file Several optimizers over one function from the same start. */

import type { optim } from "glissade";
import { createLateProgress } from "../late-progress.ts";
import { type MinimizeOptions, type MinimizeRun, minimize } from "./minimize.ts";
import type { MinimizeRuns } from "./result.ts";
import { familiesOf, type Sensitivity, sensitivity } from "./sensitivity.ts";

export interface RunOptions extends Omit<MinimizeOptions, "optimizer" | "onStep"> {
  /** Of the function. */
  readonly name?: string;
  readonly optimizers: readonly optim.ParsedOptimizer[];
  /** Learning rates to try, rising; none where left out. */
  readonly rates?: readonly number[];
}

/** Runs one optimizer after the other, and then each with all learning rates; shows progress where it takes long. */
export async function runAll(options: RunOptions): Promise<MinimizeRuns> {
  const { optimizers, rates, name, ...problem } = options;
  const { steps, function: expression } = problem;
  const families = rates ? familiesOf(optimizers) : [];
  const names = [
    ...optimizers.map(({ text }) => text),
    ...families.map((family) => `${family.name}, all rates`),
  ];
  const progress = createLateProgress(names.map((each) => ({ name: each, runs: 1, steps: steps + 1 })));
  const watch = (row: number) => (step: number) =>
    progress.update(row, { runs: step < steps ? 0 : 1, steps: step + 1 });
  const runs: MinimizeRun[] = [];
  const tried: Sensitivity[] = [];
  try {
    for (const [row, optimizer] of optimizers.entries()) {
      const { function: _, ...run } = await minimize({ ...problem, optimizer, onStep: watch(row) });
      runs.push(run);
    }
    for (const [row, family] of families.entries()) {
      const onStep = watch(optimizers.length + row);
      tried.push(await sensitivity({ ...options, family, rates: rates!, onStep }));
    }
  } finally {
    progress.stop();
  }
  return { function: expression.text, ...(name && { name }), runs, ...(rates && { sensitivity: tried }) };
}
