/** @file What the lane of an operation gives for arrays, as WebAssembly computes it. */

import { toList } from "../../packages/glissade/src/graph/apply.ts";
import { broadcastAt, build, type HostArray } from "../../packages/glissade/src/graph/host.ts";
import type { LaneDtype, LaneMap } from "../../packages/glissade/src/graph/lane.ts";
import type { AnyOp, Attributes } from "../../packages/glissade/src/graph/op.ts";
import { sizeOf } from "../../packages/glissade/src/graph/shape.ts";
import { laneLoop } from "../../packages/glissade/src/kernels/testing.ts";

/** The dtypes of tensors that kernels compute with. */
export const laneDtypes = ["float32", "float64", "int32", "uint32", "bool"] as const;

export const isLaneDtype = (dtype: string): dtype is LaneDtype =>
  (laneDtypes as readonly string[]).includes(dtype);

/** An operation whose lane is a map. */
export type MappedOp = AnyOp & { readonly lane: LaneMap<Attributes> };

export const isMapped = (op: AnyOp): op is MappedOp => op.lane.kind === "map";

/** The results, element by element. */
export function laneResults(op: MappedOp, inputs: readonly HostArray[], attributes: Attributes): HostArray[] {
  const types = toList(op.infer(inputs, attributes));
  const [{ shape }] = types as [HostArray];
  if (sizeOf(shape) === 0) return types.map((type) => ({ ...type, data: new Float64Array(0) }));
  const dtypes = inputs.map(({ dtype }) => dtype as LaneDtype);
  const loop = laneLoop(dtypes, (math, lanes) => op.lane.each(math, lanes, attributes), sizeOf(shape));
  const spread = inputs.map((input) => build(input.dtype, shape, (index) => broadcastAt(input, index)).data);
  const results = loop(spread);
  return types.map((type, index) => ({ ...type, data: Float64Array.from(results[index]!) }));
}
