/** @file Losses: how far outputs are from targets, as one number, averaged over the batch. */

import { ShapeError } from "../errors.ts";
import { isFloat } from "../graph/dtype.ts";
import { sameShape } from "../graph/shape.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import { div, mul, neg, sub } from "../ops/arithmetic.ts";
import { oneHot } from "../ops/gather.ts";
import { mean } from "../ops/reduce.ts";
import { logSoftmax } from "../ops/softmax.ts";
import { sum } from "../ops/sum.ts";
import { square } from "../ops/unary.ts";

/**
 * A scalar from outputs (batch, classes) and targets: labels (batch), or numbers of the shape of the outputs. A label
 * outside the classes counts as none of them, for a graph cannot throw: data sets check their labels.
 */
export type Loss = (outputs: Tensor, targets: Tensor) => Tensor;

/** Targets in the shape of the outputs: labels become rows with a single one. */
function toTargets(where: string, outputs: Tensor, targets: Tensor): Tensor {
  const classes = outputs.shape.at(-1);
  if (
    classes !== undefined &&
    !isFloat(targets.dtype) &&
    sameShape(targets.shape, outputs.shape.slice(0, -1))
  ) {
    return oneHot(targets, classes, outputs.dtype);
  }
  if (isFloat(targets.dtype) && sameShape(targets.shape, outputs.shape)) return targets;
  throw new ShapeError({
    where,
    rule: `needs integer labels of the batch or targets like the outputs, got ${formatType(targets.type)} for outputs ${formatType(outputs.type)}`,
    fix: "Check the last layer and the batch",
  });
}

/** Half the squared error of each example, Σ(y - t)²/2, averaged over the batch. */
export const halfSquaredError: Loss = (outputs, targets) => {
  const error = sub(outputs, toTargets("halfSquaredError", outputs, targets));
  const [examples = 1] = outputs.shape;
  return mul(div(sum(square(error)), examples), 0.5);
};

/** The mean of (y - t)² over all outputs. */
export const meanSquaredError: Loss = (outputs, targets) =>
  mean(square(sub(outputs, toTargets("meanSquaredError", outputs, targets))));

/**
 * Minus the logarithm of the probability that softmax gives the right class, averaged over the labels.
 *
 * @example
 * const logits = tensor([[0, 0], [0, 0]]);
 * await losses.softmaxCrossEntropy(logits, tensor([0, 1], { dtype: "int32" })).item(); // 0.6931472
 */
export const softmaxCrossEntropy: Loss = (logits, targets) => {
  const weights = toTargets("softmaxCrossEntropy", logits, targets);
  return neg(div(sum(mul(weights, logSoftmax(logits))), logits.size / logits.shape.at(-1)!));
};
