/** @file What losses share: their type, their options, and how the losses of a batch become one number. */

import { DtypeError, ShapeError } from "../../errors.ts";
import { isFloat } from "../../graph/dtype.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape, sameShape } from "../../graph/shape.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { div, mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { equal, greaterEqual, less, logicalAnd, notEqual, where } from "../../ops/elementwise/compare.ts";
import { toWhole } from "../../ops/index/index-rules.ts";
import { mean } from "../../ops/reduce/reduce.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reshape } from "../../ops/shape/layout.ts";
import { type Kinds, kind, type OptionsReader, optionsReader } from "../../options/kinds.ts";

/** Options of every loss. */
export interface LossOptions {
  /** How the losses of a batch become one number; `"mean"` by default, `"none"` leaves them as they are. */
  readonly reduction?: "mean" | "sum" | "none";
  /** A weight for each example, or for each loss; the mean is then Σwl/Σw. */
  readonly weights?: Tensor;
}

/**
 * The distance of outputs from targets as one number. A graph cannot throw for values: data sets check their labels.
 *
 * @throws ShapeError for targets that do not fit
 */
export type Loss<Options = LossOptions, Outputs = Tensor, Targets = Tensor> = (
  outputs: Outputs,
  targets: Targets,
  options?: Options,
) => Tensor;

const lossKinds: Kinds<LossOptions> = {
  reduction: kind.choice("mean", "sum", "none"),
  weights: tensorKind.tensor,
};

/** A reader of the options of a loss, those of its own and those that all have. */
export const lossReader = <Own extends object>(own: Kinds<Own>): OptionsReader<LossOptions & Own> =>
  optionsReader<LossOptions & Own>({ ...lossKinds, ...own } as Kinds<LossOptions & Own>);

export const readLoss = lossReader({});

/** The losses of a batch as one number, or as they are. `share` counts, where it is not 1, what a mean divides by. */
export function reduceLosses(
  name: string,
  losses: Tensor,
  { reduction = "mean", weights }: LossOptions,
  share?: Tensor,
): Tensor {
  const wide = weights && alignWeights(name, weights, losses);
  const weighted = wide ? mul(losses, wide) : losses;
  if (reduction === "none") return weighted;
  if (reduction === "sum") return sum(weighted);
  if (losses.size === 0)
    throw new ShapeError({
      where: name,
      rule: `needs at least one loss for a mean, got ${formatShape(losses.shape)}`,
      fix: 'Leave empty batches out, or pass { reduction: "sum" }',
    });
  if (!wide && !share) return mean(weighted);
  const shares = wide && share ? mul(wide, share) : (share ?? wide)!;
  const total = mul(sum(shares), losses.size / shares.size);
  // Smoothed losses may be positive where all weights are 0, and their mean is no number all the same.
  return div(sum(weighted), where(equal(total, 0), Number.NaN, total));
}

/** Weights of examples, or of losses, for a product with the losses. */
function alignWeights(where: string, weights: Tensor, losses: Tensor): Tensor {
  if (sameShape(weights.shape, losses.shape.slice(0, weights.rank))) {
    const ones = new Array<number>(losses.rank - weights.rank).fill(1);
    return reshape(cast(weights, losses.dtype), [...weights.shape, ...ones]);
  }
  throw new ShapeError({
    where: `${where}({ weights })`,
    rule: `must have the shape of the losses, or of their first axes, got ${formatShape(weights.shape)} for losses ${formatShape(losses.shape)}`,
  });
}

/** Throws unless targets are numbers of the shape of the outputs; gives them in the dtype of the outputs. */
export function sameTargets(where: string, outputs: Tensor, targets: Tensor): Tensor {
  requireTensor(`${where}(targets)`, targets);
  requireFloat(where, outputs);
  if (sameShape(targets.shape, outputs.shape)) return cast(targets, outputs.dtype);
  throw new ShapeError({
    where,
    rule: `needs targets like the outputs, got ${formatType(targets.type)} for outputs ${formatType(outputs.type)}`,
    fix: "Reshape one of them: broadcasting would compare every example with every other",
  });
}

/** Whether targets are labels; they must be these or numbers like the outputs. */
export function areLabels(where: string, outputs: Tensor, targets: Tensor): boolean {
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

/** The labels, and whether they are classes; 0 in the place of others. */
export function insideOf(
  labels: Tensor,
  classes: number,
): { readonly isInside: Tensor; readonly index: Tensor } {
  const whole = toWhole(labels);
  const isInside = logicalAnd(greaterEqual(whole, 0), less(whole, classes));
  return { isInside, index: where(isInside, whole, 0) };
}

/** Whether each label is another than the one that counts for nothing. */
export const countsBeside = (labels: Tensor, ignoreIndex: number): Tensor =>
  notEqual(toWhole(labels), ignoreIndex);

/** Throws unless targets are labels of the batch. */
export function requireLabels(where: string, outputs: Tensor, targets: Tensor): void {
  if (areLabels(where, outputs, targets)) return;
  throw new DtypeError({
    where,
    rule: `needs integer labels, got ${formatType(targets.type)}`,
    fix: "Take argmax() of one-hot rows",
  });
}
