/** @file Activation functions besides relu, sigmoid and tanh. */

import { toTensors } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, div, maximum, minimum, mul, neg } from "./arithmetic.ts";
import { greater, less, where } from "./compare.ts";
import { callUnary, composed } from "./elementwise.ts";
import { expm1BelowZero, logOfOnePlus } from "./exponential.ts";
import { clip } from "./rounding.ts";
import { sigmoid } from "./sigmoid.ts";
import { abs, exp, unary } from "./unary.ts";

/** max(x, 0) + log(1 + e^(-|x|)) */
const softplusOf = (x: Tensor): Tensor => add(maximum(x, 0), logOfOnePlus(exp(neg(abs(x)))));

export const Softplus = unary({
  name: "Softplus",
  doc: "log(1 + eˣ)",
  f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  dx: (dy, x) => mul(dy, sigmoid(x)),
  points: [-30, 1000],
  // Two thirds of the time of ONNX Runtime's own kernel.
  onnx: ({ compose }) => compose(softplusOf),
  lane: composed(softplusOf),
});

/**
 * log(1 + eˣ), a smooth relu.
 *
 * @example
 * await softplus(tensor([-1000, 1000])).data(); // [0, 1000]
 */
export const softplus = callUnary(Softplus);

/**
 * log(1/(1 + e⁻ˣ)) = -log(1 + e⁻ˣ), exact far out, where log(sigmoid(x)) is -infinity.
 *
 * @example
 * await logSigmoid(tensor([-1000, 0])).data(); // [-1000, -0.6931472]
 */
export function logSigmoid(x: Operand): Tensor {
  const [logit] = toTensors("logSigmoid", [x]) as [Tensor];
  requireFloat("logSigmoid", logit);
  return neg(softplus(neg(logit)));
}

export const Elu = unary({
  name: "Elu",
  doc: "x where it is positive, else eˣ - 1",
  f: (x) => (x > 0 ? x : Math.expm1(x)),
  // At 0 the slope is that of the left, and the second one that of the right, as in PyTorch.
  dx: (dy, x) => mul(dy, exp(where(less(x, 0), x, 0))),
  points: [-30, 800],
  // ONNX Runtime's own kernel subtracts 1 from the power, which loses small x.
  onnx: ({ compose }) => compose((x) => add(maximum(x, 0), expm1BelowZero(minimum(x, 0)))),
  lane: (math, x) => math.select(math.less(math.constant(x.dtype, 0), x), x, math.expm1(x)),
});

const eluOf = callUnary(Elu);

export interface EluOptions {
  /** Minus the limit for very negative x; 1 by default. */
  readonly alpha?: number;
}

export const readElu = optionsReader<EluOptions>({ alpha: kind.number });

/** x where it is positive, else α(eˣ - 1); the gradient at 0 is α, as in PyTorch. */
export function elu(x: Tensor, options?: EluOptions): Tensor {
  const { alpha = 1 } = readElu("elu", options);
  return alpha === 1 ? eluOf(x) : where(greater(x, 0), x, mul(eluOf(x), alpha));
}

/** max(x, 0) + min(α(e^(x/α) - 1), 0): an elu whose slope has no jump. */
export function celu(x: Tensor, options?: EluOptions): Tensor {
  const { alpha = 1 } = readElu("celu", options);
  return mul(eluOf(div(x, alpha)), alpha);
}

// Klambauer et al. 2017: with these numbers, layers keep mean 0 and variance 1.
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** 1.0507 · elu(x, { alpha: 1.6733 }), which keeps mean 0 and variance 1 (Klambauer et al. 2017). */
export const selu = (x: Tensor): Tensor => mul(elu(x, { alpha: SELU_ALPHA }), SELU_SCALE);

export interface LeakyReluOptions {
  /** The slope for negative x; 0.01 by default. */
  readonly slope?: number;
}

export const readLeakyRelu = optionsReader<LeakyReluOptions>({ slope: kind.number });

/** x where it is positive, else slope · x (0.01 by default), which is also the gradient at 0, as in PyTorch. */
export function leakyRelu(x: Tensor, options?: LeakyReluOptions): Tensor {
  const { slope = 0.01 } = readLeakyRelu("leakyRelu", options);
  return where(greater(x, 0), x, mul(x, slope));
}

/** x · sigmoid(x), also known as swish. */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

/** From here on tanh(softplus(x)) is 1 in float64. */
const LARGE = 20;

/** x · tanh(softplus(x)) */
export function mish(x: Tensor): Tensor {
  const power = exp(minimum(x, LARGE));
  // tanh(log(1 + eˣ)) = n/(n + 2) with n = eˣ(eˣ + 2).
  const n = mul(power, add(power, 2));
  return mul(x, div(n, add(n, 2)));
}

/** x/6 + 1/2, kept between 0 and 1; the gradient at ±3 is that between. */
export const hardSigmoid = (x: Tensor): Tensor => clip(add(div(x, 6), 0.5), { min: 0, max: 1 });

/** x · hardSigmoid(x) */
export const hardSwish = (x: Tensor): Tensor => mul(x, hardSigmoid(x));

const softsignOf = (x: Tensor): Tensor => div(x, add(abs(x), 1));

export const Softsign = unary({
  name: "Softsign",
  doc: "x/(1 + |x|)",
  f: (x) => x / (1 + Math.abs(x)),
  dx: (dy, x) => {
    const size = add(abs(x), 1);
    return div(div(dy, size), size);
  },
  points: [1e9, -1e9],
  onnx: ({ compose }) => compose(softsignOf),
  lane: composed(softsignOf),
});

/** x/(1 + |x|) */
export const softsign = callUnary(Softsign);
