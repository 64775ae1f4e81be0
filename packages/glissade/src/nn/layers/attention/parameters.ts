/** @file The parameters of attention: four linear maps, and the sizes of their heads. */

import { ShapeError } from "../../../errors.ts";
import { formatShape, type Shape } from "../../../graph/shape.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import * as random from "../../../random/index.ts";
import type { Initializer } from "../../initializers.ts";
import { initializersOf, type LinearOptions, startOf, type WeightAndBias } from "../linear.ts";
import type { ShapesOf } from "../parameters.ts";

/** Those of four linear layers. */
export type MultiHeadAttentionParams<Bias = Initializer> = {
  readonly query: WeightAndBias<Bias>;
  readonly key: WeightAndBias<Bias>;
  readonly value: WeightAndBias<Bias>;
  readonly output: WeightAndBias<Bias>;
};

/** Parameters, with biases or without. */
export type AnyAttentionParams = MultiHeadAttentionParams<Initializer | null>;

export interface Heads {
  readonly heads: number;
  /** Heads of keys and values, each for a group of heads. */
  readonly keyValueHeads: number;
  /** By default the features are shared among the heads. */
  readonly headSize?: number;
}

/** The features of each head. */
export function headSizeOf({ heads, headSize }: Heads, { shape }: Tensor): number {
  if (headSize !== undefined) return headSize;
  if (shape[2]! % heads === 0) return shape[2]! / heads;
  throw new ShapeError({
    where: "input",
    rule: `needs shape [batch, time, features] with features for each of ${heads} heads, got ${formatShape(shape)}`,
    fix: "Choose other heads, or their size by { headSize }",
  });
}

interface Sequences {
  readonly x: Tensor;
  readonly context: Tensor;
}

/** Inputs and outputs of the four maps. */
function mapsOf(heads: Heads, { x, context }: Sequences): Record<keyof AnyAttentionParams, [number, number]> {
  const size = headSizeOf(heads, x);
  const [features, seen] = [x.shape[2]!, context.shape[2]!];
  const [queries, keys] = [heads.heads * size, heads.keyValueHeads * size];
  return { query: [features, queries], key: [seen, keys], value: [seen, keys], output: [queries, features] };
}

export function attentionShapes(heads: Heads, hasBias: boolean, sequences: Sequences): ShapesOf {
  const maps = Object.entries(mapsOf(heads, sequences));
  const shapes = ([inputs, outputs]: Shape) => ({
    weight: [inputs!, outputs!],
    bias: hasBias ? [outputs!] : undefined,
  });
  return Object.fromEntries(maps.map(([name, sizes]) => [name, shapes(sizes)]));
}

export function attentionStart(
  heads: Heads,
  { key, options }: { readonly key: Tensor; readonly options: LinearOptions },
  sequences: Sequences,
): AnyAttentionParams {
  const { dtype } = sequences.x;
  const { weight, bias } = initializersOf(options);
  const { query, key: keys, value, output } = mapsOf(heads, sequences);
  const [first, ...others] = random.split(key, 4);
  const start = (own: Tensor, [fanIn, fanOut]: readonly [number, number]) =>
    startOf(own, {
      weight,
      bias,
      shapes: { weight: [fanIn, fanOut], bias: [fanOut] },
      fans: { fanIn, fanOut, dtype },
    });
  return {
    query: start(first!, query),
    key: start(others[0]!, keys),
    value: start(others[1]!, value),
    output: start(others[2]!, output),
  };
}
