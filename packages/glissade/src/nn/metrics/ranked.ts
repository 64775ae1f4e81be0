/** @file Metrics of how high the right class ranks and of how sure a model is of it. */

import { arange, ones, zeros } from "../../create-tensor.ts";
import { ShapeError } from "../../errors.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { add, minimum, mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { equal, greater, less, logicalAnd, logicalOr, where } from "../../ops/elementwise/compare.ts";
import { ceil } from "../../ops/elementwise/rounding.ts";
import { oneHot } from "../../ops/index/gather.ts";
import { takeAlongAxis } from "../../ops/index/gather-elements.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { softmax } from "../../ops/norm/softmax.ts";
import { argmax, max } from "../../ops/reduce/reduce.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reshape, transpose, unsqueeze } from "../../ops/shape/layout.ts";
import { stack } from "../../ops/shape/reorder.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import { insideOf } from "../losses/loss.ts";
import { averageOfLabels } from "./average.ts";
import { areLabels } from "./classes.ts";
import { counting, type LabelOptions, labelKinds, readLabels } from "./labels.ts";
import type { Metric } from "./metric.ts";

function requireClasses(where: string, outputs: Tensor, targets: Tensor): void {
  requireTensor(`metrics.${where} (outputs)`, outputs);
  requireTensor(`metrics.${where} (targets)`, targets);
  if (areLabels(outputs, targets) && outputs.shape.at(-1)! > 1) return;
  throw new ShapeError({
    where,
    rule: `needs outputs with numbers of several classes on the last axis and integer labels, got ${formatType(targets.type)} for outputs ${formatType(outputs.type)}`,
  });
}

/**
 * The share of labels whose class has one of the k largest outputs; of equal ones the first counts as larger, so that
 * `topK(1)` is the accuracy. A label beyond the outputs is none of them, and neither is one whose output is NaN.
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[3, 2, 1], [3, 2, 1]]), y: new Int32Array([1, 2]) };
 * await score(model, { params: [], state: [] }, data, { top2: metrics.topK(2) }); // { top2: 0.5 }
 *
 * @throws ArgumentError for k that is no positive integer
 */
export function topK(k: number, options?: LabelOptions): Metric<number> {
  const read = readLabels("topK", options);
  requireCount("topK(k)", k);
  const isAmong = (outputs: Tensor, targets: Tensor) => {
    requireClasses("topK", outputs, targets);
    const { isInside, index } = insideOf(targets, outputs.shape.at(-1)!);
    const label = unsqueeze(index, { axis: -1 });
    const own = takeAlongAxis(outputs, label);
    // Of equal outputs the first ranks higher, as for argmax.
    const isBefore = less(arange(outputs.shape.at(-1)!, { dtype: label.dtype }), label);
    const isAbove = logicalOr(greater(outputs, own), logicalAnd(equal(outputs, own), isBefore));
    const isRanked = less(sum(cast(isAbove, "int32"), { axis: -1 }), k);
    const isNumber = reshape(equal(own, own), targets.shape);
    return { values: logicalAnd(logicalAnd(isInside, isNumber), isRanked), truth: targets };
  };
  return averageOfLabels(isAmong, read, { better: "higher" });
}

export interface CalibrationOptions extends LabelOptions {
  /** How many bins of confidence there are; 15 by default. */
  readonly bins?: number;
}

const readCalibration = optionsReader<CalibrationOptions>({ bins: kind.count, ...labelKinds });

/** By bin: how many, how many of them right, and the sum of their confidence; float64. */
type Bins = { readonly sums: Tensor };

/**
 * How far confidence is from accuracy, |share right - mean confidence| over bins of confidence, weighted by their size:
 * the expected calibration error of On Calibration of Modern Neural Networks (Guo et al. 2017, arXiv:1706.04599). Outputs
 * are logits (..., classes), confidence is the largest probability of their softmax.
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[0, 0], [0, 0]]), y: new Int32Array([0, 0]) };
 * await score(model, { params: [], state: [] }, data, { error: metrics.calibrationError() }); // { error: 0.5 }
 *
 * @throws ArgumentError for a count of bins that is no positive integer
 */
export function calibrationError(options?: CalibrationOptions): Metric<number, Tensor, Tensor, Bins> {
  const { bins = 15, ...labels } = readCalibration("calibrationError", options);
  return {
    better: "lower",
    start: () => ({ sums: zeros([bins, 3], { dtype: "float64" }) }),
    add({ sums }, outputs, targets) {
      requireClasses("calibrationError", outputs, targets);
      const confidence = reshape(max(softmax(cast(outputs, "float64")), { axis: -1 }), [-1]);
      const isRight = reshape(cast(equal(argmax(outputs), cast(targets, "int64")), "float64"), [-1]);
      // Bins hold their upper bound: (0, 1/n], (1/n, 2/n], ...
      const bin = minimum(add(ceil(mul(confidence, bins)), -1), bins - 1);
      const counts = counting(reshape(targets, [-1]), labels);
      const inBin = cast(bin, "int64");
      const rows = oneHot(counts ? where(counts, inBin, -1) : inBin, bins, { dtype: "float64" });
      const each = ones(confidence.shape, { dtype: "float64" });
      return { sums: add(sums, matmul(transpose(rows), stack([each, isRight, confidence], { axis: 1 }))) };
    },
    async result({ sums }) {
      const rows = (await sums.toArray()) as readonly (readonly [number, number, number])[];
      const count = rows.reduce((all, [each]) => all + each, 0);
      return rows.reduce((error, [, right, sure]) => error + Math.abs(right - sure), 0) / count;
    },
  };
}
