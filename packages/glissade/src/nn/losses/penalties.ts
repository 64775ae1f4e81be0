/** @file Penalties of parameters, which are added to a loss. */

import { DataError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { abs, square } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { nonNegatives } from "../../options/ranges.ts";
import { matchLeaves, type Pattern } from "../../select.ts";
import { flatten, leafPaths } from "../../tree.ts";

export interface PenaltyOptions {
  /** λ, how much it counts; 1e-4 by default. */
  readonly weight?: number;
  /** Which parameters, by patterns of their paths, such as those of all weights without biases; all by default. */
  readonly paths?: Pattern;
}

const readPenalty = optionsReader<PenaltyOptions>({
  weight: kind.within(nonNegatives),
  paths: kind.rule<Pattern>("a pattern, a list of patterns or a function", (value) =>
    ["string", "object", "function"].includes(typeof value),
  ),
});

/** λ times the sum of a function over the elements of the chosen leaves. */
function penaltyOf(
  where: string,
  params: unknown,
  { weight = 1e-4, paths = "**" }: PenaltyOptions,
  each: (x: Tensor) => Tensor,
): Tensor {
  const { leaves, structure } = flatten(params, `${where}(params)`);
  const names = leafPaths(structure);
  const isChosen = matchLeaves(where, paths, { leaves, paths: names });
  const chosen = leaves.filter((_, index) => isChosen[index]);
  if (chosen.length === 0) {
    throw new DataError({ where: `${where}(params)`, rule: "needs at least one parameter, got none" });
  }
  for (const leaf of chosen) requireFloat(where, leaf);
  return mul(
    chosen.map((leaf) => sum(each(leaf))).reduce((total, one) => add(total, one)),
    weight,
  );
}

/**
 * λΣ|w| over parameters, which drives many of them to 0: Regression Shrinkage and Selection via the Lasso (Tibshirani
 * 1996). Pass it to a training as `penalty: (params) => losses.l1Penalty(params, { weight: 1e-4 })`.
 *
 * @example
 * const params = { weight: tensor([1, -2]), bias: tensor([5]) };
 * await losses.l1Penalty(params, { weight: 0.1, paths: "weight" }).item(); // 0.3
 *
 * @throws ArgumentError for a pattern that matches nothing
 */
export function l1Penalty(params: unknown, options?: PenaltyOptions): Tensor {
  return penaltyOf("l1Penalty", params, readPenalty("l1Penalty", options), abs);
}

/**
 * ½λΣw² over parameters, whose gradient is λw: with plain SGD the same as `weightDecay: λ` of the optimizer. With Adam and
 * others that scale gradients it is not: there `optim.adamw` decays the weights themselves (Decoupled Weight Decay
 * Regularization, Loshchilov and Hutter 2017, arXiv:1711.05101).
 *
 * @example
 * const params = { weight: tensor([1, -2]), bias: tensor([5]) };
 * await losses.l2Penalty(params, { weight: 0.1, paths: "weight" }).item(); // 0.25
 *
 * @throws ArgumentError for a pattern that matches nothing
 */
export function l2Penalty(params: unknown, options?: PenaltyOptions): Tensor {
  return mul(penaltyOf("l2Penalty", params, readPenalty("l2Penalty", options), square), 0.5);
}
