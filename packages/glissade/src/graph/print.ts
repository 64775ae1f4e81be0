/** @file A graph as text: one line per operation, in the order in which it runs. */

import { ArgumentError } from "../errors.ts";
import { describe as describeValue } from "../options/describe.ts";
import { formatAttributes, isGraph } from "./op.ts";
import { formatType, type Tensor } from "./tensor.ts";
import { type Graph, topologicalOrder } from "./walk.ts";

/**
 * A readable text of a graph.
 *
 * @example
 * print(trace((x: Tensor) => x.square().add(1), tensor([1, 2])));
 */
export function print(graph: Graph): string {
  if (!Array.isArray(graph?.outputs)) {
    const rule = `needs a graph, got ${describeValue(graph)}`;
    throw new ArgumentError({ where: "print", rule, fix: "Trace a function: print(trace(fn, ...examples))" });
  }
  const order = topologicalOrder([...graph.inputs, ...graph.outputs]);
  const names = new Map(order.map((tensor, index) => [tensor.source, `%${index}`]));
  const name = (tensor: Tensor) => {
    const outputs = tensor.source.kind === "op" ? tensor.source.types.length : 1;
    return outputs > 1 ? `${names.get(tensor.source)}.${tensor.index}` : names.get(tensor.source)!;
  };
  const lines = order.flatMap((tensor) => [
    `${names.get(tensor.source)} = ${describe(tensor, name)}`,
    ...innerLines(tensor),
  ]);
  return [...lines, `return ${graph.outputs.map(name).join(", ")}`].join("\n");
}

function describe({ source, type }: Tensor, name: (tensor: Tensor) => string): string {
  if (source.kind === "placeholder") return `${formatType(type)} input ${source.name}`;
  if (source.kind === "data") return `${formatType(type)} data`;
  if (source.kind === "literal") return `${formatType(type)} ${preview([...source.data].map(Number))}`;
  const types = source.types.map(formatType).join(", ");
  const plain = Object.entries(source.attributes).filter(([, value]) => !isGraph(value));
  const attributes = formatAttributes(Object.fromEntries(plain));
  return [types, source.op.name, ...source.inputs.map(name), attributes].filter(Boolean).join(" ");
}

/** The graphs inside an operation, indented below it. */
function innerLines({ source }: Tensor): string[] {
  if (source.kind !== "op") return [];
  return Object.entries(source.attributes).flatMap(([name, value]) =>
    isGraph(value) ? [`${name}:`, ...print(value).split("\n")].map((line) => `  ${line}`) : [],
  );
}

const preview = (values: readonly number[]): string =>
  values.length > 6 ? `(${values.slice(0, 6).join(", ")}, ...)` : `(${values.join(", ")})`;
