/** @file Adafactor. */

import { requireCount, requireDecay, requireNonNegative, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { pow, rsqrt } from "../../ops/elementwise/pow.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mean } from "../../ops/reduce/reduce.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { average, castLike, scalarLike } from "../math/moments.ts";
import { type LearningRate, rateOf } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import { ema } from "../transforms/ema.ts";
import { leafwise } from "../transforms/leafwise.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";

export interface ScaleByFactoredRmsOptions {
  /** c: the decay of step t is 1 - t^-c; 0.8 by default. */
  readonly decayRate?: Operand;
  /** A leaf is factored along its two longest axes if both have this length; 128 by default. */
  readonly minDimSizeToFactor?: number;
  /** Added to the squared gradient; 1e-30 by default. */
  readonly eps?: Operand;
}

/** The weight decay is 0 by default; the rate multiplies it, as in PyTorch and not in optax. */
export interface AdafactorOptions extends ScaleByFactoredRmsOptions, DecayOptions {
  /** 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** The rate is at most 1/√t, as in the paper and PyTorch; `false`, as in optax, by default. */
  readonly relativeStep?: boolean;
  /** The rate is multiplied by the root mean square of the leaf, or by this if that is less; 0.001 by default. */
  readonly minScale?: Operand;
  /** b of the moving average of updates, in [0, 1); 0, none, by default. */
  readonly momentum?: Operand;
  /** The greatest root mean square of an update before it is multiplied by the rate; 1 by default. */
  readonly clippingThreshold?: Operand;
}

const DEFAULT_RATE = 1e-2;

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
 */
export function scaleByFactoredRms({
  decayRate = 0.8,
  minDimSizeToFactor = 128,
  eps = 1e-30,
}: ScaleByFactoredRmsOptions = {}): Transform {
  requirePositive("adafactor({ decayRate })", decayRate);
  requireCount("adafactor({ minDimSizeToFactor })", minDimSizeToFactor);
  requirePositive("adafactor({ eps })", eps);
  return leafwise<readonly Tensor[]>("adafactor", {
    init(param) {
      const zeros = fullLike(param, 0);
      const axes = factoredAxes(param, minDimSizeToFactor);
      return axes ? axes.toReversed().map((axis) => mean(zeros, { axis, keepDims: true })) : [zeros];
    },
    update(gradient, state, { param, step }) {
      const axes = factoredAxes(param, minDimSizeToFactor);
      const squares = add(square(gradient), castLike(eps, gradient));
      const decay = sub(1, pow(cast(step, param.dtype), mul(scalarLike(decayRate, param), -1)));
      if (!axes) {
        const v = average(decay)(state[0]!, squares);
        return [div(gradient, sqrt(v)), [v]];
      }
      const [rows, columns] = axes
        .toReversed()
        .map((axis, index) => average(decay)(state[index]!, mean(squares, { axis, keepDims: true }))) as [
        Tensor,
        Tensor,
      ];
      const factors = div(rows, mean(rows, { axis: axes[0], keepDims: true }));
      return [mul(mul(gradient, rsqrt(factors)), rsqrt(columns)), [rows, columns]];
    },
  });
}

/** u ← u·max(rms(x), minScale)/max(1, rms(u)/d), and with relative steps times min(1, 1/(η√t)). */
function scaleByParameters({
  learningRate = DEFAULT_RATE,
  relativeStep = false,
  minScale = 1e-3,
  clippingThreshold = 1,
}: AdafactorOptions): Transform {
  requireNonNegative("adafactor({ minScale })", minScale);
  requirePositive("adafactor({ clippingThreshold })", clippingThreshold);
  const rate = rateOf("adafactor", learningRate);
  return leafwise<readonly Tensor[]>("adafactor", {
    init: () => [],
    update(update, state, { param, step }) {
      const scale = maximum(rms(param), castLike(minScale, param));
      const excess = maximum(div(rms(update), castLike(clippingThreshold, param)), 1);
      const given = castLike(rate(sub(step, 1)), param);
      const part = relativeStep ? minimum(div(rsqrt(cast(step, param.dtype)), given), 1) : 1;
      return [mul(update, mul(div(scale, excess), part)), state];
    },
  });
}

/**
 * Adafactor (Shazeer and Stern 2018): x ← x - η(u·max(rms(x), minScale)/max(1, rms(u)/d) + λx) with u = g/√v, where a
 * large matrix keeps only the means of the rows and columns of v.
 *
 * @example
 * const optimizer = optim.adafactor({ learningRate: 0.1 });
 * const params = tensor([3, 4]);
 * const [updates] = optimizer.update(tensor([1, -1]), optimizer.init(params), { params });
 * await updates.data(); // [-0.353553, 0.353553]: a tenth of the root mean square of the parameters
 */
export function adafactor(options: AdafactorOptions = {}): Optimizer<readonly Tree[]> {
  const { learningRate = DEFAULT_RATE, momentum = 0, weightDecay = 0, mask } = options;
  requireDecay("adafactor({ momentum })", momentum);
  return chain(
    scaleByFactoredRms(options),
    scaleByParameters(options),
    ...(momentum === 0 ? [] : [ema(momentum, { debias: false })]),
    descendWithDecay("adafactor", { learningRate, weightDecay, mask }),
  );
}

export const adafactorSignature: Signature<Omit<AdafactorOptions, "mask">> = {
  name: "adafactor",
  create: adafactor,
  parameters: {
    learningRate: "number",
    momentum: "number",
    weightDecay: "number",
    relativeStep: flag,
    decayRate: "number",
    minDimSizeToFactor: "number",
    eps: "number",
    minScale: "number",
    clippingThreshold: "number",
  },
};
