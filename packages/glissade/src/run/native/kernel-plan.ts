/** @file The plan of a program with kernels: what its session computes, what its tail, and where each value is. */

import type { OpSource, Source } from "../../graph/source.ts";
import { Tensor } from "../../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../../graph/walk.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import { capturedBy } from "../../onnx/emit.ts";
import { bytesOf, SMALL_BYTES } from "./heap.ts";
import { pairInPlace, roundPlaces } from "./in-place.ts";
import { valuesOfKernels } from "./staging.ts";
import { isSame, type Leaving, splitTail } from "./tail.ts";

/** An argument, or data that the graph captured. */
export interface Argument {
  readonly tensor: Tensor;
  /** Its position among the inputs of the session, -1 where the tail alone reads it. */
  readonly position: number;
  /** Whether kernels read it, so that it must be on the heap. */
  readonly isStaged: boolean;
  /** The output that is written in its place, -1 if none. */
  readonly target: number;
}

/** Memory that goes round; memory of the program, of which readers get copies; new memory. */
export type Way = "round" | "copied" | "new";

/** A value that the session or the tail makes. */
export interface Made extends Leaving {
  readonly way: Way;
}

export interface KernelPlan {
  readonly arguments: readonly Argument[];
  /** What ONNX Runtime computes. */
  readonly session: Graph;
  /** In the order of the session's outputs. */
  readonly results: readonly Made[];
  readonly tail: readonly OpSource[];
  /** What the tail makes, in the order of its kernels and their outputs. */
  readonly updates: readonly Made[];
}

/** The plan of a graph whose arguments of some positions are given up. */
export function planKernels(
  graph: Graph,
  donated: readonly number[],
  kernels: ReadonlyMap<OpSource, Pick<Kernel, "inPlace">>,
): KernelPlan {
  const inputs = [...graph.inputs, ...capturedBy(graph)];
  const { session: leaving, tail } = splitTail(graph, kernels);
  const outputs = leaving.map(({ tensor }) => tensor);
  const needed = new Set(topologicalOrder(outputs).map(({ source }) => source));
  const session = { inputs: inputs.filter(({ source }) => needed.has(source)), outputs };
  const { read, written } = valuesOfKernels(session);
  const tailReads = new Set<Source>(tail.flatMap((source) => source.inputs.map((input) => input.source)));
  const pairs = pairInPlace({ graph, tail, donated }, kernels);
  const round = roundPlaces(graph, donated, pairs);
  const toMade = ({ tensor, place }: Leaving): Made => {
    const isOnHeap = written.has(tensor.source) || tailReads.has(tensor.source);
    const isCopied = isOnHeap || place < 0 || bytesOf(tensor.type) <= SMALL_BYTES;
    return { tensor, place, way: round.has(place) ? "round" : isCopied ? "copied" : "new" };
  };
  return {
    arguments: inputs.map((tensor, index) => ({
      tensor,
      position: session.inputs.indexOf(tensor),
      isStaged: read.has(tensor.source) || tailReads.has(tensor.source),
      target: pairs.get(index) ?? -1,
    })),
    session,
    results: leaving.map(toMade),
    tail,
    updates: updatesOf(tail, graph.outputs).map((update) => {
      const made = toMade(update);
      return made.way === "new" ? { ...made, way: "copied" } : made;
    }),
  };
}

/** Every result of the tail, and its position among the outputs. */
const updatesOf = (tail: readonly OpSource[], outputs: readonly Tensor[]): Leaving[] =>
  tail.flatMap((source) =>
    source.types.map((type, index) => {
      const tensor = new Tensor(type, source, index);
      return { tensor, place: outputs.findIndex((output) => isSame(output, tensor)) };
    }),
  );
