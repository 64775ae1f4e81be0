/** @file Every operation: one line each. Tests, documentation and transformations read this list. */

import type { Fusion } from "../graph/fuse.ts";
import type { AnyOp } from "../graph/op.ts";
import { Add, Div, Maximum, Minimum, Mul, Neg, Sub } from "./arithmetic.ts";
import { Cast, Identity, StopGradient } from "./cast.ts";
import { And, Equal, Greater, GreaterEqual, Less, LessEqual, Not, Or, Where } from "./compare.ts";
import { Gather, ScatterAdd } from "./gather.ts";
import { Gemm, gemm } from "./gemm.ts";
import { Reshape, Transpose } from "./layout.ts";
import { MatMul } from "./matmul.ts";
import { Pow } from "./pow.ts";
import { RandomBits } from "./random-bits.ts";
import { ArgMax, ArgMin, Max, Min } from "./reduce.ts";
import { ShiftRight } from "./shift.ts";
import { Concat, Pad, Reverse, Slice } from "./slice.ts";
import { LogSoftmax, Softmax } from "./softmax.ts";
import { Expand, Sum } from "./sum.ts";
import { Abs, Cos, Exp, Log, Relu, Sigmoid, Sign, Sin, Sqrt, Square, Tanh } from "./unary.ts";

export const ops: readonly AnyOp[] = [
  ...[Add, Sub, Mul, Div, Neg, Pow, Maximum, Minimum],
  ...[Exp, Log, Sqrt, Square, Abs, Sign, Sin, Cos, Tanh, Sigmoid, Relu],
  ...[Greater, GreaterEqual, Less, LessEqual, Equal, And, Or, Not, Where],
  ...[Sum, Max, Min, ArgMax, ArgMin, Softmax, LogSoftmax],
  ...[MatMul, Gemm, Reshape, Transpose, Expand, Concat, Slice, Pad, Reverse],
  ...[Gather, ScatterAdd, Cast, Identity, StopGradient, RandomBits, ShiftRight],
];

/** Kernels that do the work of several operations, tried in this order before emission. */
export const fusions: readonly Fusion[] = [gemm];
