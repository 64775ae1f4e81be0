/** @file The order of a kernel's work: which reductions are used again, and in which pass over a row what is computed. */

import { sizeOf } from "../graph/shape.ts";
import type { LaneNode } from "./lanes.ts";
import type { Operand, Reduction, Region } from "./region.ts";

export interface Plan extends Region {
  /** How many axes are outside the passes: for each place of these, a row is passed over. */
  readonly rows: number;
  /** Passes over a row. */
  readonly passes: number;
  /** Reductions along a row, which later passes use. */
  readonly inner: readonly Reduction[];
  /** Reductions that are results only. */
  readonly edges: readonly (Reduction & { readonly output: number })[];
  /** The outputs that are not such reductions; `output` is the position among all. */
  readonly stored: readonly (Operand & { readonly output: number })[];
  /** The number of loops around a value: one more than its last axis. */
  depthOf(lane: LaneNode): number;
  /** The first pass in which a value is known. */
  stageOf(lane: LaneNode): number;
}

/** Longer rows leave the cache between passes. */
const LONGEST_ROW = 2 ** 15;
const MOST_PASSES = 5;

/** The plan of a region, or undefined where its reductions do not go together. */
export function planOf(region: Region): Plan | undefined {
  const { lengths, reductions, outputs } = region;
  const used = reductions.filter(({ lane }) => isUsed(lane, region));
  const rows = used[0]?.axes.length ?? 0;
  const isInner = ({ axes, over }: Reduction) =>
    used.length > 0 && isPrefix(axes) && axes.length === rows && over.length === lengths.length;
  const inner = reductions.filter(isInner);
  const rest = reductions.filter((reduction) => !inner.includes(reduction));
  const edges = rest.flatMap((edge) =>
    outputs.flatMap(({ lane }, output) => (lane === edge.lane ? [{ ...edge, output }] : [])),
  );
  const isPossible =
    used.every(isInner) &&
    (used.length === 0 || sizeOf(lengths.slice(rows)) <= LONGEST_ROW) &&
    edges.length === rest.length &&
    edges.every(({ over }) => isPrefix(over));
  if (!isPossible) return undefined;
  const { depthOf, stageOf } = placesOf(region);
  const stored = outputs
    .map((output, position) => ({ ...output, output: position }))
    .filter(({ lane }) => !edges.some((edge) => edge.lane === lane));
  const passed = [
    ...inner.map(({ value }) => value),
    ...stored.filter(({ axes }) => loopsOf(axes) > rows).map(({ lane }) => lane),
    ...edges.filter(({ over }) => over.length > rows).map(({ value }) => value),
  ];
  const passes = 1 + Math.max(0, ...passed.map(stageOf));
  if (passes > MOST_PASSES) return undefined;
  return { ...region, rows, passes, inner, edges, stored, depthOf, stageOf };
}

/** The number of loops around something that varies along these axes. */
export const loopsOf = (axes: readonly number[]): number => Math.max(0, ...axes.map((axis) => axis + 1));

export const isPrefix = (axes: readonly number[]): boolean => axes.every((axis, at) => axis === at);

/** Whether anything is computed from the result of a reduction. */
function isUsed(lane: LaneNode, { outputs, reductions }: Region): boolean {
  const seen = new Set<LaneNode>();
  const reaches = (node: LaneNode): boolean =>
    node.operands.some(
      (operand) => operand === lane || (!seen.has(operand) && seen.add(operand) && reaches(operand)),
    );
  const values = reductions.map(({ value }) => value);
  return values.includes(lane) || [...outputs.map((output) => output.lane), ...values].some(reaches);
}

/** Around how many loops, and from which pass on, each value is known. */
function placesOf({ inputs, positions, reductions }: Region): Pick<Plan, "depthOf" | "stageOf"> {
  const given = new Map(
    [...inputs, ...positions, ...reductions].map(({ lane, axes }) => [lane, loopsOf(axes)]),
  );
  const values = new Map(reductions.map(({ lane, value }) => [lane, value]));
  const depthOf = remembered((lane, depth) => given.get(lane) ?? Math.max(0, ...lane.operands.map(depth)));
  const stageOf = remembered((lane, stage) => {
    const value = values.get(lane);
    return value ? stage(value) + 1 : Math.max(0, ...lane.operands.map(stage));
  });
  return { depthOf, stageOf };
}

function remembered(compute: (lane: LaneNode, again: (lane: LaneNode) => number) => number) {
  const known = new Map<LaneNode, number>();
  const get = (lane: LaneNode): number => {
    const value = known.get(lane) ?? compute(lane, get);
    known.set(lane, value);
    return value;
  };
  return get;
}
