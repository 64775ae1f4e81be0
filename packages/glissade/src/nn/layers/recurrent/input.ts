/** @file What recurrent layers take: sequences, how long each one is, and the memory before their first step. */

import { zeros } from "../../../create-tensor.ts";
import { ArgumentError, ShapeError } from "../../../errors.ts";
import { sameShape } from "../../../graph/shape.ts";
import { formatType, Tensor } from "../../../graph/tensor.ts";
import { tensorKind } from "../../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import { describe } from "../../layer-checks.ts";
import { requireLengths, requireSequences } from "../sequence-checks.ts";
import type { Hidden } from "./cells.ts";

/** Sequences (batch, time, features) with more than themselves. */
export type Sequences<Memory> = {
  readonly x: Tensor;
  /** How many steps of each sequence count, integers (batch); all of them by default. */
  readonly lengths?: Tensor;
  /** Before the first step, each (layers · directions, batch, units); zeros by default. */
  readonly state?: Memory;
};

/** Sequences (batch, time, features), alone or with lengths and a state. */
export type RecurrentInput<Memory> = Tensor | Sequences<Memory>;

const readSequences = optionsReader<Sequences<object>>({
  x: kind.needed(tensorKind.tensor),
  lengths: tensorKind.tensor,
  state: kind.object("the state that the layer gave"),
});

/** The sequences of an input; throws where their shape or dtype does not serve. */
export function sequencesOf(input: unknown): Tensor {
  const x = input instanceof Tensor ? input : (input as { readonly x?: unknown } | undefined)?.x;
  if (!(x instanceof Tensor)) {
    throw new ArgumentError({
      where: "input",
      rule: `must be a tensor or { x, lengths, state }, got ${describe(input)}`,
    });
  }
  requireSequences("input", x);
  return x;
}

interface Expected<Memory> {
  readonly remembers: readonly (keyof Memory & string)[];
  /** Layers times directions. */
  readonly cells: number;
  readonly units: number;
}

/** The input in its long form, with a state. */
export function readInput<Memory extends Hidden>(
  input: RecurrentInput<Memory>,
  { remembers, cells, units }: Expected<Memory>,
): Required<Pick<Sequences<Memory>, "x" | "state">> & Sequences<Memory> {
  const x = sequencesOf(input);
  const { lengths, state }: Partial<Sequences<Memory>> =
    input instanceof Tensor ? {} : (readSequences("input", input) as Sequences<Memory>);
  if (lengths) requireLengths(lengths, x.shape as readonly [number, number, number]);
  const expected = { shape: [cells, x.shape[0]!, units], dtype: x.dtype };
  if (!state) {
    const start = remembers.map((name) => [name, zeros(expected.shape, { dtype: x.dtype })]);
    return { x, lengths, state: Object.fromEntries(start) };
  }
  for (const name of remembers) {
    const part: unknown = state[name];
    if (part instanceof Tensor && part.dtype === x.dtype && sameShape(part.shape, expected.shape)) continue;
    const got = part instanceof Tensor ? formatType(part.type) : describe(part);
    throw new ShapeError({
      where: `input/state/${name}`,
      rule: `must be ${formatType(expected)}, got ${got}`,
    });
  }
  return { x, lengths, state };
}
