/** @file Losses of distributions: divergence, counts, and normal distributions. */

import { ArgumentError } from "../../errors.ts";
import { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { stopGradient } from "../../ops/elementwise/cast.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { exp, log, square } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { kind } from "../../options/kinds.ts";
import { positives } from "../../options/ranges.ts";
import { describe } from "../layer-checks.ts";
import { type Loss, type LossOptions, lossReader, readLoss, reduceLosses, sameTargets } from "./loss.ts";

/** x·log(x), which is 0 at 0. */
function entropyTerm(x: Tensor): Tensor {
  const isPositive = greater(x, 0);
  return where(isPositive, mul(x, log(where(isPositive, x, 1))), 0);
}

/**
 * The divergence of Kullback and Leibler, Σ t(log t - y) over the last axis, averaged over all distributions: from
 * logarithms of probabilities and targets that are probabilities. PyTorch's `reduction="batchmean"`.
 *
 * @example
 * const logs = logSoftmax(tensor([[0, 0]]));
 * await losses.klDivergence(logs, tensor([[1, 0]])).item(); // 0.6931472
 */
export const klDivergence: Loss = (logs, targets, options) => {
  const settings = readLoss("klDivergence", options);
  const t = sameTargets("klDivergence", logs, targets);
  return reduceLosses("klDivergence", sum(sub(entropyTerm(t), mul(t, logs)), { axis: -1 }), settings);
};

export interface PoissonOptions extends LossOptions {
  /** Adds Stirling's formula for log t! where t > 1, which no gradient depends on; `false` by default. */
  readonly full?: boolean;
}

const readPoisson = lossReader<Pick<PoissonOptions, "full">>({ full: kind.boolean });

/**
 * Minus the log likelihood of counts t, exp(y) - ty, where outputs y are logarithms of rates.
 *
 * @example
 * await losses.poisson(tensor([0]), tensor([3])).item(); // 1
 */
export const poisson: Loss<PoissonOptions> = (outputs, targets, options) => {
  const { full = false, ...settings } = readPoisson("poisson", options);
  const t = sameTargets("poisson", outputs, targets);
  const each = sub(exp(outputs), mul(t, outputs));
  return reduceLosses("poisson", full ? add(each, logFactorial(t)) : each, settings);
};

/** t·log(t) - t + log(2πt)/2, and 0 up to 1. */
function logFactorial(t: Tensor): Tensor {
  const isLarge = greater(t, 1);
  const safe = where(isLarge, t, 1);
  const stirling = add(sub(mul(safe, log(safe)), safe), mul(log(mul(safe, 2 * Math.PI)), 0.5));
  return where(isLarge, stirling, 0);
}

export interface GaussianOptions extends LossOptions {
  /** Adds log(2π)/2, which no gradient depends on; `false` by default. */
  readonly full?: boolean;
  /** The least variance; 1e-6 by default. */
  readonly eps?: number;
}

const readGaussian = lossReader<Pick<GaussianOptions, "full" | "eps">>({
  full: kind.boolean,
  eps: kind.within(positives),
});

/** What a model gives that knows how uncertain it is. */
export type NormalOutputs = { readonly mean: Tensor; readonly variance: Tensor };

/**
 * Minus the log likelihood of numbers under normal distributions, (log v + (y - t)²/v)/2: Estimating the Mean and
 * Variance of the Target Probability Distribution (Nix and Weigend 1994).
 *
 * @example
 * const outputs = { mean: tensor([1]), variance: tensor([1]) };
 * await losses.gaussian(outputs, tensor([3])).item(); // 2
 */
export const gaussian: Loss<GaussianOptions, NormalOutputs> = (outputs, targets, options) => {
  const { full = false, eps = 1e-6, ...settings } = readGaussian("gaussian", options);
  requireNormal(outputs);
  const { mean } = outputs;
  const t = sameTargets("gaussian", mean, targets);
  const given = sameTargets("gaussian", mean, outputs.variance);
  // A variance below eps counts as eps and has its gradient, by which it grows again, as in PyTorch
  const variance = where(greater(given, eps), given, add(sub(given, stopGradient(given)), eps));
  const each = mul(add(log(variance), div(square(sub(mean, t)), variance)), 0.5);
  return reduceLosses("gaussian", full ? add(each, Math.log(2 * Math.PI) / 2) : each, settings);
};

function requireNormal(outputs: unknown): void {
  const { mean, variance } = Object(outputs) as Partial<NormalOutputs>;
  if (mean instanceof Tensor && variance instanceof Tensor) return;
  throw new ArgumentError({
    where: "gaussian(outputs)",
    rule: `must be { mean, variance }, got ${describe(outputs)}`,
  });
}
