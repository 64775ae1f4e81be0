/** @file Losses that are 0 beyond a margin. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { where } from "../../ops/elementwise/compare.ts";
import { relu, square } from "../../ops/elementwise/unary.ts";
import { oneHot } from "../../ops/index/gather.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { kind } from "../../options/kinds.ts";
import { finites } from "../../options/ranges.ts";
import {
  insideOf,
  type Loss,
  type LossOptions,
  lossReader,
  reduceLosses,
  requireLabels,
  sameTargets,
} from "./loss.ts";

export interface HingeOptions extends LossOptions {
  /** 1 by default. */
  readonly margin?: number;
  /** Whether the losses are squared; `false` by default. */
  readonly squared?: boolean;
}

const readHinge = lossReader<Pick<HingeOptions, "margin" | "squared">>({
  margin: kind.within(finites),
  squared: kind.boolean,
});

const bend = (x: Tensor, squared: boolean): Tensor => (squared ? square(relu(x)) : relu(x));

/**
 * max(0, 1 - ty) for targets -1 and 1, averaged over all outputs: Support-Vector Networks (Cortes and Vapnik 1995).
 *
 * @example
 * await losses.hinge(tensor([0.5, 2]), tensor([1, -1])).item(); // 1.75
 */
export const hinge: Loss<HingeOptions> = (outputs, targets, options) => {
  const { margin = 1, squared = false, ...settings } = readHinge("hinge", options);
  const t = sameTargets("hinge", outputs, targets);
  return reduceLosses("hinge", bend(sub(margin, mul(t, outputs)), squared), settings);
};

/**
 * Σ max(0, 1 - y_label + y) over all other classes, divided by the number of classes as in PyTorch and averaged over the
 * labels: On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines (Crammer and Singer 2001) with the
 * sum of Weston and Watkins (1999). A label outside the classes makes the loss NaN.
 *
 * @example
 * const scores = tensor([[2, 1.5, 0]]);
 * await losses.multiClassHinge(scores, tensor([0], { dtype: "int32" })).item(); // 0.1666667
 */
export const multiClassHinge: Loss<HingeOptions> = (outputs, targets, options) => {
  const { margin = 1, squared = false, ...settings } = readHinge("multiClassHinge", options);
  requireLabels("multiClassHinge", outputs, targets);
  const classes = outputs.shape.at(-1)!;
  const own = oneHot(targets, classes, { dtype: outputs.dtype });
  const right = sum(mul(outputs, own), { axis: -1, keepDims: true });
  const each = mul(bend(add(sub(outputs, right), margin), squared), add(neg(own), 1));
  const { isInside } = insideOf(targets, classes);
  const losses = where(isInside, mul(sum(each, { axis: -1 }), 1 / classes), Number.NaN);
  return reduceLosses("multiClassHinge", losses, settings);
};
