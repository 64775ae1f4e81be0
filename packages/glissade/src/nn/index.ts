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
export { type BatchNormLayerOptions, type BatchNormState, batchNorm } from "./batch-norm.ts";
export { block, type Callable, parallel } from "./block.ts";
export type { Composed, Named } from "./composed.ts";
export {
  type ConvLayerOptions,
  type ConvTransposeLayerOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose2d,
} from "./conv.ts";
export { dropout } from "./dropout.ts";
export { type EmbeddingOptions, type EmbeddingParams, embedding } from "./embedding.ts";
export {
  constant,
  type Fans,
  type Initializer,
  kaiming,
  kaimingNormal,
  normal,
  ones,
  uniform,
  xavier,
  xavierNormal,
  zeros,
} from "./initializers.ts";
export { flatten, lambda } from "./lambda.ts";
export type {
  AnyLayer,
  Context,
  InputOf,
  Layer,
  Model,
  None,
  OutputOf,
  ParamsOf,
  Stateful,
  StateOf,
  Variables,
} from "./layer.ts";
export { lift, outputs } from "./lift.ts";
export {
  type BiasOption,
  type LinearOptions,
  type LinearParams,
  linear,
  type WeightAndBias,
} from "./linear.ts";
export {
  groupNorm,
  layerNorm,
  type NormLayerOptions,
  type NormParams,
  rmsNorm,
} from "./norms.ts";
export { averagePool2d, type GlobalPoolOptions, globalAveragePool, maxPool2d } from "./pool.ts";
export { type LayerTaking, sequential } from "./sequential.ts";
export { repeat, residual } from "./wrappers.ts";
