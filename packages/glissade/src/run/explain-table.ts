/** @file An explanation in a few lines: counts, bytes, and a table of what is left to ONNX Runtime. */

import { formatBytes, grouped, toLines } from "../text-table.ts";
import type { Explanation } from "./explain.ts";

/** An explanation that is printed as its lines. */
export function printable(explanation: Omit<Explanation, "toString">): Explanation {
  const text = () => linesOf(explanation).join("\n");
  return { ...explanation, toString: text, ...{ [Symbol.for("nodejs.util.inspect.custom")]: text } };
}

function linesOf({ nodes, kernels, provider, flops, bytes, heap, ...rest }: Omit<Explanation, "toString">) {
  const { unfused, outside } = rest;
  const sizes = Object.entries(bytes).map(([name, count]) => `${name} ${formatBytes(count)}`);
  const isSame = outside.every(({ reason }) => reason === unfused);
  return [
    `${provider}: nodes ${grouped(nodes)}, kernels ${grouped(kernels)}, FLOPs ${grouped(flops)}`,
    `bytes: ${sizes.join(", ")}`,
    ...(heap ? [`heap: used ${formatBytes(heap.used)}, at most ${formatBytes(heap.limit)}`] : []),
    ...(unfused !== undefined && isSame ? [`no kernels: ${unfused}`] : []),
    ...(outside.length === 0 || isSame ? [] : tableOf(outside)),
  ];
}

const tableOf = (outside: Explanation["outside"]): string[] =>
  toLines([
    { title: "outside of kernels", cells: outside.map(({ operation }) => operation), isNumber: false },
    { title: "count", cells: outside.map(({ count }) => grouped(count)), isNumber: true },
    { title: "why", cells: outside.map(({ reason }) => reason), isNumber: false },
  ]);
