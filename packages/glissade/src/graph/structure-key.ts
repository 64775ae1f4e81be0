/** @file Graphs as text, the same for graphs that compute the same from inputs of the same types, whatever they call. */

import { literalKey } from "./literal.ts";
import { type Attributes, formatAttributes, opKey } from "./op.ts";
import type { Source } from "./source.ts";
import { formatType, type Tensor } from "./tensor.ts";

/** The structure of what outputs need, given in topological order. */
export function structureKey(order: readonly Tensor[], outputs: readonly Tensor[]): string {
  const ids = new Map<Source, number>(order.map(({ source }, index) => [source, index]));
  const name = ({ source, index }: Tensor) => `${ids.get(source)}.${index}`;
  const lines = order.map(({ source, type }) => {
    if (source.kind === "op") {
      const attributes = source.op.host ? withoutFunctions(source.attributes) : source.attributes;
      return `${opKey(source.op)} ${source.inputs.map(name)} ${formatAttributes(attributes)}`;
    }
    return `${formatType(type)} ${source.kind === "literal" ? literalKey(source) : source.kind}`;
  });
  return [...lines, outputs.map(name)].join("\n");
}

/** The attributes with the places of functions in their stead. */
const withoutFunctions = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === "function" || value]),
  );
