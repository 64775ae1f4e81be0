/** @file Layers applied one after the other. */

import { ArgumentError } from "../../errors.ts";
import type { AnyLayer, InputOf, Layer, OutputOf } from "../layer.ts";
import { compose } from "./compose.ts";
import type { Composed } from "./composed.ts";

/** A layer for the output of the one before; a name for errors of the compiler to show. */
// biome-ignore lint/suspicious/noExplicitAny: whatever its parameters and outputs.
export interface LayerTaking<in Input> extends Layer<any, Input, any> {}

/** The layer where it takes the input; else what would. */
export type Taking<Input, L> = Input extends InputOf<L> ? L : LayerTaking<Input>;

type Outputs<L> = { readonly [K in keyof L]: OutputOf<L[K]> };

/** Mapped over the tuple, neither recursive nor an intersection, so that errors name the layer at fault. */
type Chained<L extends readonly AnyLayer[], Before = readonly [InputOf<L[0]>, ...Outputs<L>]> = {
  readonly [K in keyof L]: K extends keyof Before ? Taking<Before[K], L[K]> : L[K];
};

// biome-ignore lint/suspicious/noExplicitAny: the layers before the last do not matter.
type Last<L extends readonly AnyLayer[]> = L extends readonly [...any, infer Z] ? Z : L[number];

/**
 * Layers one behind the other; parameters and state are lists with one entry per layer, whose types the compiler knows.
 *
 * @example
 * const model = nn.sequential(nn.linear(4), nn.relu(), nn.linear(2));
 * const params = model.init(random.key(1), zeros([1, 3]));
 * params[2].weight.shape; // [4, 2]
 * model.apply(params, tensor([[1, 2, 3]])).shape; // [1, 2]
 *
 * @throws ArgumentError without layers; at `init` and `apply` ShapeError with the place of the layer that does not fit
 */
export function sequential<const L extends readonly AnyLayer[]>(
  ...layers: Chained<L>
): Composed<L, InputOf<L[0]>, OutputOf<Last<L>>> {
  const parts = layers as unknown as readonly AnyLayer[];
  if (parts.length === 0) {
    throw new ArgumentError({ where: "sequential(...layers)", rule: "needs at least one layer, got none" });
  }
  const name = `sequential(${parts.map((layer) => layer?.name).join(", ")})`;
  const whole = compose({
    name,
    parts,
    body: (call, x) => parts.reduce((signal, _, part) => call(part, signal), x),
  });
  return whole as Composed<L, InputOf<L[0]>, OutputOf<Last<L>>>;
}
