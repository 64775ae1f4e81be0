/** @file The public names of layers, of what combines them, and of initialisers. */

export { block, type Callable, parallel } from "./combinators/block.ts";
export type { Composed, Named } from "./combinators/composed.ts";
export { type LayerTaking, sequential } from "./combinators/sequential.ts";
export {
  type SpectralNormOptions,
  type SpectralNormState,
  spectralNorm,
  type WeightNormOptions,
  type WeightNormParams,
  weightNorm,
} from "./combinators/weight-norms.ts";
export { frozen, repeat, residual } from "./combinators/wrappers.ts";
export {
  constant,
  type Fans,
  type Initializer,
  kaiming,
  kaimingNormal,
  lecun,
  lecunNormal,
  normal,
  ones,
  truncatedNormal,
  uniform,
  xavier,
  xavierNormal,
  zeros,
} from "./initializers.ts";
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
export {
  celu,
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  mish,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} from "./layers/activations.ts";
export { type MultiHeadAttentionOptions, multiHeadAttention } from "./layers/attention/attention.ts";
export type { AttentionCache, Passed } from "./layers/attention/cache.ts";
export type { AttendingSequences, AttentionInput } from "./layers/attention/input.ts";
export type { MultiHeadAttentionParams } from "./layers/attention/parameters.ts";
export { type BatchNormLayerOptions, type BatchNormState, batchNorm } from "./layers/batch-norm.ts";
export { bilinear, type Pair } from "./layers/bilinear.ts";
export {
  type RestrictedBoltzmann,
  type RestrictedBoltzmannOptions,
  type RestrictedBoltzmannParams,
  restrictedBoltzmannMachine,
} from "./layers/boltzmann.ts";
export {
  type ConvLayerOptions,
  type ConvTransposeLayerOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from "./layers/conv.ts";
export { alphaDropout, channelDropout, dropout, gaussianNoise } from "./layers/dropout.ts";
export { type EmbeddingOptions, type EmbeddingParams, embedding } from "./layers/embedding.ts";
export { type GatedParams, type GluOptions, geglu, glu, swiglu } from "./layers/gated.ts";
export { flatten, lambda, reshape } from "./layers/lambda.ts";
export {
  type BiasOption,
  type LinearOptions,
  type LinearParams,
  linear,
  type WeightAndBias,
} from "./layers/linear.ts";
export {
  groupNorm,
  type InstanceNormOptions,
  instanceNorm,
  layerNorm,
  type NormLayerOptions,
  type NormParams,
  rmsNorm,
} from "./layers/norms.ts";
export {
  adaptiveAveragePool,
  adaptiveMaxPool,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  type GlobalPoolOptions,
  globalAveragePool,
  globalMaxPool,
  maxPool1d,
  maxPool2d,
  maxPool3d,
} from "./layers/pool.ts";
export {
  type LearnedPositionsOptions,
  type LearnedPositionsParams,
  learnedPositions,
} from "./layers/positions/learned.ts";
export { type SinusoidalPositionsOptions, sinusoidalPositions } from "./layers/positions/sinusoidal.ts";
export { type PReluOptions, type PReluParams, prelu } from "./layers/prelu.ts";
export type { Hidden, HiddenAndCell } from "./layers/recurrent/cells.ts";
export type { RecurrentInput, Sequences } from "./layers/recurrent/input.ts";
export { gru, lstm, type RnnOptions, rnn } from "./layers/recurrent/layers.ts";
export type { RecurrentParams } from "./layers/recurrent/parameters.ts";
export type { RecurrentOptions, RecurrentOutput } from "./layers/recurrent/recurrent.ts";
export { type Border, pad, pixelShuffle, pixelUnshuffle, resize, upsample } from "./layers/resample.ts";
export {
  type DepthwiseOptions,
  depthwiseConv1d,
  depthwiseConv2d,
  type SeparableParams,
  separableConv1d,
  separableConv2d,
} from "./layers/separable.ts";
export { type DecodedSequences, transformerDecoderBlock } from "./layers/transformer/decoder-block.ts";
export { type MaskedSequences, transformerEncoderBlock } from "./layers/transformer/encoder-block.ts";
export type {
  DecoderBlockParams,
  EncoderBlockParams,
  TransformerBlockOptions,
} from "./layers/transformer/options.ts";
export { lift, outputs } from "./lift.ts";
export { identity, orthogonal } from "./matrix-initializers.ts";
export type { PyTorchLayout, PyTorchSlot } from "./pytorch-layout.ts";
