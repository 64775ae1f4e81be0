/** @file Stochastic gradient descent, with momentum in all its forms. */

import { ArgumentError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { describe } from "../../options/describe.ts";
import { chain } from "../chain.ts";
import { complement, scalarLike } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import type { Complete, OptionsOf } from "../options/option.ts";
import { decay, flag, rate } from "../options/option-makers.ts";
import {
  type MomentaOptions,
  momenta,
  type PenaltyOptions,
  penalty,
  type RequiredRate,
} from "../options/tables.ts";
import { type RateState, scale, scaleBySchedule } from "../schedules/schedule.ts";
import { identity, type NoState, type Transform } from "../transform.ts";
import { descendWithMomentum, type MomentumState } from "../transforms/momentum.ts";
import { decayWeights } from "../transforms/weight-decay.ts";

const own = {
  /** Average gradients, b ← μb + (1 - μ)g, instead of summing them. */
  average: flag(false),
  /** PyTorch's d of b ← μb + (1 - d)g, which spares the first gradient. */
  dampening: decay(0),
};

const options = { learningRate: rate(), ...momenta("gradients"), ...own, ...penalty };

/** Momentum sums gradients (PyTorch, optax) by default; Keras sums steps. */
export interface SgdOptions extends RequiredRate, MomentaOptions, OptionsOf<typeof own>, PenaltyOptions {}

/** The states of the penalty, of the dampening and of the momentum. */
export type SgdState = readonly [penalty: NoState, dampening: RateState, momentum: MomentumState];

/** What multiplies gradients before they are summed. */
function dampen({ average, dampening, momentum }: Complete<typeof options>): Transform<RateState> {
  if (average) return scale(complement(momentum));
  if (dampening === 0) return identity;
  const spared = literal(1, "float64");
  const damped = scalarLike(complement(dampening), spared);
  return scaleBySchedule((step) => where(equal(step, 0), spared, damped));
}

function requireDampening({ dampening, momentum, ...given }: Complete<typeof options>, name: string): void {
  if (dampening === 0) return;
  const where = `${name}({ dampening })`;
  if (momentum === 0) throw new ArgumentError({ where, rule: "needs momentum above 0, got 0" });
  for (const other of ["nesterov", "average"] as const) {
    if (given[other])
      throw new ArgumentError({ where, rule: `goes without ${other}, got ${describe(given[other])}` });
  }
}

/**
 * Stochastic gradient descent: x ← x - ηg; with momentum b ← g + μb, x ← x - ηb (Polyak, "Some methods of speeding up
 * the convergence of iteration methods", 1964); with `nesterov: true` x ← x - η(g + μb); with `"textbook"`
 * v ← μv - η∇f(x + μv), x ← x + v (Nesterov, "A method for solving the convex programming problem with convergence rate
 * O(1/k²)", 1983).
 *
 * @throws ArgumentError where an option is unknown or outside its range, where Nesterov or dampening have no momentum,
 * and in `update` without parameters if there is a weight decay.
 *
 * @example
 * const optimizer = optim.sgd({ learningRate: 0.2, momentum: 0.9 });
 * const params = tensor([1, 2, 3]);
 * const gradients = params.mul(2);
 * const [updates] = optimizer.update(gradients, optimizer.init(params), { params });
 * await optim.applyUpdates(params, updates).data(); // [0.6, 1.2, 1.8]
 */
export const sgd: Algorithm<SgdOptions, SgdState> = algorithm("sgd", options, (given, name) => {
  requireDampening(given, name);
  return chain(decayWeights(name, given), dampen(given), descendWithMomentum(name, given));
});
