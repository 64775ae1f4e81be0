/** @file Options that are tensors, axes and dtypes: types, kinds and readers that many functions share. */

import { kind, optionsReader } from "../options/kinds.ts";
import { type Dtype, dtypes } from "./dtype.ts";
import { type Operand, Tensor } from "./tensor.ts";

export interface AxisOptions {
  /** The axis; negative ones count from the back. */
  readonly axis?: number;
}

export interface AxesOptions {
  /** The axis or axes, all of them by default; negative ones count from the back. */
  readonly axis?: number | readonly number[];
}

export interface DtypeOptions {
  /** "float32" by default. */
  readonly dtype?: Dtype;
}

export interface ReduceOptions {
  /** The axis or axes to reduce over; all of them by default. Negative axes count from the back. */
  readonly axis?: number | readonly number[];
  /** Keep the reduced axes with length 1; `false` by default. */
  readonly keepDims?: boolean;
}

const isTensor = (value: unknown): boolean => value instanceof Tensor;

/** Kinds beside those that need no tensors. */
export const tensorKind = {
  dtype: kind.choice<Dtype>(...(Object.keys(dtypes) as Dtype[])),
  tensor: kind.rule<Tensor>("a tensor", isTensor),
  operand: kind.rule<Operand>(
    "a tensor or a number",
    (value) => isTensor(value) || typeof value === "number",
  ),
} as const;

export const readAxis = optionsReader<AxisOptions>({ axis: kind.integer });
export const readAxes = optionsReader<AxesOptions>({ axis: kind.integerOrList });
export const readDtype = optionsReader<DtypeOptions>({ dtype: tensorKind.dtype });
