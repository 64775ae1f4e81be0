/** @file Losses: the distance of outputs from targets as one number, averaged over the batch. */

import { ArgumentError, ShapeError } from "../errors.ts";
import { isFloat } from "../graph/dtype.ts";
import { requireTensor } from "../graph/operand-checks.ts";
import { sameShape } from "../graph/shape.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import { div, mul, neg, sub } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { greaterEqual, less, logicalAnd, where } from "../ops/elementwise/compare.ts";
import { square } from "../ops/elementwise/unary.ts";
import { oneHot } from "../ops/index/gather.ts";
import { takeAlongAxis } from "../ops/index/gather-elements.ts";
import { logSoftmax } from "../ops/norm/softmax.ts";
import { mean } from "../ops/reduce/reduce.ts";
import { sum } from "../ops/reduce/sum.ts";
import { unsqueeze } from "../ops/shape/layout.ts";
import { describe } from "../options/describe.ts";

/**
 * A scalar from outputs (batch, classes) and targets: labels (batch), or numbers of the shape of the outputs. A label
 * outside the classes counts as none of them, for a graph cannot throw: data sets check their labels.
 *
 * @throws ShapeError for targets that are neither
 */
export type Loss = (outputs: Tensor, targets: Tensor) => Tensor;

/** Whether targets are labels; they must be these or numbers like the outputs. */
function areLabels(where: string, outputs: Tensor, targets: Tensor): boolean {
  requireTensor(`${where}(outputs)`, outputs);
  requireTensor(`${where}(targets)`, targets);
  const isWhole = !isFloat(targets.dtype);
  const shape = isWhole ? outputs.shape.slice(0, -1) : outputs.shape;
  if (sameShape(targets.shape, shape) && !(isWhole && outputs.rank === 0)) return isWhole;
  throw new ShapeError({
    where,
    rule: `needs integer labels of the batch or targets like the outputs, got ${formatType(targets.type)} for outputs ${formatType(outputs.type)}`,
    fix:
      isWhole && outputs.rank > 2 && targets.rank < outputs.rank - 1
        ? "Put flatten() or globalAveragePool() in front of the last linear layer, which takes the last axis alone"
        : "Check the last layer and the batch",
  });
}

/** Targets in the shape of the outputs: labels become rows with a single one. */
const toTargets = (where: string, outputs: Tensor, targets: Tensor): Tensor =>
  areLabels(where, outputs, targets)
    ? oneHot(targets, outputs.shape.at(-1)!, { dtype: outputs.dtype })
    : targets;

/** The element of each row that its label names; 0 for a label outside. */
function atLabels(x: Tensor, labels: Tensor): Tensor {
  const wide = unsqueeze(cast(labels, "int64"), { axis: -1 });
  const isInside = logicalAnd(greaterEqual(wide, 0), less(wide, x.shape.at(-1)!));
  return where(isInside, takeAlongAxis(x, where(isInside, wide, 0)), 0);
}

/** A loss that takes outputs and targets alone. */
const loss =
  (name: string, f: Loss): Loss =>
  (outputs, targets, ...rest: readonly unknown[]) => {
    if (rest.length === 0) return f(outputs, targets);
    const rule = `takes outputs and targets alone, got ${rest.map(describe).join(", ")} beside them`;
    throw new ArgumentError({ where: name, rule });
  };

/** Half the squared error of each example, Σ(y - t)²/2, averaged over the batch. */
export const halfSquaredError: Loss = loss("halfSquaredError", (outputs, targets) => {
  const error = sub(outputs, toTargets("halfSquaredError", outputs, targets));
  const [examples = 1] = outputs.shape;
  return div(sum(square(error)), 2 * examples);
});

/** The mean of (y - t)² over all outputs. */
export const meanSquaredError: Loss = loss("meanSquaredError", (outputs, targets) =>
  mean(square(sub(outputs, toTargets("meanSquaredError", outputs, targets)))),
);

/**
 * Minus the logarithm of the probability that softmax gives the right class, averaged over the labels.
 *
 * @example
 * const logits = tensor([[0, 0], [0, 0]]);
 * await losses.softmaxCrossEntropy(logits, tensor([0, 1], { dtype: "int32" })).item(); // 0.6931472
 */
export const softmaxCrossEntropy: Loss = loss("softmaxCrossEntropy", (logits, targets) => {
  const isIndexed = areLabels("softmaxCrossEntropy", logits, targets);
  const logs = logSoftmax(logits);
  const chosen = isIndexed ? atLabels(logs, targets) : mul(targets, logs);
  return neg(div(sum(chosen), logits.size / logits.shape.at(-1)!));
});
