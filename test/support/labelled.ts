/** @file Outputs and targets for tests of metrics. */

import { type Batch, nn, type Tensor, tensor } from "../../packages/glissade/src/index.ts";

/** A model that gives what it gets. */
export const same = nn.lambda("same", (x: Tensor) => x);
export const nothing = { params: [], state: [] } as const;

/** Outputs and targets, cut into batches of uneven sizes. */
export function cut<Row>(outputs: readonly Row[], toBatch: (start: number, end: number) => Batch): Batch[] {
  const ends = [1, 8, 21, 200, outputs.length].filter((end) => end <= outputs.length);
  return [...new Set(ends)].map((end, index, all) => toBatch(all[index - 1] ?? 0, end));
}

export const double = (values: number[] | number[][]) => tensor(values, { dtype: "float64" });
/** Outputs of classes with their labels, cut. */
export const labelled = (outputs: number[][], labels: number[]) =>
  cut(outputs, (start, end) => ({
    x: double(outputs.slice(start, end)),
    y: tensor(labels.slice(start, end), { dtype: "int64" }),
  }));
