/** @file Adafactor. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { pow, rsqrt } from "../../ops/elementwise/pow.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mean } from "../../ops/reduce/reduce.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { chain } from "../chain.ts";
import { average, castLike, scalarLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { count, decay, flag, nonNegative, positive, rate } from "../options/option-makers.ts";
import { type DecoupledDecayOptions, decoupledDecay, type OptionalRate } from "../options/tables.ts";
import { rateAt } from "../schedules/schedule.ts";
import { identity, type NoState, type Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";
import { type EmaState, ema } from "../transforms/ema.ts";
import { type LeafwiseState, leafwise } from "../transforms/leafwise.ts";

const rule = {
  /** c: the decay of step t is 1 - t^-c. */
  decayRate: positive(0.8),
  /** A leaf is factored along its two longest axes if both have this length. */
  minDimSizeToFactor: count(128),
  /** Added to the squared gradient. */
  eps: positive(1e-30),
};

const own = {
  /** b of the moving average of updates; 0 is none. */
  momentum: decay(0),
  /** The rate is at most 1/√t, as in the paper and PyTorch; `false` as in optax. */
  relativeStep: flag(false),
  /** The rate is multiplied by the root mean square of the leaf, or by this if that is less. */
  minScale: nonNegative(1e-3),
  /** d, the greatest root mean square of an update before it is multiplied by the rate. */
  clippingThreshold: positive(1),
};

const options = { learningRate: rate(1e-2), ...own, ...rule, ...decoupledDecay(0) };

export interface ScaleByFactoredRmsOptions extends OptionsOf<typeof rule>, Named {}

/** The learning rate multiplies the weight decay as in PyTorch, and not as in optax. */
export interface AdafactorOptions
  extends OptionalRate,
    OptionsOf<typeof own>,
    ScaleByFactoredRmsOptions,
    DecoupledDecayOptions {}

/** Of each leaf v, or the means of its rows and columns. */
export type FactoredRmsState = LeafwiseState<readonly Tensor[]>;

/** The states of the scale, of the factors and of the momentum. */
export type AdafactorState = readonly [FactoredRmsState, LeafwiseState<NoState>, EmaState | NoState];

const rms = (x: Tensor): Tensor => sqrt(mean(square(x)));

/** The two longest axes, the shorter one first, or none where that is too short. */
function factoredAxes({ shape }: Tensor, least: number): readonly [number, number] | undefined {
  const order = [...shape.keys()].sort((a, b) => shape[a]! - shape[b]!);
  const [shorter, longer] = order.slice(-2);
  return longer === undefined || shape[shorter!]! < least ? undefined : [shorter!, longer];
}

/**
 * v ← (1 - t^-c)v + t^-c(g² + eps); the update is g/√v. Of a large matrix only the means r of the rows and k of the
 * columns of v are kept: v ≈ rk/mean(r).
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 */
export const scaleByFactoredRms = (given?: ScaleByFactoredRmsOptions): Transform<FactoredRmsState> =>
  divideByFactors("scaleByFactoredRms", read("scaleByFactoredRms", rule, given));
scaleByFactoredRms.options = rule;

function divideByFactors(
  where: string,
  { decayRate, minDimSizeToFactor, eps }: Complete<typeof rule>,
): Transform<FactoredRmsState> {
  const meanAlong = (x: Tensor, axis: number) => mean(x, { axis, keepDims: true });
  return leafwise<readonly Tensor[]>(where, {
    init(param) {
      const zeros = fullLike(param, 0);
      const axes = factoredAxes(param, minDimSizeToFactor);
      return axes ? axes.toReversed().map((axis) => meanAlong(zeros, axis)) : [zeros];
    },
    update(gradient, state, { param, step }) {
      const squares = add(square(gradient), castLike(eps, gradient));
      const decay = sub(1, pow(cast(step, param.dtype), mul(scalarLike(decayRate, param), -1)));
      const axes = factoredAxes(param, minDimSizeToFactor);
      if (!axes) {
        const v = average(decay)(state[0]!, squares);
        return [div(gradient, sqrt(v)), [v]];
      }
      const [shorter, longer] = axes;
      const rows = average(decay)(state[0]!, meanAlong(squares, longer));
      const columns = average(decay)(state[1]!, meanAlong(squares, shorter));
      const factors = div(rows, meanAlong(rows, shorter));
      return [mul(mul(gradient, rsqrt(factors)), rsqrt(columns)), [rows, columns]];
    },
  });
}

/** u ← u·max(rms(x), minScale)/max(1, rms(u)/d), and with relative steps times min(1, 1/(η√t)). */
const scaleByParameters = (
  where: string,
  { learningRate, relativeStep, minScale, clippingThreshold }: Complete<typeof options>,
): Transform<LeafwiseState<NoState>> =>
  leafwise<NoState>(where, {
    init: () => [],
    update(update, state, { param, step }) {
      const scale = maximum(rms(param), castLike(minScale, param));
      const excess = maximum(div(rms(update), castLike(clippingThreshold, param)), 1);
      const given = castLike(rateAt(learningRate, sub(step, 1)), param);
      const part = relativeStep ? minimum(div(rsqrt(cast(step, param.dtype)), given), 1) : 1;
      return [mul(update, mul(div(scale, excess), part)), state];
    },
  });

/**
 * Adafactor (Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018,
 * arXiv 1804.04235): x ← x - η(u·max(rms(x), minScale)/max(1, rms(u)/d) + λx) with u = g/√v, where a large matrix keeps
 * only the means of the rows and columns of v.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.adafactor({ learningRate: 0.1 });
 * const params = tensor([3, 4]);
 * const [updates] = optimizer.update(tensor([1, -1]), optimizer.init(params), { params });
 * await updates.data(); // [-0.353553, 0.353553]: a tenth of the root mean square of the parameters
 */
export const adafactor: Algorithm<AdafactorOptions, DescentState<AdafactorState>> = descent(
  "adafactor",
  options,
  (given, name) =>
    chain(
      divideByFactors(name, given),
      scaleByParameters(name, given),
      given.momentum === 0 ? identity : ema(given.momentum, { debias: false }),
    ),
);
