/** @file Losses of numbers: squares, absolute values, and what is between them. */

import { DtypeError } from "../../errors.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { less, where } from "../../ops/elementwise/compare.ts";
import { abs, square } from "../../ops/elementwise/unary.ts";
import { oneHot } from "../../ops/index/gather.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { unsqueeze } from "../../ops/shape/layout.ts";
import { kind } from "../../options/kinds.ts";
import { positives } from "../../options/ranges.ts";
import {
  areLabels,
  insideOf,
  type Loss,
  type LossOptions,
  lossReader,
  readLoss,
  reduceLosses,
  sameTargets,
} from "./loss.ts";

/** Targets in the shape of the outputs: labels become rows with a single one, and those outside the classes NaN. */
function toTargets(name: string, outputs: Tensor, targets: Tensor): Tensor {
  if (!areLabels(name, outputs, targets)) return cast(targets, outputs.dtype);
  const classes = outputs.shape.at(-1)!;
  if (classes === 1) throw oneClass(name, targets);
  const rows = oneHot(targets, classes, { dtype: outputs.dtype });
  const { isInside } = insideOf(targets, classes);
  return where(unsqueeze(isInside, { axis: -1 }), rows, Number.NaN);
}

const oneClass = (name: string, targets: Tensor) =>
  new DtypeError({
    where: name,
    rule: `takes integers for labels, of which one output has one class, got ${formatType(targets.type)}`,
    fix: 'Numbers to come near to are floats in the shape of the outputs: reshape(targets.cast("float32"), [-1, 1])',
  });

/**
 * Half the squared error of each example, Σ(y - t)²/2, averaged over the batch. Integer labels stand for one-hot rows; one
 * outside the classes makes the loss NaN.
 */
export const halfSquaredError: Loss = (outputs, targets, options) => {
  const settings = readLoss("halfSquaredError", options);
  const squares = square(sub(outputs, toTargets("halfSquaredError", outputs, targets)));
  const axes = [...outputs.shape.keys()].slice(1);
  const examples = axes.length === 0 ? squares : sum(squares, { axis: axes });
  return reduceLosses("halfSquaredError", mul(examples, 0.5), settings);
};

/** The mean of (y - t)² over all outputs. Integer labels stand for one-hot rows; one outside the classes makes the loss NaN. */
export const meanSquaredError: Loss = (outputs, targets, options) => {
  const settings = readLoss("meanSquaredError", options);
  const errors = sub(outputs, toTargets("meanSquaredError", outputs, targets));
  return reduceLosses("meanSquaredError", square(errors), settings);
};

/** The mean of |y - t| over all outputs. */
export const meanAbsoluteError: Loss = (outputs, targets, options) => {
  const settings = readLoss("meanAbsoluteError", options);
  return reduceLosses(
    "meanAbsoluteError",
    abs(sub(outputs, sameTargets("meanAbsoluteError", outputs, targets))),
    settings,
  );
};

export interface SmoothL1Options extends LossOptions {
  /** The error from which on the loss is a straight line; 1 by default. */
  readonly beta?: number;
}

const readSmoothL1 = lossReader<Pick<SmoothL1Options, "beta">>({ beta: kind.within(positives) });

/**
 * d²/(2β) for errors d below β, and |d| - β/2 beyond: Fast R-CNN (Girshick 2015, arXiv:1504.08083).
 *
 * @example
 * await losses.smoothL1(tensor([0.5, 3]), tensor([0, 0]), { reduction: "none" }).data(); // [0.125, 2.5]
 */
export const smoothL1: Loss<SmoothL1Options> = (outputs, targets, options) => {
  const { beta = 1, ...settings } = readSmoothL1("smoothL1", options);
  const distance = abs(sub(outputs, sameTargets("smoothL1", outputs, targets)));
  return reduceLosses("smoothL1", mul(bent(distance, beta), 1 / beta), settings);
};

export interface HuberOptions extends LossOptions {
  /** The error from which on the loss is a straight line; 1 by default. */
  readonly delta?: number;
}

const readHuber = lossReader<Pick<HuberOptions, "delta">>({ delta: kind.within(positives) });

/**
 * d²/2 for errors d below δ, and δ(|d| - δ/2) beyond: Robust Estimation of a Location Parameter (Huber 1964).
 *
 * @example
 * await losses.huber(tensor([1, 4]), tensor([0, 0]), { delta: 2, reduction: "none" }).data(); // [0.5, 6]
 */
export const huber: Loss<HuberOptions> = (outputs, targets, options) => {
  const { delta = 1, ...settings } = readHuber("huber", options);
  const distance = abs(sub(outputs, sameTargets("huber", outputs, targets)));
  return reduceLosses("huber", bent(distance, delta), settings);
};

/** d²/2 below the bend, and the straight line that goes on from there. */
const bent = (d: Tensor, bend: number): Tensor =>
  where(less(d, bend), mul(square(d), 0.5), mul(sub(d, bend / 2), bend));
