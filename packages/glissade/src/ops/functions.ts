/** @file The operations as functions: what a user calls. */

export {
  adaptiveAveragePool,
  adaptiveMaxPool,
  globalAveragePool,
  globalMaxPool,
} from "./conv/adaptive-pool.ts";
export { type AveragePoolOptions, averagePool } from "./conv/average-pool.ts";
export { type ConvOptions, type ConvTransposeOptions, conv, convTranspose } from "./conv/convolve.ts";
export { type MaxPoolOptions, maxPool } from "./conv/max-pool.ts";
export { type Col2imOptions, col2im, im2col } from "./conv/patches.ts";
export { type ResizeOptions, resize } from "./conv/resize.ts";
export type { Padding, PerAxis } from "./conv/window.ts";
export {
  celu,
  type EluOptions,
  elu,
  hardSigmoid,
  hardSwish,
  type LeakyReluOptions,
  leakyRelu,
  logSigmoid,
  mish,
  selu,
  silu,
  softplus,
  softsign,
} from "./elementwise/activations.ts";
export { add, div, maximum, minimum, mul, neg, sub } from "./elementwise/arithmetic.ts";
export { bitwiseAnd, bitwiseNot, bitwiseOr, bitwiseXor } from "./elementwise/bitwise.ts";
export { cast, stopGradient } from "./elementwise/cast.ts";
export {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  notEqual,
  where,
} from "./elementwise/compare.ts";
export { erf, erfc } from "./elementwise/erf.ts";
export { exp2, expm1, log1p, log2, log10 } from "./elementwise/exponential.ts";
export { type GeluOptions, gelu } from "./elementwise/gelu.ts";
export { acosh, asinh, atanh, cosh, sinh } from "./elementwise/hyperbolic.ts";
export { isFinite, isInf, isNaN } from "./elementwise/is-finite.ts";
export { cube, pow, reciprocal, rsqrt } from "./elementwise/pow.ts";
export { type ClipOptions, ceil, clip, floor, mod, round } from "./elementwise/rounding.ts";
export { shiftLeft, shiftRight } from "./elementwise/shift.ts";
export { sigmoid } from "./elementwise/sigmoid.ts";
export { acos, asin, atan, atan2, tan } from "./elementwise/trigonometric.ts";
export { abs, cos, exp, log, relu, sign, sin, sqrt, square, tanh } from "./elementwise/unary.ts";
export { gather, oneHot, scatterAdd } from "./index/gather.ts";
export {
  gatherElements,
  scatterElements,
  takeAlongAxis,
} from "./index/gather-elements.ts";
export {
  gatherND,
  scatter,
  scatterND,
} from "./index/gather-nd.ts";
export type { ScatterNDOptions, ScatterOptions } from "./index/scatter-rules.ts";
export { type AttentionOptions, scaledDotProductAttention } from "./linalg/attention.ts";
export { cholesky } from "./linalg/cholesky.ts";
export { determinant, logDeterminant } from "./linalg/determinant.ts";
export { type DiagonalOptions, diag, diagEmbed, diagonal, eye, matrixTrace } from "./linalg/diagonal.ts";
export { dot, outer } from "./linalg/dot.ts";
export { einsum } from "./linalg/einsum.ts";
export { matmul } from "./linalg/matmul.ts";
export { type AlibiOptions, alibi, type RotaryOptions, rotary } from "./linalg/positions.ts";
export { inverse, solveLinear } from "./linalg/solve.ts";
export { type TriangleOptions, tril, triu } from "./linalg/triangle.ts";
export { type TriangularSolveOptions, triangularSolve } from "./linalg/triangular-solve.ts";
export { type LayerNormOptions, layerNorm } from "./norm/layer-norm.ts";
export {
  type BatchNormOptions,
  batchNorm,
  type ChannelNormOptions,
  groupNorm,
  type RmsNormOptions,
  rmsNorm,
} from "./norm/normalize.ts";
export { logSoftmax, softmax } from "./norm/softmax.ts";
export { type CumulativeOptions, cumulativeProduct, cumulativeSum } from "./reduce/cumulative.ts";
export { logSumExp } from "./reduce/log-sum-exp.ts";
export { prod } from "./reduce/product.ts";
export { median, quantile } from "./reduce/quantile.ts";
export { argmax, argmin, max, mean, min } from "./reduce/reduce.ts";
export {
  argsort,
  type Ordered,
  type SortOptions,
  sort,
  type TopKOptions,
  topK,
} from "./reduce/sort.ts";
export {
  all,
  any,
  type NormOptions,
  norm,
  standardDeviation,
  type VarianceOptions,
  variance,
} from "./reduce/statistics.ts";
export { expand, expand as broadcastTo, fullLike, sum } from "./reduce/sum.ts";
export { concat, split } from "./shape/concat.ts";
export { moveAxis, reshape, transpose, unsqueeze } from "./shape/layout.ts";
export { type PadOptions, pad } from "./shape/pad.ts";
export { ravel, repeat, roll, squeeze, stack, swapAxes, tile } from "./shape/reorder.ts";
export { flip, type SliceOptions, slice } from "./shape/slice.ts";
export { type DebugOptions, debug } from "./tap/debug.ts";
export { type TappedValue, tap, tapGradient } from "./tap/tap.ts";
