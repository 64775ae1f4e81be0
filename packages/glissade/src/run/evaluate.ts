/** @file The evaluation of lazy tensors when their data is asked for. */

import { ProviderError } from "../errors.ts";
import type { TypedArray } from "../graph/dtype.ts";
import { bindMethods } from "../graph/methods.ts";
import type { DataSource } from "../graph/source.ts";
import { structureKey } from "../graph/structure-key.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { flatten } from "../tree.ts";
import { type CallPlaces, callsOf, withPlaces } from "./call-places.ts";
import { settings } from "./configure.ts";
import { worthKeeping } from "./keep.ts";
import { createProgram, type Program } from "./program.ts";
import { recent } from "./recent.ts";

interface Entry {
  readonly program: Program;
  readonly places: CallPlaces;
}

const MOST_PROGRAMS = 256;

/** Programs by the settings and the structure of their graph. */
const entryOf = recent<Entry>(MOST_PROGRAMS);

/**
 * Computes all tensors of a tree in one run and returns the tree; these tensors, and no others, hold their data from
 * then on.
 *
 * @example
 * const { sum } = await evaluate({ sum: tensor([1, 2]).sum() });
 * await sum.item(); // 3
 */
export async function evaluate<T>(tree: T): Promise<T> {
  const { leaves } = flatten(tree, "evaluate");
  if (leaves.some(isLazy)) await inTurn(() => run([...new Set(leaves.filter(isLazy))]));
  return tree;
}

bindMethods({
  evaluate: async (tensor): Promise<TypedArray> => {
    await inTurn(() => read(tensor));
    return tensor.data();
  },
});

const isLazy = ({ source }: Tensor): boolean => source.kind === "op";

let last: Promise<unknown> = Promise.resolve();

/** One run after another, so that each finds what those before it have computed. */
function inTurn(task: () => Promise<void>): Promise<void> {
  const turn = last.then(task);
  last = turn.catch(() => undefined);
  return turn;
}

/** Computes a tensor, and keeps what lies on the way where there is room. */
async function read(tensor: Tensor): Promise<void> {
  if (!isLazy(tensor)) return;
  const kept = worthKeeping(tensor);
  try {
    await run([tensor, ...kept]);
  } catch (error) {
    // What is kept cannot be rewritten away, and ONNX Runtime may lack its kernel.
    if (kept.length === 0 || !(error instanceof ProviderError)) throw error;
    await run([tensor]);
  }
}

/** Data becomes an input, so that one program serves all graphs of the same structure. */
async function run(outputs: readonly Tensor[]): Promise<void> {
  const pending = outputs.filter(isLazy);
  const order = topologicalOrder(pending);
  const inputs = order.filter(({ source }) => source.kind === "data");
  const { program, places } = await entryOf(keyOf(order, pending), () =>
    createEntry({ inputs, outputs: pending }),
  );
  places.calls = callsOf(order);
  const results = await program(inputs).finally(() => {
    places.calls = [];
  });
  for (const [index, { source }] of results.entries()) pending[index]!.setData(source as DataSource);
}

const keyOf = (order: readonly Tensor[], outputs: readonly Tensor[]): string =>
  `${JSON.stringify(settings)}\n${structureKey(order, outputs)}`;

/** A program calls what the graph of its run says, not the first that had its structure. */
async function createEntry(graph: Graph): Promise<Entry> {
  const places: CallPlaces = { calls: [] };
  const hasCalls = callsOf(topologicalOrder(graph.outputs)).length > 0;
  return { program: await createProgram(hasCalls ? withPlaces(graph, places) : graph), places };
}
