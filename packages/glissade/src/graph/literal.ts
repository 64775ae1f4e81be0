/** @file Leaves of the graph: numbers, data and inputs. */

import { DtypeError, notTensor, ShapeError } from "../errors.ts";
import { describe } from "../options/describe.ts";
import { type Dtype, dtypes, holds, limitsOf, type TypedArray, toTypedArray } from "./dtype.ts";
import type { TensorType } from "./op.ts";
import { formatShape, type Shape, sizeOf } from "./shape.ts";
import type { LiteralSource } from "./source.ts";
import { type Operand, Tensor } from "./tensor.ts";

/** A constant of the graph: a scalar repeated, or the values of the whole shape. */
export function literal(value: number | ArrayLike<number>, dtype: Dtype, shape: Shape = []): Tensor {
  const size = sizeOf(shape);
  const data =
    typeof value === "number" ? toTypedArray(dtype, new Array(size).fill(value)) : toTypedArray(dtype, value);
  return new Tensor({ dtype, shape }, { kind: "literal", data });
}

/** A leaf that is fed to the graph. */
export function fromData(data: TypedArray, type: TensorType): Tensor {
  if (data.length !== sizeOf(type.shape)) {
    throw new ShapeError({
      where: "tensor",
      rule: `shape ${formatShape(type.shape)} holds ${sizeOf(type.shape)} elements, got ${data.length}`,
    });
  }
  return new Tensor(type, { kind: "data", data });
}

export const placeholder = (type: TensorType, name: string): Tensor =>
  new Tensor(type, { kind: "placeholder", name });

/** A number as a scalar of the dtype. */
function toScalar(where: string, value: number, dtype: Dtype): Tensor {
  if (typeof value !== "number") throw notTensor(where, describe(value));
  const { kind } = dtypes[dtype];
  const isWhole = kind === "float" || Number.isInteger(value);
  if (isWhole && holds(dtype, value)) return literal(value, dtype);
  const limits = limitsOf(dtype);
  const range = isWhole && limits ? ` (${limits.least} to ${limits.greatest})` : "";
  throw new DtypeError({
    where,
    rule: `the number takes the dtype of the tensor beside it, got ${value} beside ${dtype}${range}`,
    fix: isWhole ? "Cast the tensor to a wider dtype first" : "Cast the tensor to float32 first",
  });
}

/** Operands as tensors: numbers take the dtype of the first tensor, or float32 where all are numbers. */
export function toTensors(where: string, operands: readonly Operand[]): Tensor[] {
  const dtype = operands.find((operand) => operand instanceof Tensor)?.dtype ?? "float32";
  return operands.map((operand) => (operand instanceof Tensor ? operand : toScalar(where, operand, dtype)));
}

/** The numbers of a literal as text, bit for bit: 0 and -0 differ. */
export const literalKey = ({ data }: Pick<LiteralSource, "data">): string =>
  `literal ${new Uint8Array(data.buffer, data.byteOffset, data.byteLength)}`;

/** The only value of a literal with one element, if the tensor is one. */
export function literalValue(x: Tensor): number | undefined {
  return x.source.kind === "literal" && x.size === 1 ? Number(x.source.data[0]) : undefined;
}
