/** @file Regions: graphs of elementwise operations and reductions as expressions on the elements of one loop nest. */

import { DtypeError } from "../errors.ts";
import { toList } from "../graph/apply.ts";
import type { Lane, LaneDtype, LaneMath, LaneRule } from "../graph/lane.ts";
import type { Attributes } from "../graph/op.ts";
import type { OpSource } from "../graph/source.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { type Axis, arrange, match, newAxes } from "./axes.ts";
import { LaneBuilder, type LaneNode } from "./lanes.ts";

/** Something in memory, in row-major order of its axes. */
export interface Operand {
  readonly lane: LaneNode;
  /** Positions of the axes along which it varies. */
  readonly axes: readonly number[];
}

export interface Reduction extends Operand {
  /** What is reduced; `lane` stands for the result, `axes` are those that are kept. */
  readonly value: LaneNode;
  /** All axes of what is reduced. */
  readonly over: readonly number[];
  readonly identity: number;
  readonly combine: (math: LaneMath, x: Lane, y: Lane) => Lane;
}

/** What a kernel computes, without an order. */
export interface Region {
  /** Lengths of the axes of the loop nest, outer ones first. */
  readonly lengths: readonly number[];
  readonly inputs: readonly Operand[];
  /** Positions of elements, along the last axes of a result. */
  readonly positions: readonly Operand[];
  readonly outputs: readonly Operand[];
  readonly reductions: readonly Reduction[];
  readonly lanes: LaneBuilder;
}

const laneDtypes: ReadonlySet<string> = new Set<LaneDtype>(["float32", "float64", "int32", "uint32", "bool"]);

/** Whether kernels can hold the elements of a tensor. */
export const hasLanes = ({ dtype, size }: Tensor): boolean => laneDtypes.has(dtype) && size > 0;

const ruleOf = ({ op }: OpSource): LaneRule<Attributes> => op.lane;

/** The region of a graph, or undefined where its shapes have no loop nest in common. */
export function regionOf(graph: Graph): Region | undefined {
  const shapes = new Map<Tensor["source"], (readonly Axis[])[][]>();
  const order = topologicalOrder(graph.outputs);
  for (const { source, type } of order) {
    const types = source.kind === "op" ? source.types : [type];
    if (!types.every(({ dtype }) => laneDtypes.has(dtype))) return undefined;
    shapes.set(
      source,
      types.map(({ shape }) => newAxes(shape)),
    );
  }
  const axesOf = ({ source, index }: Tensor) => shapes.get(source)![index]!;
  for (const { source } of order) {
    if (source.kind === "op" && !source.types.every((_, index) => join(source, index, axesOf)))
      return undefined;
  }
  return write(graph, order, axesOf);
}

/** Makes the axes of an operation's inputs those of a result. */
function join(source: OpSource, index: number, axesOf: (tensor: Tensor) => (readonly Axis[])[]): boolean {
  const rule = ruleOf(source);
  if (rule.kind === "none" || rule.kind === "compose") return false;
  const result = axesOf({ source, index } as Tensor);
  if (rule.kind === "view") return match(axesOf(source.inputs[0]!).flat(), result.flat());
  if (rule.kind === "reduce") {
    const [x] = source.inputs as [Tensor];
    const reduced = rule.axes(source.attributes);
    const kept = axesOf(x).filter((_, axis) => !reduced.includes(axis));
    return match(kept.flat(), result.flat());
  }
  // All results of one element are of the same place.
  if (!match(result.flat(), axesOf({ source, index: 0 } as Tensor).flat())) return false;
  return source.inputs.every((input) => {
    const axes = axesOf(input);
    const offset = result.length - axes.length;
    return axes.every((axis, at) => axis.length === 0 || match(axis, result[at + offset]!));
  });
}

/** Positions of elements are inputs of the kernel, with numbers below those of the sides of a reduction. */
const FIRST_POSITION = -3;

/** Writes the expressions, and gives axes their positions. */
function write(
  graph: Graph,
  order: readonly Tensor[],
  axesOf: (tensor: Tensor) => (readonly Axis[])[],
): Region | undefined {
  const lanes = new LaneBuilder();
  const listed: { readonly axes: readonly Axis[] }[] = [];
  const positions: { readonly lane: LaneNode; readonly at: number }[] = [];
  const values = new Map<Tensor["source"], LaneNode[]>();
  const get = ({ source, index }: Tensor) => values.get(source)![index]!;
  const note = (tensor: Tensor) => listed.push({ axes: axesOf(tensor).flat() }) - 1;
  const inputs = graph.inputs.map((tensor, position) => {
    const lane = lanes.input(tensor.dtype as LaneDtype, position);
    values.set(tensor.source, [lane]);
    return { lane, at: note(tensor) };
  });
  const reductions: (Omit<Reduction, "axes" | "over"> & { readonly at: number; readonly from: number })[] =
    [];
  for (const tensor of order) {
    const { source } = tensor;
    if (source.kind === "literal")
      values.set(source, [lanes.constant(tensor.dtype as LaneDtype, Number(source.data[0]))]);
    if (source.kind !== "op") continue;
    const rule = ruleOf(source);
    const operands = source.inputs.map(get);
    const counted = rule.kind === "map" && rule.positions?.(source.attributes);
    if (counted !== undefined && counted !== false) {
      const lane = lanes.input("uint32", FIRST_POSITION - positions.length);
      operands.push(lane);
      const axes = axesOf({ source, index: 0 } as Tensor);
      positions.push({ lane, at: listed.push({ axes: axes.slice(axes.length - counted).flat() }) - 1 });
    }
    if (rule.kind === "map") {
      values.set(source, resultsOf(source, toList(rule.each(lanes, operands, source.attributes))));
      for (const index of source.types.keys()) note({ source, index } as Tensor);
    } else if (rule.kind === "reduce") {
      const lane = lanes.input(tensor.dtype as LaneDtype, graph.inputs.length + reductions.length);
      const { identity, combine } = rule;
      const from = note(source.inputs[0]!);
      reductions.push({ lane, value: operands[0]!, identity, combine, at: note(tensor), from });
      values.set(source, [lane]);
    } else values.set(source, [operands[0]!]);
  }
  const outputs = graph.outputs.map((tensor) => ({ lane: get(tensor), at: note(tensor) }));
  const arranged = arrange(listed.map(({ axes }) => axes));
  // Loops over axes that no tensor has together would compute everything again and again.
  if (!arranged?.positions.some((axes) => axes.length === arranged.lengths.length)) return undefined;
  const { lengths, positions: axes } = arranged;
  const place = <Item extends { readonly at: number }>({ at, ...rest }: Item) => ({
    ...rest,
    axes: axes[at]!,
  });
  return {
    lengths,
    lanes,
    inputs: inputs.map(place),
    positions: positions.map(place),
    outputs: outputs.map(place),
    reductions: reductions.map(({ from, ...rest }) => ({ ...place(rest), over: axes[from]! })),
  };
}

/** What the lane of an operation gives, which must be what its record says. */
function resultsOf({ op, types }: OpSource, results: readonly Lane[]): LaneNode[] {
  const [got, expected] = [results.map((each) => each?.dtype), types.map(({ dtype }) => dtype)];
  if (String(got) === String(expected)) return results as LaneNode[];
  throw new DtypeError({
    where: `the lane of ${op.name}`,
    rule: `must give ${expected.join(" and ")}, as infer says, got ${got.map((dtype) => dtype ?? "nothing").join(" and ")}`,
    fix: "Write math.convert(x, dtype) around the result",
  });
}
