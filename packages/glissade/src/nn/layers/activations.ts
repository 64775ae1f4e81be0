/** @file Activation functions as layers. */

import type { Tensor } from "../../graph/tensor.ts";
import * as functions from "../../ops/elementwise/activations.ts";
import { type GeluOptions, gelu as geluOf, readGelu } from "../../ops/elementwise/gelu.ts";
import { sigmoid as sigmoidOf } from "../../ops/elementwise/sigmoid.ts";
import { relu as reluOf, tanh as tanhOf } from "../../ops/elementwise/unary.ts";
import { softmax as softmaxOf } from "../../ops/norm/softmax.ts";
import { withoutArguments } from "../../options/arguments.ts";
import type { OptionsReader } from "../../options/kinds.ts";
import type { Layer, None } from "../layer.ts";
import { lambda } from "./lambda.ts";

/** The layer as it is written, `elu({ alpha: 0.7 })`; throws for options that the function does not know. */
function written<Options extends object>(
  name: string,
  read: OptionsReader<Options>,
  given: Options | undefined,
): string {
  const options = read(name, given);
  const entries = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return entries.length ? `${name}({ ${entries.join(", ")} })` : `${name}()`;
}

/** A layer from tensors to tensors, although its function takes numbers too. */
const activation = (name: string, f: (x: Tensor) => Tensor): Layer<None> => lambda(name, f);

/** A function that makes the layer and takes no options. */
const plain = (name: string, f: (x: Tensor) => Tensor): (() => Layer<None>) =>
  withoutArguments(name, () => activation(`${name}()`, f));

/** 1/(1 + e⁻ˣ), elementwise. */
export const sigmoid = plain("sigmoid", sigmoidOf);
/** The hyperbolic tangent, elementwise. */
export const tanh = plain("tanh", tanhOf);
/** max(x, 0), elementwise: Rectified Linear Units Improve Restricted Boltzmann Machines (Nair and Hinton 2010). */
export const relu = plain("relu", reluOf);
/** eˣ divided by its sum over the last axis. */
export const softmax = plain("softmax", (x) => softmaxOf(x));
/**
 * x where it is positive, else slope · x (0.01 by default), elementwise: Rectifier Nonlinearities Improve Neural Network
 * Acoustic Models (Maas, Hannun and Ng 2013).
 *
 * @throws ArgumentError for unknown options
 */
export const leakyRelu = (options?: functions.LeakyReluOptions) =>
  activation(written("leakyRelu", functions.readLeakyRelu, options), (x) => functions.leakyRelu(x, options));
/**
 * x where it is positive, else α(eˣ - 1) (α is 1 by default), elementwise: Fast and Accurate Deep Network Learning by
 * Exponential Linear Units (Clevert, Unterthiner and Hochreiter 2015, arXiv:1511.07289).
 *
 * @throws ArgumentError for unknown options
 */
export const elu = (options?: functions.EluOptions) =>
  activation(written("elu", functions.readElu, options), (x) => functions.elu(x, options));
/**
 * α · elu(x/α) (α is 1 by default), whose slope has no jump, elementwise: Continuously Differentiable Exponential Linear
 * Units (Barron 2017, arXiv:1704.07483).
 *
 * @throws ArgumentError for unknown options
 */
export const celu = (options?: functions.EluOptions) =>
  activation(written("celu", functions.readElu, options), (x) => functions.celu(x, options));
/**
 * The elu that keeps mean 0 and variance 1, elementwise: Self-Normalizing Neural Networks (Klambauer et al. 2017,
 * arXiv:1706.02515).
 */
export const selu = plain("selu", functions.selu);
/**
 * x times the share of the normal distribution below x, elementwise; `approximate: "tanh"` takes a faster formula:
 * Gaussian Error Linear Units (Hendrycks and Gimpel 2016, arXiv:1606.08415).
 *
 * @throws ArgumentError for unknown options
 */
export const gelu = (options?: GeluOptions) =>
  activation(written("gelu", readGelu, options), (x) => geluOf(x, options));
/**
 * x · sigmoid(x), elementwise: Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement
 * Learning (Elfwing, Uchibe and Doya 2017, arXiv:1702.03118).
 */
export const silu = plain("silu", functions.silu);
/**
 * x · tanh(softplus(x)), elementwise: Mish: A Self Regularized Non-Monotonic Activation Function (Misra 2019,
 * arXiv:1908.08681).
 */
export const mish = plain("mish", functions.mish);
/** log(1 + eˣ), elementwise. */
export const softplus = plain("softplus", functions.softplus);
/** log(1/(1 + e⁻ˣ)), elementwise. */
export const logSigmoid = plain("logSigmoid", functions.logSigmoid);
/** x/(1 + |x|), elementwise. */
export const softsign = plain("softsign", functions.softsign);
/** x/6 + 1/2, kept between 0 and 1, elementwise. */
export const hardSigmoid = plain("hardSigmoid", functions.hardSigmoid);
/** x · hardSigmoid(x), elementwise: Searching for MobileNetV3 (Howard et al. 2019, arXiv:1905.02244). */
export const hardSwish = plain("hardSwish", functions.hardSwish);
