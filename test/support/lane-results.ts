/** @file What the lane of an operation gives for arrays, as WebAssembly computes it. */

import { applyAll, toList } from "../../packages/glissade/src/graph/apply.ts";
import type { HostArray } from "../../packages/glissade/src/graph/host.ts";
import type { LaneDtype, LaneMap } from "../../packages/glissade/src/graph/lane.ts";
import type { AnyOp, Attributes } from "../../packages/glissade/src/graph/op.ts";
import { sizeOf } from "../../packages/glissade/src/graph/shape.ts";
import { graphOf } from "../../packages/glissade/src/graph/subgraph.ts";
import { runKernel } from "../../packages/glissade/src/kernels/testing.ts";
import { compare } from "./claims.ts";
import { attempt } from "./op-checks.ts";

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
  const graph = graphOf(
    inputs.map((input) => ({ dtype: input.dtype, shape: input.shape })),
    (...tensors) => applyAll(op, tensors, attributes),
  );
  const results = runKernel(graph, inputs);
  return types.map((type, index) => ({ ...type, data: Float64Array.from(results[index]!) }));
}

/** Whether the operation takes the inputs, and kernels their dtypes and those of the results. */
export function takes(op: AnyOp, inputs: readonly HostArray[], attributes: Attributes): boolean {
  const results = attempt(() => toList(op.infer(inputs, attributes)));
  return results !== undefined && [...inputs, ...results].every(({ dtype }) => isLaneDtype(dtype));
}

/** What is wrong with results, beside those of the reference. */
export function wrongAmong(
  results: readonly HostArray[],
  expected: readonly HostArray[],
  tolerance: number,
): string[] {
  return results.flatMap((actual, index) =>
    compare({ what: `output ${index}`, expected: expected[index]!, tolerance }, actual),
  );
}

export const TOLERANCE = { float32: 5e-7, float64: 1e-13 } as const;

export const toleranceOf = (inputs: readonly HostArray[]): number =>
  inputs.some(({ dtype }) => dtype === "float32") ? TOLERANCE.float32 : TOLERANCE.float64;

export const named = <Each extends AnyOp>(ops: readonly Each[]) => ops.map((op) => [op.name, op] as const);
