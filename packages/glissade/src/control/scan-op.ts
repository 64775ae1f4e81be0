/** @file The record of scan: a body run once per slice, as one ONNX Scan. */

import { applyAll } from "../graph/apply.ts";
import { hostArray } from "../graph/host.ts";
import { placeholder } from "../graph/literal.ts";
import type { EmitContext, Op } from "../graph/op.ts";
import { sizeOf } from "../graph/shape.ts";
import { interpret } from "../graph/subgraph.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { holdsGraphs } from "../ops/no-lanes.ts";
import { expand } from "../ops/reduce/sum.ts";
import { moveAxis } from "../ops/shape/layout.ts";
import { batchInner } from "../vmap/batch-graph.ts";
import { liftScan } from "./lift.ts";
import { scanGradient } from "./scan-gradient.ts";
import { scanSamples } from "./scan-samples.ts";

export type ScanAttributes = {
  /** From carries, constants and slices to carries and results. */
  readonly body: Graph;
  readonly carries: number;
  readonly constants: number;
  readonly length: number;
  /** From the last slice to the first. */
  readonly reverse: boolean;
  /** The gradient computes the body again instead of keeping what it needs. */
  readonly recompute: boolean;
};

export const Scan: Op<ScanAttributes> = {
  name: "Scan",
  doc: "A body run once per slice of its inputs; carries go from step to step, results are stacked.",
  infer: (_, { body, carries, length }) =>
    body.outputs.map(({ dtype, shape }, index) => ({
      dtype,
      shape: index < carries ? shape : [length, ...shape],
    })),
  vjp: (context) => scanGradient(Scan, context),
  batch: ({ inputs, batched, size, attributes }) => {
    const { carries, constants } = attributes;
    const moved = inputs.map((input, index) => {
      if (index < carries) return batched[index] ? input : expand(input, [size, ...input.shape]);
      return batched[index] && index >= carries + constants ? moveAxis(input, 0, 1) : input;
    });
    const isBatched = batched.map((each, index) => index < carries || each);
    const body = batchInner(attributes.body, isBatched, size);
    const results = applyAll(Scan, moved, { ...attributes, body });
    return results.map((result, index) => (index < carries ? result : moveAxis(result, 1, 0)));
  },
  onnx: emitScan,
  lane: holdsGraphs,
  reference: (inputs, { body, carries, constants, length, reverse }) => {
    let carry = inputs.slice(0, carries);
    const results = body.outputs.map(({ dtype, shape }) => hostArray(dtype, [length, ...shape]));
    for (let step = 0; step < length; step++) {
      const at = reverse ? length - 1 - step : step;
      const slices = inputs.slice(carries + constants).map(({ dtype, shape, data }) => {
        const size = sizeOf(shape.slice(1));
        return { dtype, shape: shape.slice(1), data: data.subarray(at * size, (at + 1) * size) };
      });
      const outputs = interpret(body, [...carry, ...inputs.slice(carries, carries + constants), ...slices]);
      outputs.forEach(({ data }, index) => void results[index]!.data.set(data, at * data.length));
      carry = outputs.slice(0, carries);
    }
    return [...carry, ...results.slice(carries)];
  },
  flops: (_, __, { body, length }, count) => length * count(body),
  lift: liftScan,
  samples: scanSamples,
  prune: (inputs, attributes, used) => {
    const { body, carries } = attributes;
    const needed = neededOutputs(attributes, used);
    const outputs = body.outputs.filter((_, index) => needed[index]);
    const reached = new Set(topologicalOrder(outputs).map(({ source }) => source));
    const isKept = (index: number) =>
      index < carries ? needed[index]! : reached.has(body.inputs[index]!.source);
    const keep = <Item>(items: readonly Item[]) => items.filter((_, index) => isKept(index));
    const count = (from: number, to: number) =>
      body.inputs.slice(from, to).filter((_, index) => isKept(from + index)).length;
    return {
      inputs: keep(inputs),
      attributes: {
        ...attributes,
        body: { inputs: keep(body.inputs), outputs },
        carries: count(0, carries),
        constants: count(carries, carries + attributes.constants),
      },
      kept: needed.flatMap((isNeeded, index) => (isNeeded ? [index] : [])),
    };
  },
};

/** Used outputs, and the carries that they depend on through any number of steps. */
function neededOutputs({ body, carries }: ScanAttributes, used: readonly boolean[]): boolean[] {
  const needed = [...used];
  for (let grown = true; grown; ) {
    const outputs = body.outputs.filter((_, index) => needed[index]);
    const reached = new Set(topologicalOrder(outputs).map(({ source }) => source));
    grown = false;
    for (let carry = 0; carry < carries; carry++) {
      if (needed[carry] || !reached.has(body.inputs[carry]!.source)) continue;
      needed[carry] = true;
      grown = true;
    }
  }
  return needed;
}

/** Constants are values of the graph around the body; ONNX wants at least one slice. */
function emitScan(context: EmitContext<ScanAttributes>): readonly string[] {
  const { inputs, outputs, attributes, nodes, constant, graph } = context;
  const { body, carries, constants, length, reverse } = attributes;
  if (length === 0) return emitEmpty(context);
  const outer = new Map(
    body.inputs.slice(carries, carries + constants).map((input, index) => [input, inputs[carries + index]!]),
  );
  const counter = placeholder({ dtype: "int64", shape: [] }, "step");
  const sliced = body.inputs.slice(carries + constants);
  const steps = constant(
    "int64",
    Array.from({ length }, (_, step) => step),
  );
  const slices = sliced.length > 0 ? inputs.slice(carries + constants) : [steps];
  const own = sliced.length > 0 ? body.inputs : [...body.inputs, counter];
  const directions = (count: number) => (reverse ? new Array<number>(count).fill(1) : undefined);
  return nodes("Scan", [...inputs.slice(0, carries), ...slices], {
    count: outputs.length,
    body: graph({ inputs: own, outputs: body.outputs, outer }),
    num_scan_inputs: slices.length,
    scan_input_directions: directions(slices.length),
    scan_output_directions: outputs.length > carries ? directions(outputs.length - carries) : undefined,
  });
}

const emitEmpty = ({ inputs, outputs, attributes: { carries }, constant }: EmitContext<ScanAttributes>) => [
  ...inputs.slice(0, carries),
  ...outputs.slice(carries).map(({ dtype, shape }) => constant(dtype, [], shape)),
];
