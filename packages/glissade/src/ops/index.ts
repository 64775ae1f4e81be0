/** @file Every operation: one line each. Tests, documentation and transformations read this list. */

import type { Fusion } from "../graph/fuse.ts";
import type { AnyOp } from "../graph/op.ts";
import { AveragePool } from "./conv/average-pool.ts";
import { Conv, ConvTranspose } from "./conv/conv.ts";
import { MaxPool, MaxUnpool } from "./conv/max-pool.ts";
import { Elu, Softplus, Softsign } from "./elementwise/activations.ts";
import { Add, Div, Maximum, Minimum, Mul, Neg, Sub } from "./elementwise/arithmetic.ts";
import { BitwiseAnd, BitwiseNot, BitwiseOr, BitwiseXor } from "./elementwise/bitwise.ts";
import { Cast, Identity, StopGradient } from "./elementwise/cast.ts";
import {
  And,
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  Not,
  Or,
  Where,
  Xor,
} from "./elementwise/compare.ts";
import { Erf, Erfc } from "./elementwise/erf.ts";
import { Expm1, Log1p } from "./elementwise/exponential.ts";
import { Gelu, GeluTanh } from "./elementwise/gelu.ts";
import { Acosh, Asinh, Atanh, Cosh, Sinh } from "./elementwise/hyperbolic.ts";
import { IsInf, IsNaN } from "./elementwise/is-finite.ts";
import { Pow } from "./elementwise/pow.ts";
import { Ceil, Clip, Floor, Mod, Round } from "./elementwise/rounding.ts";
import { ShiftLeft, ShiftRight } from "./elementwise/shift.ts";
import { Sigmoid } from "./elementwise/sigmoid.ts";
import { Acos, Asin, Atan, Atan2, Tan } from "./elementwise/trigonometric.ts";
import { Abs, Cos, Exp, Log, Relu, Sign, Sin, Sqrt, Square, Tanh } from "./elementwise/unary.ts";
import { Gather, ScatterAdd } from "./index/gather.ts";
import { GatherElements, ScatterElements } from "./index/gather-elements.ts";
import { GatherND, ScatterND } from "./index/gather-nd.ts";
import { Cholesky } from "./linalg/cholesky.ts";
import { Determinant, LogDeterminant } from "./linalg/determinant.ts";
import { Gemm, gemm, logisticOfGemm } from "./linalg/gemm.ts";
import { MatMul } from "./linalg/matmul.ts";
import { Solve } from "./linalg/solve.ts";
import { TriangularSolve } from "./linalg/triangular-solve.ts";
import { LayerNormalization } from "./norm/layer-norm.ts";
import { LogSoftmax, Softmax } from "./norm/softmax.ts";
import { RandomBits } from "./random/random-bits.ts";
import { CumulativeSum } from "./reduce/cumulative.ts";
import { LogSumExp } from "./reduce/log-sum-exp.ts";
import { Prod } from "./reduce/product.ts";
import { ArgMax, ArgMin, Max, Min } from "./reduce/reduce.ts";
import { TopK } from "./reduce/sort.ts";
import { Expand, Sum } from "./reduce/sum.ts";
import { Concat, Split } from "./shape/concat.ts";
import { Reshape, Transpose } from "./shape/layout.ts";
import { Pad, Reverse, Slice } from "./shape/slice.ts";
import { After, Tap } from "./tap/tap.ts";

export const ops: readonly AnyOp[] = [
  ...[Add, Sub, Mul, Div, Neg, Pow, Maximum, Minimum],
  ...[Exp, Log, Sqrt, Square, Abs, Sign, Sin, Cos, Tanh, Sigmoid, Relu],
  ...[Expm1, Log1p, Tan, Asin, Acos, Atan, Atan2, Sinh, Cosh, Asinh, Acosh, Atanh, Erf, Erfc],
  ...[Softplus, Softsign, Elu, Gelu, GeluTanh, Floor, Ceil, Round, Clip, Mod],
  ...[Greater, GreaterEqual, Less, LessEqual, Equal, And, Or, Xor, Not, Where, IsNaN, IsInf],
  ...[BitwiseAnd, BitwiseOr, BitwiseXor, BitwiseNot, ShiftLeft, ShiftRight],
  ...[Prod, LogSumExp, CumulativeSum, TopK],
  ...[Sum, Max, Min, ArgMax, ArgMin, Softmax, LogSoftmax, LayerNormalization],
  ...[MatMul, Gemm, Reshape, Transpose, Expand, Concat, Split, Slice, Pad, Reverse],
  ...[Gather, ScatterAdd, Cast, Identity, StopGradient, RandomBits],
  ...[GatherElements, ScatterElements, GatherND, ScatterND],
  ...[Cholesky, TriangularSolve, Solve, Determinant, LogDeterminant],
  ...[Conv, ConvTranspose, MaxPool, MaxUnpool, AveragePool],
  ...[Tap, After],
];

/** Kernels that do the work of several operations, tried in this order before emission. */
export const fusions: readonly Fusion[] = [gemm, logisticOfGemm];
