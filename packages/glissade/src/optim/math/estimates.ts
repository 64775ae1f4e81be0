/** @file Estimates of the first and second moment, and the quotient that Adam and its relatives take of them. */

import { requireDecay, requireNonNegative, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import type { Transform } from "../transform.ts";
import { average, castLike, complement, correction, zeroSteps, zerosLike } from "./moments.ts";

export interface MomentOptions {
  /** Decay of the first moment, in [0, 1). */
  readonly b1?: Operand;
  /** Decay of the second moment, in [0, 1). */
  readonly b2?: Operand;
  /** Added to the root of the second moment. */
  readonly eps?: Operand;
}

/** A type and not an interface, so that it is a tree. */
export type MomentState = { readonly step: Tensor; readonly m: Tree; readonly v: Tree };

/** Both moments and the count of steps at their start. */
export const zeroMoments = (params: Tree): MomentState => ({
  step: zeroSteps(),
  m: zerosLike(params),
  v: zerosLike(params),
});

/** Throws unless the options are in their ranges; the name is that of the optimizer. */
export function requireMoments(
  name: string,
  { b1, b2, eps, epsRoot = 0 }: Required<MomentOptions> & { readonly epsRoot?: Operand },
): void {
  requireDecay(`${name}({ b1 })`, b1);
  requireDecay(`${name}({ b2 })`, b2);
  requirePositive(`${name}({ eps })`, eps);
  requireNonNegative(`${name}({ epsRoot })`, epsRoot);
}

/** A leaf over a scalar that is divided by last, with all other scalars in one pass. */
export interface Fraction {
  readonly numerator: Tensor;
  readonly denominator: Operand;
}

/** x/y, in two passes over the leaf. */
export const quotient = (x: Fraction, y: Fraction): Tensor =>
  mul(div(x.numerator, y.numerator), div(y.denominator, x.denominator));

/** How m becomes m̂. */
export interface FirstMoment {
  readonly b1: Operand;
  /** The average of the next step, were its gradient the same again (Dozat 2016). */
  readonly nesterov?: boolean;
  readonly biasCorrection?: boolean;
}

/** What there is to know of one leaf; the step counts from 1. */
export interface MomentLeaf {
  readonly gradient: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
  readonly step: Tensor;
}

/** m̂ = m/(1 - b1ᵗ), or with Nesterov b1·m/(1 - b1ᵗ⁺¹) + (1 - b1)g/(1 - b1ᵗ). */
export function firstMoment(
  { m, gradient, step }: Pick<MomentLeaf, "m" | "gradient" | "step">,
  { b1, nesterov = false, biasCorrection = true }: FirstMoment,
): Fraction {
  const decay = biasCorrection ? b1 : 0;
  const denominator = correction(decay, step, m);
  if (!nesterov) return { numerator: m, denominator };
  const b = castLike(b1, m);
  const rest = complement(b);
  const ahead = mul(correction(decay, add(step, 1), m), rest);
  const numerator = add(mul(m, div(mul(denominator, b), ahead)), gradient);
  return { numerator, denominator: div(denominator, rest) };
}

export interface RootOptions {
  /** Added to √v̂; 0 by default. */
  readonly eps?: Operand;
  /** Added to v̂; 0 by default. */
  readonly epsRoot?: Operand;
  /** Add eps to √v instead; `false` by default. */
  readonly epsHat?: boolean;
  /** c of v̂ = v/c. */
  readonly correction: Tensor;
}

/** √(v/c + epsRoot) + eps = (√(v + c·epsRoot) + √c·eps)/√c */
export function rootMeanSquare(
  v: Tensor,
  { eps = 0, epsRoot = 0, epsHat = false, correction }: RootOptions,
): Fraction {
  const denominator = sqrt(correction);
  const root = sqrt(epsRoot === 0 ? v : add(v, mul(correction, castLike(epsRoot, v))));
  if (eps === 0) return { numerator: root, denominator };
  const outside = epsHat ? castLike(eps, v) : mul(denominator, castLike(eps, v));
  return { numerator: add(root, outside), denominator };
}

/** What tells one relative of Adam from another. */
export interface MomentRule extends FirstMoment {
  /** v of this step, from that before. */
  accumulate(v: Tensor, gradient: Tensor, m: Tensor): Tensor;
  /** What m̂ is divided by. */
  divisor(leaf: MomentLeaf): Fraction;
  readonly init?: (params: Tree) => MomentState;
}

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

/** m ← b1·m + (1 - b1)g, v as the rule says; the update is m̂ over the rule's divisor. */
export const scaleByMoments = ({
  accumulate,
  divisor,
  init = zeroMoments,
  ...first
}: MomentRule): Transform<MomentState> => ({
  init,
  update(gradients, state) {
    const step = add(state.step, 1);
    const ms = mapTree(average(first.b1), state.m, gradients);
    const vs = mapTree(accumulate, state.v, gradients, ms);
    const divide = (gradient: Tensor, m: Tensor, v: Tensor) => {
      const leaf = { gradient, m, v, step };
      return quotient(firstMoment(leaf, first), divisor(leaf));
    };
    return [mapTree(divide, gradients, ms, vs), { step, m: ms, v: vs }];
  },
});

/** v ← b2·v + (1 - b2)g² */
export const averageSquare =
  (b2: Operand) =>
  (v: Tensor, gradient: Tensor): Tensor =>
    average(b2)(v, square(gradient));
