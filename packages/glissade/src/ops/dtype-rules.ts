/** @file What element types operations take. */

import { DtypeError } from "../errors.ts";
import { type Dtype, dtypes } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";

const reject = (where: string, needs: string, dtype: Dtype, fix: string): never => {
  throw new DtypeError({ where, rule: `needs ${needs}, got ${dtype}`, fix });
};

export function requireFloat(where: string, { dtype }: TensorType): void {
  if (dtypes[dtype].kind !== "float") reject(where, "float32 or float64", dtype, "Cast it with cast()");
}

export function requireNumber(where: string, { dtype }: TensorType): void {
  if (dtypes[dtype].kind === "bool") reject(where, "numbers", dtype, "Cast it with cast()");
}

export function requireInteger(where: string, { dtype }: TensorType): void {
  if (dtypes[dtype].kind !== "integer") reject(where, "integers", dtype, 'Cast it with cast(x, "int64")');
}

export function requireBool(where: string, { dtype }: TensorType): void {
  if (dtype !== "bool") reject(where, "bool", dtype, "Compare first, for example with greater()");
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
