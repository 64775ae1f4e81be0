/** @file The picture of a minimisation's learning rates. */

import { titleOf } from "../charts/minimize-plot.ts";
import type { DrawnFunction } from "../charts/scene.ts";
import { sensitivityPlot } from "../charts/sensitivity-plot.ts";
import type { MinimizeRuns } from "./result.ts";

export interface SensitivityPictureOptions {
  readonly drawn: DrawnFunction;
  readonly steps: number;
}

/** The final value of each optimizer by its learning rate. */
export function sensitivityPicture(
  result: MinimizeRuns,
  { drawn, steps }: SensitivityPictureOptions,
): string {
  const { minima: [lowest] = [], evaluate } = drawn;
  const start = result.runs[0]!.path[0]!.value;
  const minimum = lowest && evaluate(lowest);
  return sensitivityPlot(result.sensitivity ?? [], { title: titleOf(result), steps, start, minimum });
}
