/** @file Layers and how they start. */

export {
  celu,
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  mish,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} from "./activations.ts";
export {
  type MultiHeadAttentionOptions,
  type MultiHeadAttentionParams,
  multiHeadAttention,
} from "./attention.ts";
export {
  type ConvLayerOptions,
  type ConvParams,
  type ConvTransposeLayerOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose2d,
} from "./conv.ts";
export { dropout } from "./dropout.ts";
export { type EmbeddingOptions, type EmbeddingParams, embedding } from "./embedding.ts";
export {
  type Fans,
  type Initializer,
  kaiming,
  kaimingNormal,
  normal,
  uniform,
  xavier,
  xavierNormal,
  zeros,
} from "./initializers.ts";
export type { Context, Layer } from "./layer.ts";
export { type LinearOptions, type LinearParams, linear } from "./linear.ts";
export {
  groupNorm,
  layerNorm,
  type NormLayerOptions,
  type NormParams,
  rmsNorm,
} from "./norms.ts";
export { averagePool2d, globalAveragePool, maxPool2d } from "./pool.ts";
export { flatten, sequential } from "./structure.ts";
