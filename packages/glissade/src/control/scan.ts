/** @file Loops over the slices of tensors, in the graph. */

import { ShapeError } from "../errors.ts";
import { applyAll } from "../graph/apply.ts";
import { placeholder } from "../graph/literal.ts";
import { closeOver } from "../graph/subgraph.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import { requireFunction, requireParts } from "../options/arguments.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { flatten, unflatten } from "../tree.ts";
import { leavesAlike } from "./same-types.ts";
import { withIntermediates } from "./scan-gradient.ts";
import { Scan } from "./scan-op.ts";

export interface ScanOptions {
  /** From the last slice to the first; `false` by default. Results keep the places of their slices. */
  readonly reverse?: boolean;
  /** Number of steps, needed where `xs` has no leaves. */
  readonly length?: number;
}

const readScan = optionsReader<ScanOptions>({ reverse: kind.boolean, length: kind.whole });

/**
 * Runs `fn` once per slice of `xs` along axis 0, handing the carry from step to step; returns the last carry and the
 * stacked results. It is one node of the graph however many steps it takes, and has gradients of any order.
 *
 * @example
 * const [total, sums] = scan((sum: Tensor, x: Tensor) => [sum.add(x), sum.add(x)], tensor(0), tensor([1, 2, 3]));
 * await total.item(); // 6
 * await sums.data(); // [1, 3, 6]
 */
export function scan<Carry, Slice, Result>(
  fn: (carry: Carry, slice: Slice) => readonly [Carry, Result],
  init: Carry,
  xs: Slice,
  options?: ScanOptions,
): [carry: Carry, results: Result] {
  requireFunction("scan", fn);
  const { reverse = false, length } = readScan("scan", options);
  const start = flatten(init, "scan (carry)");
  const stacked = flatten(xs, "scan (xs)");
  const steps = commonLength(stacked.leaves, length);
  const carries = start.leaves.map(({ type }) => placeholder(type, "carry"));
  const slices = stacked.leaves.map(({ dtype, shape }) =>
    placeholder({ dtype, shape: shape.slice(1) }, "slice"),
  );
  const step: unknown = fn(unflatten(start.structure, carries), unflatten(stacked.structure, slices));
  requireParts("scan(fn)", step, ["carry", "result"]);
  const [carry, result] = step as readonly [Carry, Result];
  const results = flatten(result, "scan (result)");
  const next = leavesAlike(start, carry, {
    where: "scan (carry)",
    rule: "the function must return a carry like the one it gets",
    root: "carry",
  });
  const closed = closeOver([...next, ...results.leaves], [...carries, ...slices]);
  const body = { inputs: [...carries, ...closed.inputs, ...slices], outputs: closed.outputs };
  const outputs = applyAll(Scan, [...start.leaves, ...closed.captured, ...stacked.leaves], {
    ...{
      body: withIntermediates(body, carries.length),
      carries: carries.length,
      constants: closed.inputs.length,
    },
    ...{ length: steps, reverse, recompute: false },
  });
  const end = carries.length + results.leaves.length;
  return [
    unflatten(start.structure, outputs.slice(0, carries.length)),
    unflatten(results.structure, outputs.slice(carries.length, end)),
  ];
}

function commonLength(leaves: readonly Tensor[], given: number | undefined): number {
  const lengths = new Set(leaves.map(({ shape }) => shape[0]));
  if (given !== undefined) lengths.add(given);
  const [length] = lengths;
  if (lengths.size === 1 && length !== undefined && Number.isInteger(length) && length >= 0) return length;
  const got = leaves.map(({ type }) => formatType(type)).join(" and ") || "no leaves";
  throw new ShapeError({
    where: "scan (xs)",
    rule: `needs leaves of one length along axis 0, got ${got}${given === undefined ? "" : ` and length ${given}`}`,
    fix: leaves.length === 0 ? "Pass { length }" : undefined,
  });
}
