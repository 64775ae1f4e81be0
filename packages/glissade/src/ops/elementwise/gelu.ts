/** @file Gaussian error linear units: x times the share of the normal distribution below x. */

import { applyAll } from "../../graph/apply.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { add, div, mul } from "./arithmetic.ts";
import { callUnary, composed, float32Kernel } from "./elementwise.ts";
import { erf, erfc, erfcFraction } from "./erf.ts";
import { clip } from "./rounding.ts";
import { Sigmoid } from "./sigmoid.ts";
import { exp, square, unary } from "./unary.ts";

const DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);

/** Float64 keeps what is left far below 0, where float32 has a fast kernel. */
const normalShare = (x: Tensor): Tensor =>
  mul(x.dtype === "float64" ? erfc(mul(x, -Math.SQRT1_2)) : add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);

const normalDensity = (x: Tensor): Tensor => mul(exp(mul(square(x), -0.5)), DENSITY_AT_0);

const geluOf = (x: Tensor): Tensor => mul(x, normalShare(x));

export const Gelu = unary({
  name: "Gelu",
  doc: "x times the share of the normal distribution below x",
  f: (x) => (x / 2) * erfcFraction(-x * Math.SQRT1_2),
  dx: (dy, x) => mul(dy, add(normalShare(x), mul(x, normalDensity(x)))),
  points: [-20, 20],
  onnx: float32Kernel("Gelu", geluOf),
  lane: composed(geluOf),
});

// tanh(SLOPE·x + BEND·x³) is close to the error function of x/√2.
const SLOPE = Math.sqrt(2 / Math.PI);
const BEND = 0.044715 * SLOPE;

const curve = (x: Tensor): Tensor => mul(x, add(mul(square(x), BEND), SLOPE));

/** From here on the curve is so steep that its bell is 0. */
const STEEP = 30;

/** With (1 + tanh u)/2 = 1/(1 + e⁻²ᵘ). */
const geluTanhOf = (x: Tensor): Tensor => div(x, add(exp(mul(curve(x), -2)), 1));

export const GeluTanh = unary({
  name: "GeluTanh",
  doc: "the approximation of gelu by a hyperbolic tangent",
  f: (x) => x / (1 + Math.exp(-2 * (SLOPE * x + BEND * x ** 3))),
  dx: (dy, x) => {
    const near = clip(x, { min: -STEEP, max: STEEP });
    const slope = mul(near, add(mul(square(near), 3 * BEND), SLOPE));
    // (1 + tanh u)/2 = sigmoid 2u
    const [share, bell] = applyAll(Sigmoid, [mul(curve(near), 2)], { slope: true, negated: false }) as [
      Tensor,
      Tensor,
    ];
    return mul(dy, add(share, mul(mul(bell, 2), slope)));
  },
  points: [-20, 20],
  // ONNX Runtime's kernel adds 1 to the tangent, which leaves nothing of it below -5.
  onnx: ({ compose }) => compose(geluTanhOf),
  lane: composed(geluTanhOf),
});

const exactGelu = callUnary(Gelu);
const tanhGelu = callUnary(GeluTanh);

export interface GeluOptions {
  /** `"tanh"` for the approximation of GPT-2; exact by default. */
  readonly approximate?: "none" | "tanh";
}

export const readGelu = optionsReader<GeluOptions>({ approximate: kind.choice("none", "tanh") });

/**
 * x times the share of the normal distribution below x.
 *
 * @example
 * await gelu(tensor(1, { dtype: "float64" })).item(); // 0.8413447460685429
 */
export function gelu(x: Tensor, options?: GeluOptions): Tensor {
  const { approximate = "none" } = readGelu("gelu", options);
  return approximate === "tanh" ? tanhGelu(x) : exactGelu(x);
}
