/** @file Losses of classes: cross-entropies and negative log likelihood. */

import { ArgumentError, ShapeError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import { formatShape, sameShape } from "../../graph/shape.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { softplus } from "../../ops/elementwise/activations.ts";
import { add, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { sigmoid } from "../../ops/elementwise/sigmoid.ts";
import { gather } from "../../ops/index/gather.ts";
import { takeAlongAxis } from "../../ops/index/gather-elements.ts";
import { isAt } from "../../ops/index/index-rules.ts";
import { logSoftmax } from "../../ops/norm/softmax.ts";
import { mean } from "../../ops/reduce/reduce.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reshape, unsqueeze } from "../../ops/shape/layout.ts";
import { kind } from "../../options/kinds.ts";
import { nonNegatives, probabilities } from "../../options/ranges.ts";
import {
  areLabels,
  countsBeside,
  insideOf,
  type Loss,
  type LossOptions,
  lossReader,
  reduceLosses,
  sameTargets,
} from "./loss.ts";

export interface LikelihoodOptions extends LossOptions {
  /** A weight for each class, (classes); a mean of labels is then Σwl/Σw, as in PyTorch. */
  readonly classWeights?: Tensor;
  /** A label that counts for nothing, also not for the mean, such as that of padding. */
  readonly ignoreIndex?: number;
}

export interface CrossEntropyOptions extends LikelihoodOptions {
  /** The share of the target that is spread evenly over all classes, in [0, 1]; 0 by default. */
  readonly labelSmoothing?: number;
}

const likelihoodKinds = { classWeights: tensorKind.tensor, ignoreIndex: kind.integer };
const readLikelihood = lossReader<Pick<LikelihoodOptions, "classWeights" | "ignoreIndex">>(likelihoodKinds);
const readCrossEntropy = lossReader<
  Pick<CrossEntropyOptions, "classWeights" | "ignoreIndex" | "labelSmoothing">
>({
  ...likelihoodKinds,
  labelSmoothing: kind.within(probabilities),
});

/**
 * Minus the logarithm of the probability that softmax gives the right class, averaged over the labels: from logits
 * (batch, ..., classes) and labels (batch, ...), or probabilities like the logits. A label outside the classes makes the
 * loss NaN, at which training ends; one that is `ignoreIndex` does not count. Label smoothing: Rethinking the Inception
 * Architecture for Computer Vision (Szegedy et al. 2015, arXiv:1512.00567).
 *
 * @example
 * const logits = tensor([[0, 0], [0, 0]]);
 * await losses.softmaxCrossEntropy(logits, tensor([0, 1], { dtype: "int32" })).item(); // 0.6931472
 */
export const softmaxCrossEntropy: Loss<CrossEntropyOptions> = (logits, targets, options) =>
  likelihood(
    "softmaxCrossEntropy",
    logSoftmax,
    { outputs: logits, targets },
    readCrossEntropy("softmaxCrossEntropy", options),
  );

/**
 * Minus the logarithm of the probability of the right class, averaged over the labels, from logarithms of
 * probabilities: `softmaxCrossEntropy` behind `logSoftmax`.
 *
 * @example
 * const logs = tensor([[-0.5, -1], [-2, -0.1]]);
 * await losses.negativeLogLikelihood(logs, tensor([0, 0], { dtype: "int32" })).item(); // 1.25
 */
export const negativeLogLikelihood: Loss<LikelihoodOptions> = (logs, targets, options) =>
  likelihood(
    "negativeLogLikelihood",
    (x) => x,
    { outputs: logs, targets },
    readLikelihood("negativeLogLikelihood", options),
  );

function likelihood(
  name: string,
  toLogs: (outputs: Tensor) => Tensor,
  { outputs, targets }: { readonly outputs: Tensor; readonly targets: Tensor },
  { classWeights: given, ignoreIndex, labelSmoothing = 0, ...settings }: CrossEntropyOptions,
): Tensor {
  const isIndexed = areLabels(name, outputs, targets);
  const logs = toLogs(outputs);
  if (given) requireClassWeights(name, given, logs.shape.at(-1)!);
  const classWeights = given && cast(given, logs.dtype);
  const scaled = classWeights ? mul(logs, classWeights) : logs;
  const right = isIndexed
    ? atLabels(scaled, targets)
    : sum(mul(cast(targets, logs.dtype), scaled), { axis: -1 });
  const each = neg(labelSmoothing > 0 ? blend(right, mean(scaled, { axis: -1 }), labelSmoothing) : right);
  if (!isIndexed && ignoreIndex !== undefined)
    throw new ArgumentError({
      where: `${name}({ ignoreIndex })`,
      rule: `is a label, got probabilities for targets, ${formatType(targets.type)}`,
      fix: "Weigh such rows with 0 by { weights }",
    });
  if (!isIndexed) return reduceLosses(name, each, settings);
  const weights = classWeights && gatherInside(classWeights, targets);
  if (ignoreIndex === undefined) return reduceLosses(name, each, settings, weights);
  const counts = countsBeside(targets, ignoreIndex);
  const share = where(counts, weights ?? literal(1, logs.dtype), 0);
  return reduceLosses(name, where(counts, each, 0), settings, share);
}

/** The first but for a share of the second. */
const blend = (x: Tensor, y: Tensor, share: number): Tensor => add(mul(x, 1 - share), mul(y, share));

function requireClassWeights(name: string, weights: Tensor, classes: number): void {
  if (sameShape(weights.shape, [classes])) return;
  throw new ShapeError({
    where: `${name}({ classWeights })`,
    rule: `needs a weight for each of ${classes} classes, got ${formatShape(weights.shape)}`,
  });
}

/** Up to here a comparison with every class, in a kernel of the loss, costs less than a search for single elements. */
const FEW = 128;

/** The element of each row that its label names; NaN for a label outside, since a graph cannot throw. */
function atLabels(x: Tensor, labels: Tensor): Tensor {
  const classes = x.shape.at(-1)!;
  const { isInside, index } = insideOf(labels, classes);
  const chosen =
    classes <= FEW
      ? sum(where(isAt(labels, classes), x, 0), { axis: -1 })
      : reshape(takeAlongAxis(x, unsqueeze(index, { axis: -1 })), labels.shape);
  return where(isInside, chosen, Number.NaN);
}

/** The weight of each label; 0 for a label outside. */
function gatherInside(weights: Tensor, labels: Tensor): Tensor {
  const { isInside, index } = insideOf(labels, weights.size);
  return where(isInside, gather(weights, index), 0);
}

export interface BinaryCrossEntropyOptions extends LossOptions {
  /** A factor for the loss of targets that are 1, which broadcasts to the outputs; 1 by default. */
  readonly positiveWeight?: Tensor;
  /** Moves targets towards 1/2 by this share, in [0, 1]; 0 by default. */
  readonly labelSmoothing?: number;
}

const readBinary = lossReader<Pick<BinaryCrossEntropyOptions, "positiveWeight" | "labelSmoothing">>({
  positiveWeight: tensorKind.tensor,
  labelSmoothing: kind.within(probabilities),
});

/**
 * Minus the logarithm of the probability that the sigmoid gives the right one of two classes, averaged over all outputs:
 * from logits and targets of the same shape, probabilities or 0 and 1, in any dtype.
 *
 * @example
 * await losses.binaryCrossEntropy(tensor([0, 100]), tensor([1, 0]), { reduction: "none" }).data(); // [0.6931472, 100]
 */
export const binaryCrossEntropy: Loss<BinaryCrossEntropyOptions> = (logits, targets, options) => {
  const { positiveWeight, labelSmoothing = 0, ...settings } = readBinary("binaryCrossEntropy", options);
  const given = sameTargets("binaryCrossEntropy", logits, targets);
  const t = labelSmoothing > 0 ? add(mul(given, 1 - labelSmoothing), labelSmoothing / 2) : given;
  const positive = mul(t, softplus(neg(logits)));
  const negative = mul(sub(1, t), softplus(logits));
  const each = add(positiveWeight ? mul(positive, cast(positiveWeight, logits.dtype)) : positive, negative);
  return reduceLosses("binaryCrossEntropy", each, settings);
};

export interface FocalOptions extends LossOptions {
  /** How much less sure examples count for more: the power of 1 - p; 2 by default. */
  readonly gamma?: number;
  /** The weight of targets that are 1, in [0, 1], those that are 0 having the rest; `null` for none; 0.25 by default. */
  readonly alpha?: number | null;
}

const readFocal = lossReader<Pick<FocalOptions, "gamma" | "alpha">>({
  gamma: kind.within(nonNegatives),
  alpha: kind.rule<number | null>(
    "in [0, 1] or null",
    (value) => value === null || (typeof value === "number" && probabilities.holds(value)),
  ),
});

/** p^γ, with gradient 0 where p is 0: that of the power is infinite there for γ below 1. */
function powerOf(p: Tensor, gamma: number): Tensor {
  const isPositive = greater(p, 0);
  return where(isPositive, pow(where(isPositive, p, 1), gamma), gamma === 0 ? 1 : 0);
}

/**
 * Binary cross-entropy of logits in which sure examples count less, (1 - p)^γ times its value where p is the probability
 * of the right class: Focal Loss for Dense Object Detection (Lin et al. 2017, arXiv:1708.02002).
 *
 * @example
 * await losses.focal(tensor([0]), tensor([1])).item(); // 0.0433217
 */
export const focal: Loss<FocalOptions> = (logits, targets, options) => {
  const { gamma = 2, alpha = 0.25, ...settings } = readFocal("focal", options);
  const t = sameTargets("focal", logits, targets);
  const wrong = add(mul(t, sigmoid(neg(logits))), mul(sub(1, t), sigmoid(logits)));
  const entropy = add(mul(t, softplus(neg(logits))), mul(sub(1, t), softplus(logits)));
  const each = mul(powerOf(wrong, gamma), entropy);
  const balance = alpha === null ? undefined : add(mul(t, alpha), mul(sub(1, t), 1 - alpha));
  return reduceLosses("focal", balance ? mul(each, balance) : each, settings);
};
