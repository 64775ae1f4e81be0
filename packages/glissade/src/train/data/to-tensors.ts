/** @file Arrays of readers as tensors. */

import type { NdArray, NdDtype } from "../../data/nd-array.ts";
import { DtypeError } from "../../errors.ts";
import { type Dtype, dtypes, type TypedArray } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { isObject } from "../../options/describe.ts";

/** The dtypes of tensors that hold those which tensors lack. */
const wider: Partial<Readonly<Record<NdDtype, Dtype>>> = { int8: "int32", int16: "int32", uint16: "int32" };

/** Whether a value is an array as readers give it. */
export const isNdArray = (value: unknown): value is NdArray =>
  isObject(value) && typeof value.dtype === "string" && "shape" in value && ArrayBuffer.isView(value.data);

/** An array as a tensor in the same memory; int8, int16 and uint16 become int32. */
export function ndTensor({ dtype, shape, data }: NdArray): Tensor {
  if (dtype in dtypes) return fromData(data as TypedArray, { dtype: dtype as Dtype, shape });
  const to = wider[dtype];
  if (to) return fromData(Int32Array.from(data as Int16Array), { dtype: to, shape });
  throw new DtypeError({
    where: "batches",
    rule: `needs arrays of ${Object.keys({ ...dtypes, ...wider }).join(", ")}, got ${dtype}`,
    fix: "Convert it when you write the file",
  });
}
