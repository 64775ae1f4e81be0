/** @file The common parts of emission: detours over element types that ONNX Runtime has kernels of. */

import { type Dtype, dtypes } from "../graph/dtype.ts";
import type { EmitContext } from "../graph/op.ts";

interface Detour {
  readonly from: Dtype;
  readonly via: Dtype;
}

/** Writes nodes whose inputs are cast to another dtype first, and their result back. */
export function emitVia(
  { node }: Pick<EmitContext<never>, "node">,
  { from, via }: Detour,
  write: (cast: (name: string) => string) => string,
): string {
  if (from === via) return write((name) => name);
  const castTo = (dtype: Dtype) => (name: string) => node("Cast", [name], { to: dtypes[dtype].onnx });
  return castTo(from)(write(castTo(via)));
}
