/** @file Expressions on single elements as functions of arrays, for tests: a loop over vectors. */

import type { Lane, LaneDtype, LaneMath } from "../graph/lane.ts";
import { LaneBuilder, type LaneNode } from "./lanes.ts";
import { instructionCode, laneBytes, type Width } from "./vectors.ts";
import { compileModule, createMemory, instantiate, PAGE } from "./wasm/instantiate.ts";
import { type Code, control, i32, local, v128 } from "./wasm/instructions.ts";
import { encodeModule } from "./wasm/module.ts";

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
} as const;

type Stored = keyof typeof arrays;

/** Bools are numbers in memory. */
const storedAs = (dtype: LaneDtype): Stored => (dtype === "bool" ? "int32" : (dtype as Stored));

export type LaneArray = InstanceType<(typeof arrays)[Stored]>;

/** Computes each element; the arrays that come back are views of a memory that the next call overwrites. */
export interface LaneLoop {
  (inputs: readonly ArrayLike<number>[]): LaneArray[];
  /** Computes so many elements of the last inputs once more, for timings. */
  again(count: number): void;
  /** The instructions of an element, constants and inputs apart. */
  readonly instructions: number;
}

type Each = (math: LaneMath, inputs: readonly Lane[]) => Lane | readonly Lane[];

/** A loop for inputs of these dtypes, over at most so many elements. */
export function laneLoop(dtypes: readonly LaneDtype[], each: Each, capacity = PAGE): LaneLoop {
  const builder = new LaneBuilder();
  const inputs = dtypes.map((dtype, position) => builder.input(storedAs(dtype), position));
  const found = each(
    builder,
    inputs.map((input, index) => builder.convert(input, dtypes[index]!)),
  );
  const outputs = ([found].flat() as LaneNode[]).map(
    (output) => builder.convert(output, storedAs(output.dtype)) as LaneNode,
  );
  const nodes = reachable(outputs);
  const width = Math.max(...nodes.map(({ dtype }) => laneBytes(dtype))) as Width;
  // A vector more than needed: the last one may hang over.
  const size = [...inputs, ...outputs].map(
    ({ dtype }) => Math.ceil((laneBytes(dtype) * capacity + 16) / PAGE) * PAGE,
  );
  const pages = size.reduce((sum, bytes) => sum + bytes, 0) / PAGE;
  const limits = { initial: pages, maximum: pages, shared: true };
  const memory = createMemory(limits);
  const code = loopCode({ nodes, inputs, outputs, width });
  const parameters = [...size, 0].map(() => "i32" as const);
  const locals = nodes.map(() => "v128" as const);
  const bytes = encodeModule([{ name: "run", parameters, locals, code }], limits);
  const { run } = instantiate(compileModule(bytes), memory);
  const addresses = size.map((_, index) => size.slice(0, index).reduce((sum, each) => sum + each, 0));
  const again = (count: number) => run!(...addresses, Math.ceil((count * width) / 16));
  const loop = (values: readonly ArrayLike<number>[]) => {
    const count = Math.max(...values.map(({ length }) => length));
    const view = ({ dtype }: Lane, index: number) =>
      new arrays[dtype as Stored](memory.buffer as ArrayBuffer, addresses[index]!, count);
    for (const [index, input] of inputs.entries()) view(input, index).set(values[index]!);
    again(count);
    return outputs.map((output, index) => view(output, inputs.length + index));
  };
  const isComputed = ({ kind }: LaneNode) => kind !== "constant" && kind !== "input" && kind !== "bits";
  return Object.assign(loop, { again, instructions: nodes.filter(isComputed).length });
}

/** What outputs need, operands first. */
function reachable(outputs: readonly LaneNode[]): LaneNode[] {
  const found = new Set<LaneNode>();
  const visit = (node: LaneNode) => {
    if (found.has(node)) return;
    found.add(node);
    node.operands.forEach(visit);
  };
  outputs.forEach(visit);
  return [...found].sort((a, b) => a.id - b.id);
}

interface Loop {
  readonly nodes: readonly LaneNode[];
  readonly inputs: readonly LaneNode[];
  readonly outputs: readonly LaneNode[];
  readonly width: Width;
}

/** Parameters: an address for each array, which moves, and the number of vectors. */
function loopCode({ nodes, inputs, outputs, width }: Loop): Code {
  const count = inputs.length + outputs.length;
  const localOf = new Map(nodes.map((node, index) => [node, count + 1 + index]));
  const isHalf = ({ dtype }: Lane) => width === 8 && laneBytes(dtype) === 4;
  const get = (node: LaneNode) => local.get(localOf.get(node)!);
  const compute = (node: LaneNode): Code => [
    ...(node.kind === "input"
      ? [...local.get(node.value), ...(isHalf(node) ? v128.loadZero(8) : v128.load())]
      : instructionCode(node, width, (position) => get(node.operands[position]!))),
    ...local.set(localOf.get(node)!),
  ];
  const store = (node: LaneNode, index: number): Code => [
    ...local.get(inputs.length + index),
    ...get(node),
    ...(isHalf(node) ? v128.storeLane(8, 0) : v128.store()),
  ];
  const move = (node: LaneNode, index: number): Code => [
    ...local.get(index),
    ...i32.const(isHalf(node) ? 8 : 16),
    ...i32.add,
    ...local.set(index),
  ];
  const constants = nodes.filter(({ kind }) => kind === "constant");
  const others = nodes.filter(({ kind }) => kind !== "constant");
  return [
    ...constants.flatMap(compute),
    ...control.loop(others.flatMap(compute), outputs.flatMap(store), [...inputs, ...outputs].flatMap(move), [
      ...local.get(count),
      ...i32.const(1),
      ...i32.sub,
      ...local.tee(count),
      ...control.branchIf(0),
    ]),
  ];
}
