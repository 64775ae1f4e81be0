/** @file What a kernel has in memory: operands, rows of values kept between passes, sums of parts. */

import type { LaneDtype } from "../graph/lane.ts";
import { sizeOf } from "../graph/shape.ts";
import { storedBytes } from "./memory-code.ts";
import { type Needs, needsOf } from "./needs.ts";
import { isPrefix, loopsOf, type Plan } from "./plan.ts";
import type { Width } from "./vectors.ts";

/** Elements in row-major order of their axes. */
export interface Memory {
  /** The parameter that holds the address, and bytes behind it; no parameter stands for 0. */
  readonly parameter: number | undefined;
  readonly offset: number;
  readonly dtype: LaneDtype;
  readonly axes: readonly number[];
}

/** How an edge reduction is accumulated. */
export interface Gathering {
  readonly memory: Memory;
  /** In local variables first, since it does not vary along the innermost axis. */
  readonly inRegister: boolean;
  /** Whether each element is added to several times, and so set to nothing at the start. */
  readonly isCleared: boolean;
  /** Whether it is of one part of the work alone. */
  readonly isPartial: boolean;
  readonly elements: number;
}

export interface Layout {
  readonly needs: Needs;
  readonly inputs: readonly Memory[];
  readonly outputs: readonly Memory[];
  /** Positions of elements, as if they were addresses of bytes from 0 on. */
  readonly positions: readonly Memory[];
  /** By the position among the plan's spilled values. */
  readonly spills: readonly Memory[];
  /** By the position among the plan's edges. */
  readonly edges: readonly Gathering[];
  /** Parts that the first axis is divided into, each with scratch memory of its own. */
  readonly chunks: number;
  readonly chunkLength: number;
  readonly scratchBytes: number;
  /** Positions of the parameters behind the operands. */
  readonly scratch: number;
  readonly begin: number;
  readonly end: number;
  readonly width: Width;
}

/** Elements that are worth a part of their own. */
const GRAIN = 2 ** 14;
const MOST_CHUNKS = 32;
/** Parts begin at whole vectors, also of unrolled loops. */
const ALIGNED = 64;

export const align = (bytes: number): number => Math.ceil(bytes / ALIGNED) * ALIGNED;

export function layoutOf(plan: Plan): Layout {
  const { lengths, inputs, outputs, edges, inner, rows } = plan;
  const needs = needsOf(plan);
  const at = (axes: readonly number[]) => sizeOf(axes.map((axis) => lengths[axis]!));
  const elements = sizeOf(lengths);
  const isWhole = lengths.length === 0 || (inner.length > 0 && rows === 0);
  const mixed = edges.some(({ axes }) => axes.includes(0) && !isPrefix(axes));
  const wanted = isWhole || mixed ? 1 : Math.min(MOST_CHUNKS, Math.ceil(elements / GRAIN), lengths[0]!);
  const unit = lengths.length === 1 ? ALIGNED : 1;
  const chunkLength = Math.ceil((lengths[0] ?? 1) / wanted / unit) * unit;
  const chunks = Math.ceil((lengths[0] ?? 1) / chunkLength);
  const scratch = inputs.length + outputs.length;
  let scratchBytes = 0;
  const take = (dtype: LaneDtype, axes: readonly number[]): Memory => {
    const memory = { parameter: scratch, offset: scratchBytes, dtype, axes };
    scratchBytes += align(at(axes) * storedBytes(dtype));
    return memory;
  };
  const operand = (dtype: LaneDtype, axes: readonly number[], parameter: number | undefined): Memory => ({
    parameter,
    offset: 0,
    dtype,
    axes,
  });
  const outputAt = (position: number) => {
    const { lane, axes } = outputs[position]!;
    return operand(lane.dtype, axes, inputs.length + position);
  };
  return {
    needs,
    inputs: inputs.map(({ lane, axes }, position) => operand(lane.dtype, axes, position)),
    outputs: outputs.map((_, position) => outputAt(position)),
    positions: plan.positions.map(({ axes }) => operand("bool", axes, undefined)),
    spills: needs.spilled.map(({ dtype }) =>
      take(
        dtype,
        lengths.map((_, axis) => axis).filter((axis) => axis >= rows),
      ),
    ),
    edges: edges.map(({ lane, axes, output }) => {
      const isPartial = chunks > 1 && !axes.includes(0);
      return {
        memory: isPartial ? take(lane.dtype, axes) : outputAt(output),
        inRegister: !axes.includes(lengths.length - 1),
        isCleared: !isPrefix(axes),
        isPartial,
        elements: at(axes),
      };
    }),
    ...{ chunks, chunkLength, scratchBytes, scratch, begin: scratch + 1, end: scratch + 2 },
    width: widthOf(plan),
  };
}

/** Eight where the innermost loop has elements of eight bytes. */
function widthOf({ lengths, inputs, outputs, reductions, depthOf }: Plan): Width {
  const depth = lengths.length;
  const seen = new Set<object>();
  const isLong = (lane: Plan["outputs"][number]["lane"]): boolean => {
    if (seen.has(lane) || depthOf(lane) < depth) return false;
    seen.add(lane);
    return storedBytes(lane.dtype) === 8 || lane.operands.some(isLong);
  };
  const roots = [
    ...[...inputs, ...outputs].filter(({ axes }) => loopsOf(axes) === depth).map(({ lane }) => lane),
    ...reductions.map(({ value }) => value),
  ];
  const stored = outputs.some(({ lane, axes }) => loopsOf(axes) === depth && storedBytes(lane.dtype) === 8);
  const accumulated = reductions.some(
    ({ value, over }) => over.length === depth && storedBytes(value.dtype) === 8,
  );
  return depth > 0 && (stored || accumulated || roots.some(isLong)) ? 8 : 4;
}

/** So many numbers of float32 may be added one after the other. */
const MOST_ADDED = 2 ** 9;

/** Whether no sum of float32 that is accumulated in memory adds too many numbers one after the other. */
export const isExact = ({ lengths, edges }: Plan, { chunks, edges: sums }: Layout): boolean =>
  edges.every(({ lane, over, axes }, index) => {
    const reduced = over.filter((axis) => !axes.includes(axis));
    const isRegister = sums[index]!.inRegister;
    const outer = reduced.filter((axis) => !isRegister || axis < loopsOf(axes));
    const added = sizeOf(outer.map((axis) => lengths[axis]!)) / (outer.includes(0) ? chunks : 1);
    return lane.dtype !== "float32" || added <= MOST_ADDED;
  });
