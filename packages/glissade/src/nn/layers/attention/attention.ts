/** @file Attention with several heads. */

import { ArgumentError, within } from "../../../errors.ts";
import type { Shape } from "../../../graph/shape.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import { decays, positives, requireCount } from "../../../options/ranges.ts";
import type { Initializer } from "../../initializers.ts";
import { type AnyStateful, none } from "../../layer.ts";
import { requireCall, requireStart } from "../../layer-checks.ts";
import { lower } from "../../lift.ts";
import { attentionLayout } from "../../pytorch-layout.ts";
import { type BiasOption, type LinearOptions, linearKinds } from "../linear.ts";
import { requireShapes } from "../parameters.ts";
import {
  type AttentionCache,
  type CacheOption,
  type MaybeCached,
  requireCache,
  startCache,
} from "./cache.ts";
import { type AttentionInput, readAttentionInput } from "./input.ts";
import { type Looking, look } from "./look.ts";
import { attentionShapes, attentionStart, headSizeOf, type MultiHeadAttentionParams } from "./parameters.ts";

export interface MultiHeadAttentionOptions extends LinearOptions, CacheOption<number | undefined> {
  /** Each position sees itself and those before it only; `false` by default. */
  readonly causal?: boolean;
  /** Heads of keys and values, each for heads/keyValueHeads neighbouring heads of queries; as many as heads by default. */
  readonly keyValueHeads?: number;
  /** The features of each head; features/heads by default. */
  readonly headSize?: number;
  /** The share of weights between positions that training drops, in [0, 1); 0 by default. */
  readonly dropout?: number;
  /** Whether the attention itself knows positions: `"rotary"` turns queries and keys, `"alibi"` lowers scores by distance. */
  readonly positions?: "rotary" | "alibi";
  /** The base of rotary positions; 10000 by default. */
  readonly rotaryBase?: number;
}

export const attentionKinds = {
  ...linearKinds,
  causal: kind.boolean,
  keyValueHeads: kind.count,
  headSize: kind.count,
  dropout: kind.within(decays),
  positions: kind.choice("rotary", "alibi"),
  rotaryBase: kind.within(positives),
  cache: kind.count,
};

const readOptions = optionsReader<MultiHeadAttentionOptions>(attentionKinds);

/**
 * Each position of a sequence (batch, time, features) looks at all of them, or at a `context` (batch, keys, features)
 * where the input is `{ x, context, mask, keyMask, lengths }`, of which all but x may be left out; the result has the
 * shape of x. A position that may look nowhere gets the output's bias alone: Attention Is All You Need (Vaswani et al.
 * 2017, arXiv:1706.03762). `weight` and `bias` start its four linear layers.
 *
 * @example
 * const layer = nn.multiHeadAttention(2, { causal: true });
 * const params = layer.init(random.key(1), zeros([1, 3, 4]));
 * layer.apply(params, zeros([5, 3, 4])).shape; // [5, 3, 4]
 * const lengths = tensor([3, 1], { dtype: "int32" });
 * layer.apply(params, { x: zeros([2, 3, 4]), lengths }).shape; // [2, 3, 4]
 *
 * @throws ArgumentError for heads that are no positive integer or that keyValueHeads do not divide; ShapeError where
 * heads do not divide the features
 */
export function multiHeadAttention<
  Bias extends Initializer | null = Initializer,
  Cache extends number | undefined = undefined,
>(
  heads: number,
  options?: MultiHeadAttentionOptions & BiasOption<Bias> & CacheOption<Cache>,
): MaybeCached<Cache, MultiHeadAttentionParams<Bias>, AttentionCache, AttentionInput, Tensor> {
  const { keyValueHeads = heads, ...rest } = readOptions("multiHeadAttention", options);
  requireCount("multiHeadAttention(heads)", heads);
  requireGroups(heads, keyValueHeads);
  const layer: unknown = lower(attentionOf({ ...rest, heads, keyValueHeads }), rest.cache !== undefined);
  return layer as MaybeCached<Cache, MultiHeadAttentionParams<Bias>, AttentionCache, AttentionInput, Tensor>;
}

function requireGroups(heads: number, keyValueHeads: number): void {
  if (heads % keyValueHeads === 0) return;
  throw new ArgumentError({
    where: "multiHeadAttention({ keyValueHeads })",
    rule: `must divide the heads, got ${keyValueHeads} for ${heads}`,
  });
}

type Whole = Looking & LinearOptions;

/** The layer with a state, which is empty without a cache. */
function attentionOf(whole: Whole): AnyStateful {
  const { heads, keyValueHeads, cache, dropout = 0 } = whole;
  const name = `multiHeadAttention(${heads})`;
  return {
    name,
    random: dropout > 0,
    // PyTorch has no attention with fewer heads for keys.
    ...(keyValueHeads === heads && { pytorch: attentionLayout }),
    stateful: true,
    init: (key, input: AttentionInput) =>
      within(name, () => {
        requireStart(key, input);
        const sequences = readAttentionInput(input);
        const params = attentionStart(whole, { key, options: whole }, sequences);
        const state = cache === undefined ? none : startCache(cacheShape(whole, sequences.x), sequences.x);
        return { params, state };
      }),
    apply: ({ params, state }, input: AttentionInput, context) =>
      within(name, () => {
        requireCall(input, context);
        const sequences = readAttentionInput(input);
        const { x } = sequences;
        requireShapes("params", params, {
          shapes: attentionShapes(whole, whole.bias !== null, sequences),
          x,
        });
        if (cache !== undefined) requireCache(state, { shape: cacheShape(whole, x), input, x });
        return look(whole, { params, state, sequences, context });
      }),
  };
}

const cacheShape = (whole: Whole, x: Tensor): Shape => [
  x.shape[0]!,
  whole.keyValueHeads,
  whole.cache!,
  headSizeOf(whole, x),
];
