/** @file Every operation: one line each. Tests, documentation and transformations read this list. */

import type { Fusion } from "../graph/fuse.ts";
import type { AnyOp } from "../graph/op.ts";
import { Elu, Softplus } from "./activations.ts";
import { Add, Div, Maximum, Minimum, Mul, Neg, Sub } from "./arithmetic.ts";
import { AveragePool } from "./average-pool.ts";
import { BitwiseAnd, BitwiseNot, BitwiseOr, BitwiseXor } from "./bitwise.ts";
import { Cast, Identity, StopGradient } from "./cast.ts";
import { Cholesky } from "./cholesky.ts";
import { And, Equal, Greater, GreaterEqual, Less, LessEqual, Not, Or, Where, Xor } from "./compare.ts";
import { Concat } from "./concat.ts";
import { Conv, ConvTranspose } from "./conv.ts";
import { CumulativeSum } from "./cumulative.ts";
import { Determinant, LogDeterminant } from "./determinant.ts";
import { Erf } from "./erf.ts";
import { Expm1, Log1p } from "./exponential.ts";
import { IsInf, IsNaN } from "./finite.ts";
import { Gather, ScatterAdd } from "./gather.ts";
import { GatherElements, ScatterElements } from "./gather-elements.ts";
import { GatherND, ScatterND } from "./gather-nd.ts";
import { Gelu, GeluTanh } from "./gelu.ts";
import { Gemm, gemm } from "./gemm.ts";
import { Acosh, Asinh, Atanh, Cosh, Sinh } from "./hyperbolic.ts";
import { LayerNormalization } from "./layer-norm.ts";
import { Reshape, Transpose } from "./layout.ts";
import { LogSumExp } from "./log-sum-exp.ts";
import { MatMul } from "./matmul.ts";
import { MaxPool, MaxUnpool } from "./max-pool.ts";
import { Pow } from "./pow.ts";
import { Prod } from "./product.ts";
import { RandomBits } from "./random-bits.ts";
import { ArgMax, ArgMin, Max, Min } from "./reduce.ts";
import { Ceil, Clip, Floor, Mod, Round } from "./rounding.ts";
import { ShiftLeft, ShiftRight } from "./shift.ts";
import { Pad, Reverse, Slice } from "./slice.ts";
import { LogSoftmax, Softmax } from "./softmax.ts";
import { Solve } from "./solve.ts";
import { TopK } from "./sort.ts";
import { Expand, Sum } from "./sum.ts";
import { TriangularSolve } from "./triangular-solve.ts";
import { Acos, Asin, Atan, Atan2, Tan } from "./trigonometric.ts";
import { Abs, Cos, Exp, Log, Relu, Sigmoid, Sign, Sin, Sqrt, Square, Tanh } from "./unary.ts";

export const ops: readonly AnyOp[] = [
  ...[Add, Sub, Mul, Div, Neg, Pow, Maximum, Minimum],
  ...[Exp, Log, Sqrt, Square, Abs, Sign, Sin, Cos, Tanh, Sigmoid, Relu],
  ...[Expm1, Log1p, Tan, Asin, Acos, Atan, Atan2, Sinh, Cosh, Asinh, Acosh, Atanh, Erf],
  ...[Softplus, Elu, Gelu, GeluTanh, Floor, Ceil, Round, Clip, Mod],
  ...[Greater, GreaterEqual, Less, LessEqual, Equal, And, Or, Xor, Not, Where, IsNaN, IsInf],
  ...[BitwiseAnd, BitwiseOr, BitwiseXor, BitwiseNot, ShiftLeft, ShiftRight],
  ...[Prod, LogSumExp, CumulativeSum, TopK],
  ...[Sum, Max, Min, ArgMax, ArgMin, Softmax, LogSoftmax, LayerNormalization],
  ...[MatMul, Gemm, Reshape, Transpose, Expand, Concat, Slice, Pad, Reverse],
  ...[Gather, ScatterAdd, Cast, Identity, StopGradient, RandomBits],
  ...[GatherElements, ScatterElements, GatherND, ScatterND],
  ...[Cholesky, TriangularSolve, Solve, Determinant, LogDeterminant],
  ...[Conv, ConvTranspose, MaxPool, MaxUnpool, AveragePool],
];

/** Kernels that do the work of several operations, tried in this order before emission. */
export const fusions: readonly Fusion[] = [gemm];
