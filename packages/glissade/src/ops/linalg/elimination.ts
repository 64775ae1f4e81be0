/** @file Elimination with partial pivoting as nodes: rows are chosen by masks, so that batches pivot on their own. */

import type { EmitContext } from "../../graph/op.ts";
import type { Shape } from "../../graph/shape.ts";
import { emitPart } from "./matrix-rules.ts";

export interface Elimination {
  /** Rows of which each has one pivot and zeros in the other reduced columns. */
  readonly table: string;
  /** The pivot of each column: (..., 1, 1). */
  readonly pivots: readonly string[];
  /** The row in which each pivot stands: (..., 1, 1), int64. */
  readonly places: readonly string[];
}

/** Reduces the first columns of a table (..., size, width) to one element each, after Gauss and Jordan. */
export function emitElimination<A>(
  context: EmitContext<A>,
  start: string,
  { shape, singular }: { shape: Shape; singular: "finite" | "infinite" },
): Elimination {
  const { node, constant, outputs } = context;
  const size = shape.at(-2)!;
  const rows = constant("int64", [...Array(size).keys()], [size, 1]);
  const [zero, one, taken] = [0, 1, -1].map((value) => constant(outputs[0]!.dtype, [value], []));
  const pivots: string[] = [];
  const places: string[] = [];
  let table = start;
  let used: string | undefined;
  for (let at = 0; at < size; at++) {
    const column = emitPart(context, table, { axis: -1, at });
    const sizes = node("Abs", [column]);
    const candidates = used ? node("Where", [used, taken!, sizes]) : sizes;
    const place = node("ArgMax", [candidates], { axis: -2, keepdims: 1 });
    const wide = node("Expand", [place, constant("int64", shape.with(-2, 1))]);
    const row = node("GatherElements", [table, wide], { axis: -2 });
    const pivot = emitPart(context, row, { axis: -1, at });
    const isZero = () => node("Equal", [pivot, zero!]);
    const divisor = singular === "finite" ? node("Where", [isZero(), one!, pivot]) : pivot;
    const chosen = node("Equal", [rows, place]);
    const factors = node("Where", [chosen, zero!, node("Div", [column, divisor])]);
    table = node("Sub", [table, node("Mul", [factors, row])]);
    used = used ? node("Or", [used, chosen]) : chosen;
    pivots.push(pivot);
    places.push(place);
  }
  return { table, pivots, places };
}
