/** @file The cost of a graph, as far as shapes tell. */

import { toTypedArray } from "./dtype.ts";
import type { TensorType } from "./op.ts";
import { sizeOf } from "./shape.ts";
import type { OpSource } from "./source.ts";
import { type Graph, topologicalOrder } from "./walk.ts";

/** Every operation once. */
export const operationsOf = ({ outputs }: Graph): OpSource[] =>
  topologicalOrder(outputs).flatMap(({ source }) => (source.kind === "op" ? [source] : []));

const elements = (types: readonly TensorType[]): number =>
  types.reduce((total, { shape }) => total + sizeOf(shape), 0);

/** Floating-point operations of one operation; what only moves elements counts one per element too. */
export const flopsOf = ({ op, inputs, types, attributes }: OpSource): number =>
  op.flops?.(inputs, types, attributes, countFlops) ?? elements(types);

/** Floating-point operations of a graph. */
export const countFlops = (graph: Graph): number =>
  operationsOf(graph).reduce((total, source) => total + flopsOf(source), 0);

/** Those of products and convolutions alone, also within loops and branches. */
export const productFlopsOf = ({ op, inputs, types, attributes }: OpSource): number =>
  op.flops?.(inputs, types, attributes, countProductFlops) ?? 0;

const countProductFlops = (graph: Graph): number =>
  operationsOf(graph).reduce((total, source) => total + productFlopsOf(source), 0);

/** Bytes that hold tensors of these types. */
export const countBytes = (types: readonly TensorType[]): number =>
  types.reduce((total, { dtype, shape }) => total + sizeOf(shape) * toTypedArray(dtype, 1).byteLength, 0);
