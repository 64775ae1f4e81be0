/** @file The operations as functions: what a user calls. */

export { add, div, maximum, minimum, mul, neg, sub } from "./arithmetic.ts";
export { cast, stopGradient } from "./cast.ts";
export {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  where,
} from "./compare.ts";
export { gather, oneHot, scatterAdd } from "./gather.ts";
export { moveAxis, reshape, transpose, unsqueeze } from "./layout.ts";
export { matmul } from "./matmul.ts";
export { pow } from "./pow.ts";
export { argmax, argmin, max, mean, min } from "./reduce.ts";
export { concat, flip, pad, type SliceOptions, slice } from "./slice.ts";
export { logSoftmax, softmax } from "./softmax.ts";
export { expand, fullLike, sum } from "./sum.ts";
export { abs, cos, exp, log, relu, sigmoid, sign, sin, sqrt, square, tanh } from "./unary.ts";
