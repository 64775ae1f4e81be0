/** @file The numbers of a diagnosis, inside the graph: one row for each part. */

import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { div, maximum, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { equal } from "../../ops/elementwise/compare.ts";
import { abs } from "../../ops/elementwise/unary.ts";
import { max, mean } from "../../ops/reduce/reduce.ts";
import { standardDeviation } from "../../ops/reduce/statistics.ts";
import { stack } from "../../ops/shape/reorder.ts";
import { globalNorm } from "../../optim/math/norms.ts";
import { flatten, mapTree, type Tree } from "../../tree.ts";

/** The columns of the numbers, in their order. */
export const columns = [
  "mean",
  "deviation",
  "spread",
  "dead",
  "deltaNorm",
  "norm",
  "gradient",
  "updateRatio",
] as const;

/** What is measured of a part. */
export interface Measured {
  readonly output: Tensor;
  readonly delta: Tensor;
  /** Its part of the parameters, of the gradients, and of the parameters behind the step; empty where it has none. */
  readonly params: Tree;
  readonly gradients: Tree;
  readonly moved: Tree;
}

/** A row of `columns`, in float32. */
export function rowOf({ output, delta, params, gradients, moved }: Measured): Tensor {
  const hasParams = flatten(params).leaves.length > 0;
  const none = literal(Number.NaN, "float32");
  const norm = hasParams ? globalNorm(params) : none;
  const change = hasParams ? globalNorm(mapTree((to, from) => sub(to, from), moved, params)) : none;
  const numbers = [
    mean(output),
    standardDeviation(output),
    spreadOf(output),
    deadOf(output),
    globalNorm(delta),
    norm,
    hasParams ? globalNorm(gradients) : none,
    hasParams ? div(change, maximum(norm, 1e-30)) : none,
  ];
  return stack(numbers.map((number) => cast(number, "float32")));
}

/** The axes of a unit's numbers: examples, and the positions of an image or a sequence. */
function positionAxes({ rank }: Tensor): number[] {
  if (rank < 2) return [0];
  const units = rank > 3 ? 1 : rank - 1;
  return Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== units);
}

const spreadOf = (output: Tensor): Tensor =>
  output.rank === 0 ? standardDeviation(output) : mean(standardDeviation(output, { axis: 0 }));

const deadOf = (output: Tensor): Tensor =>
  output.rank === 0
    ? literal(0, "float32")
    : mean(cast(equal(max(abs(output), { axis: positionAxes(output) }), 0), "float32"));
