/** @file The checks of the element types that operations take. */

import { DtypeError, notTensor } from "../errors.ts";
import { type Dtype, dtypes } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { describe } from "../options/describe.ts";

/** The kind of a dtype; arrays and numbers have none. */
function kindOf(where: string, type: TensorType): (typeof dtypes)[Dtype]["kind"] {
  const row = dtypes[type?.dtype];
  if (!row) throw notTensor(where, describe(type));
  return row.kind;
}

const reject = (where: string, needs: string, dtype: Dtype, fix: string): never => {
  throw new DtypeError({ where, rule: `needs ${needs}, got ${dtype}`, fix });
};

export function requireFloat(where: string, type: TensorType): void {
  if (kindOf(where, type) !== "float") reject(where, "float32 or float64", type.dtype, "Cast it with cast()");
}

export function requireNumber(where: string, type: TensorType): void {
  if (kindOf(where, type) === "bool") reject(where, "numbers", type.dtype, "Cast it with cast()");
}

export function requireInteger(where: string, type: TensorType): void {
  if (kindOf(where, type) !== "integer")
    reject(where, "integers", type.dtype, 'Cast it with cast(x, "int64")');
}

export function requireBool(where: string, type: TensorType): void {
  if (kindOf(where, type) !== "bool")
    reject(where, "bool", type.dtype, "Compare first, for example with greater()");
}

export function requireSameDtype(where: string, types: readonly TensorType[]): void {
  const [first, ...rest] = types;
  const other = rest.find(({ dtype }) => dtype !== first!.dtype);
  if (other) {
    throw new DtypeError({
      where,
      rule: `dtypes must match, got ${first!.dtype} and ${other.dtype}`,
      fix: "Cast one of them with cast()",
    });
  }
}
