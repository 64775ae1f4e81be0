/** @file Summaries of networks: one row for each layer, with shapes, parameters and floating-point operations. */

import { ArgumentError } from "../errors.ts";
import { countBytes, productFlopsOf } from "../graph/cost.ts";
import type { TensorType } from "../graph/op.ts";
import type { Source } from "../graph/source.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/walk.ts";
import { flatten, joinPath, leafPaths } from "../tree.ts";
import type { AnyStateful, Model, Observe } from "./layer.ts";
import { describe, requireLayer } from "./layer-checks.ts";
import { lift } from "./lift.ts";
import { formatSummary } from "./summary-table.ts";
import { traceParts } from "./trace-parts.ts";

/** A tensor that a layer gives; the path is "" where it is the only one. */
export interface SummaryOutput extends TensorType {
  readonly path: string;
}

/** A layer, or the whole network, with all that is in it. */
export interface SummaryRow {
  /** The path of its parameters: `encoder/0`; "" for the whole network. */
  readonly path: string;
  /** The last step of the path. */
  readonly part: string;
  /** As it is written: `linear(50)`. */
  readonly name: string;
  /** The number of layers around it. */
  readonly depth: number;
  readonly outputs: readonly SummaryOutput[];
  /** Numbers that training changes by gradients. */
  readonly parameters: number;
  /** Numbers that training changes otherwise, such as running means. */
  readonly state: number;
  /** Memory of both. */
  readonly bytes: number;
  /**
   * Floating-point operations of all its calls in one pass forward: a multiplication and an addition for each term of a
   * matrix product or convolution. Elementwise operations, reductions and biases are not counted.
   */
  readonly flops: number;
  /** The number of calls: more than one where its weights are shared. */
  readonly calls: number;
}

export interface Summary extends Pick<SummaryRow, "parameters" | "state" | "bytes" | "flops"> {
  /** The whole network first, each layer in front of its parts. */
  readonly rows: readonly SummaryRow[];
  /** The rows as a table, which printing shows. */
  toString(): string;
}

/**
 * The layers of a model with the shapes of their outputs, parameters, state, bytes and floating-point operations, for
 * an example input, whose first axis is the batch. The model is traced in evaluation; nothing runs. Layers inside of
 * `repeat`, `scan` or `checkpoint` are listed for one copy or step, the layer around them for all.
 *
 * @example
 * const model = nn.sequential(nn.linear(100), nn.relu(), nn.linear(10));
 * const { parameters, flops, rows } = summary(model, zeros([1, 784]));
 * parameters; // 79510
 * flops; // 158800
 * rows[3].outputs; // [{ path: "", dtype: "float32", shape: [1, 10] }]
 * console.log(`${summary(model, zeros([1, 784]))}`);
 *
 * @throws ArgumentError for what is no model; ShapeError where the layers do not fit the input
 */
export function summary<Params, State, Input, Output>(
  model: Model<Params, State, Input, Output>,
  x: Input,
): Summary {
  requireLayer("summary(model)", model);
  requireInput(x);
  const full = lift(model) as AnyStateful;
  const found = new Map<string, SummaryRow>();
  traceParts(full, x, observer(found));
  const rows = [...found.values()];
  const [{ parameters, state, bytes, flops }] = rows as [SummaryRow];
  const text = formatSummary(rows);
  return {
    ...{ rows, parameters, state, bytes, flops },
    toString: () => text,
    ...{ [Symbol.for("nodejs.util.inspect.custom")]: () => text },
  };
}

function requireInput(x: unknown): void {
  const isNumbers = Array.isArray(x) && x.some((part) => Object(part) !== part);
  if (Object(x) === x && typeof x !== "function" && !isNumbers) return;
  throw new ArgumentError({
    where: "summary(x)",
    rule: `must be an example input, a tensor whose first axis is the batch, got ${describe(x)}`,
    fix: "Write zeros([1, 28, 28]), with the shape of your inputs",
  });
}

/** Sees parts below a path, and adds a row for each. */
const observer =
  (rows: Map<string, SummaryRow>, parent?: SummaryRow): Observe =>
  (call, apply) => {
    const { part, layer, variables, x } = call;
    const path = parent ? joinPath(parent.path || undefined, part) : part;
    const [params, state] = [flatten(variables.params).leaves, flatten(variables.state).leaves];
    const before = rows.get(path);
    const row: SummaryRow = {
      ...{ path, part, name: layer.name, depth: parent ? parent.depth + 1 : 0 },
      ...{ parameters: sizeOf(params), state: sizeOf(state), bytes: countBytes([...params, ...state]) },
      ...{ outputs: [], flops: 0, calls: 0 },
    };
    rows.set(path, before ?? row); // in front of its parts
    const result = apply(observer(rows, row));
    const given = [...params, ...state, ...flatten(x).leaves];
    const flops = flopsBetween(given, flatten(result).leaves) + (before?.flops ?? 0);
    rows.set(path, { ...row, outputs: outputsOf(result[0]), flops, calls: (before?.calls ?? 0) + 1 });
    return result;
  };

const sizeOf = (leaves: readonly Tensor[]): number => leaves.reduce((total, { size }) => total + size, 0);

function outputsOf(y: unknown): SummaryOutput[] {
  const { leaves, structure } = flatten(y, "output");
  return leafPaths(structure).map((path, index) => ({ path, ...leaves[index]!.type }));
}

/** Operations from what a layer is given to what it gives. */
function flopsBetween(given: readonly Tensor[], outputs: readonly Tensor[]): number {
  const stop = new Set<Source>(given.map(({ source }) => source));
  return topologicalOrder(outputs, stop).reduce((total, { source }) => {
    const isInside = source.kind === "op" && !stop.has(source);
    return isInside ? total + productFlopsOf(source) : total;
  }, 0);
}
