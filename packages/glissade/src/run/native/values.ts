/** @file JavaScript's memory as ONNX Runtime's values. */

import { dtypes, type TypedArray } from "../../graph/dtype.ts";
import type { TensorType } from "../../graph/op.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";

/** A dtype and shape as ONNX Runtime takes them. */
export interface Layout {
  readonly element: number;
  readonly dimensions: BigInt64Array;
}

export const toLayout = ({ dtype, shape }: TensorType): Layout => ({
  element: dtypes[dtype].onnx,
  dimensions: BigInt64Array.from(shape, BigInt),
});

/** A value over elements, which the caller holds as long as the value is used, and then releases. */
export function createValue(ort: OrtApi, data: TypedArray, { element, dimensions }: Layout): Pointer {
  // Up to 64 bytes may lie where the garbage collector moves them, until the buffer is asked for.
  void data.buffer;
  const [bytes, rank] = [data.byteLength, dimensions.length];
  return ort.create((place) =>
    ort.CreateTensorWithDataAsOrtValue(ort.memory, data, bytes, dimensions, rank, element, place),
  );
}

/** Values that live for one run. */
export interface Loans {
  lend(data: TypedArray, layout: Layout): Pointer;
  release(): void;
}

export function createLoans(ort: OrtApi): Loans {
  const lent: { readonly data: TypedArray; readonly value: Pointer }[] = [];
  return {
    lend(data, layout) {
      const value = createValue(ort, data, layout);
      lent.push({ data, value });
      return value;
    },
    release() {
      for (const { value } of lent) ort.ReleaseValue(value);
      lent.length = 0;
    },
  };
}
