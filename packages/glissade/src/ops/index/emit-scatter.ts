/** @file ONNX's ScatterND in parts so small that ONNX Runtime computes each of them on one thread. */

import { type Dtype, dtypes } from "../../graph/dtype.ts";
import type { EmitContext } from "../../graph/op.ts";
import { type Shape, sizeOf } from "../../graph/shape.ts";

/**
 * Threads of ONNX Runtime write to one place without waiting for each other, so that repeated indices lose updates. It
 * takes a second thread from about 200 000 bytes on.
 */
const ONE_THREAD_BYTES = 2 ** 17;

interface Scatter {
  /** Names of values: what is written to, int64 coordinates, and updates. */
  readonly names: readonly [base: string, coordinates: string, updates: string];
  readonly coordinates: Shape;
  readonly updates: Shape;
  readonly dtype: Dtype;
  /** ONNX's word for how an update meets the element in its place. */
  readonly reduction: string;
}

/** Writes the nodes and returns the name of the result; updates come in their order. */
export function emitScatterND(
  { node, constant }: Pick<EmitContext<unknown>, "node" | "constant">,
  { names: [base, coordinates, updates], reduction, ...types }: Scatter,
): string {
  const depth = types.coordinates.at(-1)!;
  const count = sizeOf(types.coordinates.slice(0, -1));
  const slice = types.updates.slice(types.coordinates.length - 1);
  const bytes = sizeOf(slice) * dtypes[types.dtype].array.BYTES_PER_ELEMENT;
  const step = Math.max(1, Math.floor(ONE_THREAD_BYTES / Math.max(1, bytes)));
  if (count <= step) return node("ScatterND", [base, coordinates, updates], { reduction });
  const reshape = (name: string, shape: Shape) => node("Reshape", [name, constant("int64", shape)]);
  const [places, rows] = [reshape(coordinates, [count, depth]), reshape(updates, [count, ...slice])];
  let result = base;
  for (let start = 0; start < count; start += step) {
    const bounds = [[start], [Math.min(start + step, count)], [0]].map((each) => constant("int64", each));
    const part = (name: string) => node("Slice", [name, ...bounds]);
    result = node("ScatterND", [result, part(places), part(rows)], { reduction });
  }
  return result;
}
