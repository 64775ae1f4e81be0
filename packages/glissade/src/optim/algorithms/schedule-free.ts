/** @file Schedule-free learning: an average of the parameters in place of a rate that decays. */

import { requireFinite, requireFraction, requireWhole } from "../../check.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { flatten, mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike, complement, scalarLike, zeroSteps } from "../math/moments.ts";
import { type LearningRate, rateOf } from "../schedules/schedule.ts";
import type { Optimizer, Transform } from "../transform.ts";

export interface AveragingOptions {
  /** b in (0, 1), the share of the average in the point where gradients are taken; 0.9 by default. */
  readonly b1?: Operand;
  /** The rate grows evenly in this number of steps; 0, at once, by default. */
  readonly warmUpSteps?: number;
  /** p: a step weighs as much as the greatest rate so far to this power; 2 by default. */
  readonly weightPower?: Operand;
}

export interface ScheduleFreeOptions extends AveragingOptions {
  readonly learningRate: LearningRate;
  /** The name that errors give; scheduleFree by default. */
  readonly name?: string;
}

/** A type and not an interface, so that it is a tree. */
export type ScheduleFreeState = {
  readonly step: Tensor;
  /** The sequence of the transform inside. */
  readonly z: Tree;
  readonly greatestRate: Tensor;
  readonly weight: Tensor;
  readonly inner: Tree;
};

/**
 * Schedule-free learning (Defazio et al. 2024) with the updates u of another transform, best one without momentum:
 * z ← z - ηu, x ← (1 - c)x + cz with c = ηᵖ/Σηᵖ, y ← (1 - b)z + bx. The parameters are y; evaluate the optimizer's
 * `evaluationPoint`, which is x.
 *
 * @example
 * const optimizer = optim.scheduleFree(optim.scaleByAdam({ b1: 0 }), { learningRate: 0.1 });
 * const start = tensor([1, 2]);
 * const [updates, state] = optimizer.update(tensor([3, -4]), optimizer.init(start), { params: start });
 * await updates.data(); // [-0.1, 0.1]
 * const average = optimizer.evaluationPoint(optim.applyUpdates(start, updates), state);
 */
export function scheduleFree(
  inner: Transform,
  { learningRate, b1 = 0.9, warmUpSteps = 0, weightPower = 2, name = "scheduleFree" }: ScheduleFreeOptions,
): Required<Pick<Optimizer<ScheduleFreeState>, "init" | "update" | "evaluationPoint">> {
  requireFraction(`${name}({ b1 })`, b1);
  requireWhole(`${name}({ warmUpSteps })`, warmUpSteps);
  requireFinite(`${name}({ weightPower })`, weightPower);
  const rate = rateOf(name, learningRate);

  /** η and c, and what is kept of them. */
  function weigh({ step, greatestRate, weight }: ScheduleFreeState) {
    const { dtype } = greatestRate;
    const given = scalarLike(rate(step), greatestRate);
    const grown = warmUpSteps ? minimum(div(cast(add(step, 1), dtype), warmUpSteps), 1) : 1;
    const eta = mul(given, grown);
    const greatest = maximum(greatestRate, eta);
    const own = pow(greatest, castLike(weightPower, greatest));
    const sum = add(weight, own);
    return { eta, share: where(greater(sum, 0), div(own, sum), 0), greatestRate: greatest, weight: sum };
  }

  return {
    init(params) {
      const [{ dtype }] = flatten(params).leaves as [Tensor];
      const zero = literal(0, dtype);
      return { step: zeroSteps(), z: params, greatestRate: zero, weight: zero, inner: inner.init(params) };
    },
    update(gradients, state, context) {
      const { eta, share, ...weights } = weigh(state);
      const [updates, next] = inner.update(gradients, state.inner, context);
      const moves = mapTree((update) => mul(update, castLike(mul(eta, -1), update)), updates);
      const z = mapTree(add, state.z, moves);
      // y' - y = c(z' - y) + (1 - b)(1 - c)(z' - z), in which x does not occur
      const change = (move: Tensor, to: Tensor, y: Tensor) => {
        const c = castLike(share, y);
        return add(mul(sub(to, y), c), mul(move, mul(sub(1, c), castLike(complement(b1), y))));
      };
      const changes = mapTree(change, moves, z, requireParams(name, context));
      return [changes, { ...weights, step: add(state.step, 1), z, inner: next }];
    },
    evaluationPoint: (params, { z }) =>
      mapTree((y, each) => div(sub(y, mul(each, castLike(complement(b1), y))), castLike(b1, y)), params, z),
  };
}

/** How the options of all of them are written. */
export const averagingParameters = {
  learningRate: "number",
  b1: "number",
  warmUpSteps: "number",
  weightPower: "number",
} as const;
