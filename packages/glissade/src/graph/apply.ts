/** @file Recording: operations applied to tensors. */

import { notTensor } from "../errors.ts";
import { describe } from "../options/describe.ts";
import type { Attributes, Op } from "./op.ts";
import type { Source } from "./source.ts";
import { Tensor } from "./tensor.ts";

/** Records an operation with several outputs. */
export function applyAll<A extends Attributes>(
  op: Op<A>,
  inputs: readonly Tensor[],
  attributes: A,
): readonly Tensor[] {
  for (const input of inputs) {
    if (!(input instanceof Tensor)) throw notTensor(lowerFirst(op.name), describe(input));
  }
  const types = toList(
    op.infer(
      inputs.map((input) => input.type),
      attributes,
    ),
  );
  const source: Source = { kind: "op", op, inputs, attributes, types, results: [] };
  return types.map((type, index) => new Tensor(type, source, index));
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Records an operation with one output. */
export const apply = <A extends Attributes>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor =>
  applyAll(op, inputs, attributes)[0]!;

/** Single outputs may be returned bare; stages read lists. */
export const toList = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? value : [value as Item];
