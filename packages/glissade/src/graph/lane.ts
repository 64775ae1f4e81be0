/** @file How operations compute single elements: what kernels are generated from. */

import type { Attributes } from "./op.ts";
import type { Tensor } from "./tensor.ts";

/** The dtypes that kernels compute with; int64 only for the bits of float64, between instructions. */
export type LaneDtype = "float32" | "float64" | "int32" | "uint32" | "int64" | "bool";

/** One element on its way through a kernel. */
export interface Lane {
  readonly dtype: LaneDtype;
}

/** Arithmetic on elements. Operands of one instruction have one dtype; comparisons give bool. */
export interface LaneMath {
  constant(dtype: LaneDtype, value: number): Lane;
  add(x: Lane, y: Lane): Lane;
  sub(x: Lane, y: Lane): Lane;
  mul(x: Lane, y: Lane): Lane;
  /** Of floats. */
  div(x: Lane, y: Lane): Lane;
  /** The smaller and the larger; NaN where one is NaN. */
  min(x: Lane, y: Lane): Lane;
  max(x: Lane, y: Lane): Lane;
  /** `y` where it is smaller or larger, else `x`, of floats: so `x` where one is NaN, by one instruction. */
  pmin(x: Lane, y: Lane): Lane;
  pmax(x: Lane, y: Lane): Lane;
  neg(x: Lane): Lane;
  abs(x: Lane): Lane;
  /** Of floats, rounded correctly. */
  sqrt(x: Lane): Lane;
  floor(x: Lane): Lane;
  ceil(x: Lane): Lane;
  trunc(x: Lane): Lane;
  /** To the nearest integer, ties to even. */
  round(x: Lane): Lane;
  equal(x: Lane, y: Lane): Lane;
  notEqual(x: Lane, y: Lane): Lane;
  less(x: Lane, y: Lane): Lane;
  lessEqual(x: Lane, y: Lane): Lane;
  /** `x` where the condition holds, else `y`. */
  select(condition: Lane, x: Lane, y: Lane): Lane;
  /** Bit by bit, of bool and integers. */
  and(x: Lane, y: Lane): Lane;
  or(x: Lane, y: Lane): Lane;
  xor(x: Lane, y: Lane): Lane;
  not(x: Lane): Lane;
  /** By a constant number of bits; to the right arithmetically for int32. */
  shiftLeft(x: Lane, bits: number): Lane;
  shiftRight(x: Lane, bits: number): Lane;
  /** Numbers as another dtype: floats are cut off and kept within the range of integers, bool is 0 or 1. */
  convert(x: Lane, dtype: LaneDtype): Lane;
  /** The same bits as another dtype of the same width. */
  bits(x: Lane, dtype: Exclude<LaneDtype, "bool">): Lane;
  exp(x: Lane): Lane;
  expm1(x: Lane): Lane;
  log(x: Lane): Lane;
  log1p(x: Lane): Lane;
  pow(x: Lane, y: Lane): Lane;
  /** Of angles up to 102 943 in float32, 3.2 million in float64; beyond that digits are lost. */
  sin(x: Lane): Lane;
  cos(x: Lane): Lane;
  tanh(x: Lane): Lane;
  erf(x: Lane): Lane;
  erfc(x: Lane): Lane;
}

/** One element of the result from one element of each input; `math` says what machines do with them. */
export type ElementLane = (math: LaneMath, x: Lane, y: Lane, z: Lane, ...more: Lane[]) => Lane;

/** One element of each result from one element of each input, with NumPy's broadcasting. */
export interface LaneMap<A> {
  readonly kind: "map";
  readonly each: (math: LaneMath, inputs: readonly Lane[], attributes: A) => Lane | readonly Lane[];
  /**
   * How many of the last axes of the result an element is counted in, if its position is one more input, behind the
   * others: uint32, in row-major order.
   */
  readonly positions?: (attributes: A) => number;
}

/** Elements along axes become one. */
export interface LaneReduction<A> {
  readonly kind: "reduce";
  readonly axes: (attributes: A) => readonly number[];
  /** What changes nothing; infinities become the limits of integers. */
  readonly identity: number;
  readonly combine: (math: LaneMath, x: Lane, y: Lane) => Lane;
}

/** The same elements in the same order under another shape: `view`; repeated by NumPy's broadcasting: `broadcast`. */
export interface LaneShape {
  readonly kind: "view" | "broadcast";
}

/** Made of other operations, which have lanes. */
export interface LaneComposition<A> {
  readonly kind: "compose";
  readonly from: (inputs: readonly Tensor[], attributes: A) => Tensor | readonly Tensor[];
}

/** Why an element of the result needs more than kernels of elements give. */
export interface NoLane {
  readonly kind: "none";
  readonly reason: string;
}

/** How an operation enters kernels. */
export type LaneRule<A extends Attributes> =
  | LaneMap<A>
  | LaneReduction<A>
  | LaneShape
  | LaneComposition<A>
  | NoLane;

export const noLane = (reason: string): NoLane => ({ kind: "none", reason });

/** Of records of users, who may leave the rule out. */
export const unsaidLane = noLane("the record says no lane");
