/** @file The operations as functions: what a user calls. */

export {
  celu,
  type EluOptions,
  elu,
  hardSigmoid,
  hardSwish,
  type LeakyReluOptions,
  leakyRelu,
  mish,
  selu,
  silu,
  softplus,
  softsign,
} from "./activations.ts";
export { adaptiveAveragePool, adaptiveMaxPool, globalAveragePool, globalMaxPool } from "./adaptive-pool.ts";
export { add, div, maximum, minimum, mul, neg, sub } from "./arithmetic.ts";
export { type AttentionOptions, scaledDotProductAttention } from "./attention.ts";
export { type AveragePoolOptions, averagePool } from "./average-pool.ts";
export { bitwiseAnd, bitwiseNot, bitwiseOr, bitwiseXor } from "./bitwise.ts";
export { cast, stopGradient } from "./cast.ts";
export { cholesky } from "./cholesky.ts";
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
} from "./compare.ts";
export { concat } from "./concat.ts";
export { type ConvOptions, type ConvTransposeOptions, conv, convTranspose } from "./convolve.ts";
export { type CumulativeOptions, cumulativeProduct, cumulativeSum } from "./cumulative.ts";
export { determinant, logDeterminant } from "./determinant.ts";
export { type DiagonalOptions, diag, diagEmbed, diagonal, eye, matrixTrace } from "./diagonal.ts";
export { dot, outer } from "./dot.ts";
export { einsum } from "./einsum.ts";
export { erf } from "./erf.ts";
export { exp2, expm1, log1p, log2, log10 } from "./exponential.ts";
export { isFinite, isInf, isNaN } from "./finite.ts";
export { gather, oneHot, scatterAdd } from "./gather.ts";
export {
  gatherElements,
  type ScatterElementsOptions,
  scatterElements,
  takeAlongAxis,
} from "./gather-elements.ts";
export { gatherND, type ScatterNDOptions, type ScatterOptions, scatter, scatterND } from "./gather-nd.ts";
export { type GeluOptions, gelu } from "./gelu.ts";
export { acosh, asinh, atanh, cosh, sinh } from "./hyperbolic.ts";
export { type LayerNormOptions, layerNorm } from "./layer-norm.ts";
export { moveAxis, reshape, transpose, unsqueeze } from "./layout.ts";
export { logSumExp } from "./log-sum-exp.ts";
export { matmul } from "./matmul.ts";
export { type MaxPoolOptions, maxPool } from "./max-pool.ts";
export {
  type BatchNormOptions,
  batchNorm,
  type ChannelNormOptions,
  groupNorm,
  type RmsNormOptions,
  rmsNorm,
} from "./normalize.ts";
export { type PadOptions, pad } from "./pad.ts";
export { type Col2imOptions, col2im, im2col } from "./patches.ts";
export { cube, pow, reciprocal, rsqrt } from "./pow.ts";
export { prod } from "./product.ts";
export { median, quantile } from "./quantile.ts";
export { argmax, argmin, max, mean, min } from "./reduce.ts";
export { ravel, repeat, roll, split, squeeze, stack, swapAxes, tile } from "./reorder.ts";
export { type ResizeOptions, resize } from "./resize.ts";
export { type ClipOptions, ceil, clip, floor, mod, round } from "./rounding.ts";
export { shiftLeft, shiftRight } from "./shift.ts";
export { flip, type SliceOptions, slice } from "./slice.ts";
export { logSoftmax, softmax } from "./softmax.ts";
export { inverse, solveLinear } from "./solve.ts";
export {
  argsort,
  type Ordered,
  type SortOptions,
  sort,
  type TopKOptions,
  topK,
} from "./sort.ts";
export {
  all,
  any,
  type NormOptions,
  norm,
  standardDeviation,
  type VarianceOptions,
  variance,
} from "./statistics.ts";
export { expand, expand as broadcastTo, fullLike, sum } from "./sum.ts";
export { type TriangleOptions, tril, triu } from "./triangle.ts";
export { type TriangularSolveOptions, triangularSolve } from "./triangular-solve.ts";
export { acos, asin, atan, atan2, tan } from "./trigonometric.ts";
export { abs, cos, exp, log, relu, sigmoid, sign, sin, sqrt, square, tanh } from "./unary.ts";
export type { Padding, PerAxis } from "./window.ts";
