/** @file The computation of attention with several heads. */

import { arange } from "../../../create-tensor.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add } from "../../../ops/elementwise/arithmetic.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { attend } from "../../../ops/linalg/attention.ts";
import { alibi, rotary } from "../../../ops/linalg/positions.ts";
import { reshape, transpose } from "../../../ops/shape/layout.ts";
import type { Context } from "../../layer.ts";
import { dropout as dropoutOf } from "../dropout.ts";
import { affine } from "../linear.ts";
import { type AttentionCache, extend, positionsAfter, seenSlots } from "./cache.ts";
import { both, type FullAttentionInput, type Seen, seenOf } from "./input.ts";
import type { AnyAttentionParams, Heads } from "./parameters.ts";

/** The options that the computation depends on. */
export interface Looking extends Heads {
  readonly causal?: boolean;
  readonly dropout?: number;
  readonly positions?: "rotary" | "alibi";
  readonly rotaryBase?: number;
  /** The capacity of the cache. */
  readonly cache?: number;
}

interface Call {
  readonly params: AnyAttentionParams;
  /** That of a layer with a cache. */
  readonly state: AttentionCache;
  readonly sequences: FullAttentionInput;
  readonly context: Context | undefined;
}

/** The outputs, and the state with the keys and values of these positions. */
export function look(looking: Looking, call: Call): readonly [y: Tensor, state: unknown] {
  const { params, sequences, context } = call;
  const { causal, dropout = 0 } = looking;
  const places = placesOf(looking, call);
  const { query, key, value } = projections(looking, call, places);
  const next = looking.cache === undefined ? call.state : extend(call.state, { keys: key, values: value });
  const [keys, values] = looking.cache === undefined ? [key, value] : [next.keys, next.values];
  const seen = seenBy(looking, call, places);
  const drop = (weights: Tensor) => dropoutOf(dropout).apply([], weights, context);
  const attended = attend(
    { query, key: keys, value: values },
    { ...seen, causal: causal && looking.cache === undefined, drop: dropout > 0 ? drop : undefined },
  ); // (batch, heads, time, size)
  return [affine(params.output, joinHeads(attended, sequences.x)), next];
}

/** Positions, int64: of the queries, of the keys that come now, and of all keys that are looked at. */
interface Places {
  readonly queries: Tensor;
  readonly added: Tensor;
  readonly keys: Tensor;
}

function placesOf({ cache }: Looking, { sequences: { x, context }, state }: Call): Places {
  const count = (length: number) => arange(length, { dtype: "int64" });
  if (cache === undefined) {
    const keys = count(context.shape[1]!);
    return { queries: count(x.shape[1]!), added: keys, keys };
  }
  const now = positionsAfter(state, x.shape[1]!);
  return { queries: now, added: now, keys: count(cache) };
}

/** Queries (batch, heads, time, size), keys and values (batch, keyValueHeads, keys, size). */
function projections(
  { heads, keyValueHeads, positions, rotaryBase: base }: Looking,
  { params, sequences: { x, context } }: Call,
  { queries, added }: Places,
) {
  const turn = (each: Tensor, at: Tensor) =>
    positions === "rotary" ? rotary(each, { positions: at, base }) : each;
  return {
    query: turn(splitHeads(affine(params.query, x), heads), queries),
    key: turn(splitHeads(affine(params.key, context), keyValueHeads), added),
    value: splitHeads(affine(params.value, context), keyValueHeads),
  };
}

/** What is added to the scores, and where queries may look. */
function seenBy(looking: Looking, { sequences, state }: Call, { queries, keys }: Places): Seen {
  const { heads, causal = false, cache } = looking;
  const { x } = sequences;
  const [batch, time] = x.shape as [number, number, number];
  const { bias, mask } = seenOf(sequences, [batch, heads, time, keys.size], x);
  const distant = looking.positions === "alibi" ? cast(alibi(heads, { queries, keys }), x.dtype) : undefined;
  return {
    bias: bias && distant ? add(bias, distant) : (bias ?? distant),
    mask: both(mask, cache === undefined ? undefined : seenSlots(state, { time, capacity: cache, causal })),
  };
}

/** From (batch, time, features) to (batch, heads, time, size). */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, time, features] = x.shape as [number, number, number];
  return transpose(reshape(x, [batch, time, heads, features / heads]), [0, 2, 1, 3]);
}

/** The way back, for the batch and time of x. */
function joinHeads(heads: Tensor, x: Tensor): Tensor {
  const [batch, time] = x.shape as [number, number, number];
  return reshape(transpose(heads, [0, 2, 1, 3]), [batch, time, heads.shape[1]! * heads.shape[3]!]);
}
