/** @file Estimates of the first and second moment of the gradient, for Adam and its relatives. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div } from "../../ops/elementwise/arithmetic.ts";
import { mapTree, type Tree } from "../../tree.ts";
import type { Transform } from "../transform.ts";
import { type Fraction, over, plus, root, sum, times } from "./fraction.ts";
import { average, averageSquare, castLike, complement, correction, zeroSteps, zerosLike } from "./moments.ts";

export type MomentState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** The average of the gradients, in the shapes of the parameters. */
  readonly m: Tree;
  /** The average of their squares, in the shapes of the parameters. */
  readonly v: Tree;
};

/** Both moments and the count of steps at their start. */
export const zeroMoments = (params: Tree): MomentState => ({
  step: zeroSteps(),
  m: zerosLike(params),
  v: zerosLike(params),
});

/** The state after a step with m ← b1·m + (1 - b1)g and v ← b2·v + (1 - b2)g². */
export const nextMoments = (
  gradients: Tree,
  { step, m, v }: MomentState,
  { b1, b2 }: { readonly b1: Operand; readonly b2: Operand },
): MomentState => ({
  step: add(step, 1),
  m: mapTree(average(b1), m, gradients),
  v: mapTree(averageSquare(b2), v, gradients),
});

/** An average that started at 0 as an estimate: m̂ = m/(1 - bᵗ). The step counts from 1. */
export const corrected = (mean: Tensor, decay: Operand, step: Tensor): Fraction =>
  over(mean, correction(decay, step, mean));

/** What there is to know of one leaf at a step. */
export interface MomentLeaf {
  readonly gradient: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
  /** Counts from 1: int32. */
  readonly step: Tensor;
}

export interface FirstMomentOptions {
  readonly b1: Operand;
  readonly nesterov: boolean;
  readonly biasCorrection: boolean;
}

/**
 * m̂ = m/(1 - b1ᵗ), or with Nesterov b1·m/(1 - b1ᵗ⁺¹) + (1 - b1)g/(1 - b1ᵗ), the average of the next step were its
 * gradient the same again (Dozat, "Incorporating Nesterov Momentum into Adam", 2016).
 */
export function firstMoment(
  { m, gradient, step }: Pick<MomentLeaf, "m" | "gradient" | "step">,
  { b1, nesterov, biasCorrection }: FirstMomentOptions,
): Fraction {
  const decay = biasCorrection ? b1 : 0;
  if (!nesterov) return corrected(m, decay, step);
  const ofGradient = times(corrected(gradient, decay, step), complement(b1));
  return sum(ofGradient, corrected(m, decay, add(step, 1)), b1);
}

export interface DeviationOptions {
  readonly eps: Operand;
  readonly epsRoot: Operand;
  readonly epsHat: boolean;
}

/** √(v̂ + epsRoot) + eps, or with ε̂ for eps (√(v + c·epsRoot) + ε̂)/√c, where v̂ = v/c. */
export function deviation(vHat: Fraction, { eps, epsRoot, epsHat }: DeviationOptions): Fraction {
  const deviation = root(plus(vHat, epsRoot));
  return plus(deviation, epsHat ? div(castLike(eps, deviation.denominator), deviation.denominator) : eps);
}

/** What tells one relative of Adam from another. */
export interface MomentRule {
  readonly init?: (params: Tree) => MomentState;
  /** m of this step, from the last one. */
  m(m: Tensor, gradient: Tensor): Tensor;
  /** v of this step, from the last one and m of this. */
  v(v: Tensor, gradient: Tensor, m: Tensor): Tensor;
  /** The update of a leaf. */
  update(leaf: MomentLeaf): Tensor;
}

/** The transform of a rule for leaves with two moments. */
export const scaleByMoments = ({ init = zeroMoments, m, v, update }: MomentRule): Transform<MomentState> => ({
  init,
  update(gradients, state) {
    const step = add(state.step, 1);
    const first = mapTree(m, state.m, gradients);
    const second = mapTree(v, state.v, gradients, first);
    const ofLeaf = (gradient: Tensor, m: Tensor, v: Tensor) => update({ gradient, m, v, step });
    return [mapTree(ofLeaf, gradients, first, second), { step, m: first, v: second }];
  },
});
