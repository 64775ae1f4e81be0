/** @file Activation functions as layers. */

import type { Tensor } from "../graph/tensor.ts";
import * as functions from "../ops/elementwise/activations.ts";
import { type GeluOptions, gelu as geluOf } from "../ops/elementwise/gelu.ts";
import { relu as reluOf, sigmoid as sigmoidOf, tanh as tanhOf } from "../ops/elementwise/unary.ts";
import { softmax as softmaxOf } from "../ops/norm/softmax.ts";
import { requireKnown } from "../options.ts";
import { lambda } from "./lambda.ts";

/** The layer as it is written, `elu({ alpha: 0.7 })`; throws for options that the function does not know. */
function written(name: string, options: object | undefined, known: readonly string[]): string {
  requireKnown(name, options, known);
  const entries = Object.entries(options ?? {}).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return entries.length ? `${name}({ ${entries.join(", ")} })` : `${name}()`;
}

/** 1/(1 + e⁻ˣ), elementwise. */
export const sigmoid = () => lambda("sigmoid()", sigmoidOf);
/** The hyperbolic tangent, elementwise. */
export const tanh = () => lambda("tanh()", tanhOf);
/** max(x, 0), elementwise. */
export const relu = () => lambda("relu()", reluOf);
/** eˣ divided by its sum over the last axis. */
export const softmax = () => lambda("softmax()", (x: Tensor) => softmaxOf(x));
/** x where it is positive, else slope · x (0.01 by default), elementwise. */
export const leakyRelu = (options?: functions.LeakyReluOptions) =>
  lambda(written("leakyRelu", options, ["slope"]), (x: Tensor) => functions.leakyRelu(x, options));
/** x where it is positive, else α(eˣ - 1), elementwise. */
export const elu = (options?: functions.EluOptions) =>
  lambda(written("elu", options, ["alpha"]), (x: Tensor) => functions.elu(x, options));
/** An elu whose slope has no jump, elementwise. */
export const celu = (options?: functions.EluOptions) =>
  lambda(written("celu", options, ["alpha"]), (x: Tensor) => functions.celu(x, options));
/** The elu that keeps mean 0 and variance 1, elementwise. */
export const selu = () => lambda("selu()", functions.selu);
/** x times the share of the normal distribution below x, elementwise. */
export const gelu = (options?: GeluOptions) =>
  lambda(written("gelu", options, ["approximate"]), (x: Tensor) => geluOf(x, options));
/** x · sigmoid(x), elementwise. */
export const silu = () => lambda("silu()", functions.silu);
/** x · tanh(softplus(x)), elementwise. */
export const mish = () => lambda("mish()", functions.mish);
/** log(1 + eˣ), elementwise. */
export const softplus = () => lambda("softplus()", functions.softplus);
/** x/(1 + |x|), elementwise. */
export const softsign = () => lambda("softsign()", functions.softsign);
/** x/6 + 1/2, kept between 0 and 1, elementwise. */
export const hardSigmoid = () => lambda("hardSigmoid()", functions.hardSigmoid);
/** x · hardSigmoid(x), elementwise. */
export const hardSwish = () => lambda("hardSwish()", functions.hardSwish);
