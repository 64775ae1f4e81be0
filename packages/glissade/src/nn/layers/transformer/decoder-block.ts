/** @file The block of transformers that attends to its own sequences and to those of an encoder. */

import type { Tensor } from "../../../graph/tensor.ts";
import { tensorKind } from "../../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import { requireCount } from "../../../options/ranges.ts";
import { block } from "../../combinators/block.ts";
import type { Initializer } from "../../initializers.ts";
import type { AnyLayer } from "../../layer.ts";
import { decoderBlockLayout } from "../../pytorch-layout.ts";
import type { CacheOption, MaybeCached } from "../attention/cache.ts";
import { type AttendingSequences, type Masks, maskKinds, requireNamed } from "../attention/input.ts";
import { requireSequences } from "../sequence-checks.ts";
import {
  type Block,
  type BlockOutput,
  type BlockState,
  blockKinds,
  type DecoderBlockParams,
  type NormName,
  type TransformerBlockOptions,
  type TypedBlockOptions,
  withDefaults,
} from "./options.ts";
import {
  applyFeedForward,
  around,
  attentionOf,
  crossAttentionOf,
  feedForwardOf,
  normOf,
  type Part,
  sized,
} from "./parts.ts";

/** Sequences (batch, time, features), what they look at besides themselves, and masks for both. */
export type DecodedSequences = Masks & {
  readonly x: Tensor;
  /** What an encoder gave, (batch, keys, features) with features of its own. */
  readonly context: Tensor;
  /** As `mask`, for the context; PyTorch's `memory_mask`. */
  readonly contextMask?: Tensor;
  /** As `keyMask`, for the context. */
  readonly contextKeyMask?: Tensor;
  /** As `lengths`, for the context. */
  readonly contextLengths?: Tensor;
};

const readBlock = optionsReader<TransformerBlockOptions>(blockKinds);

const known = {
  x: kind.needed(tensorKind.tensor),
  context: kind.needed(tensorKind.tensor),
  ...maskKinds,
  contextMask: tensorKind.tensor,
  contextKeyMask: tensorKind.tensor,
  contextLengths: tensorKind.tensor,
};
const readSequences = optionsReader<DecodedSequences>(known);

/** A block in its kind, by the options that decide on it. */
export type DecoderBlock<Bias, Cache, Norm, Output> = MaybeCached<
  Cache,
  DecoderBlockParams<Bias, Norm>,
  BlockState<DecoderBlockParams<Bias, Norm>>,
  DecodedSequences,
  Output extends "all" ? DecodedSequences : Tensor
>;

/**
 * Attention of sequences to themselves, to the past alone unless `causal` is `false`, then to a context, and two dense
 * layers, as in `transformerEncoderBlock`: the decoder of Attention Is All You Need (Vaswani et al. 2017,
 * arXiv:1706.03762). The input is `{ x, context }`, with masks for both: `mask`, `keyMask`, `lengths`, `contextMask`,
 * `contextKeyMask` and `contextLengths`.
 *
 * @example
 * const layer = nn.transformerDecoderBlock(2);
 * const input = { x: zeros([2, 3, 4]), context: zeros([2, 7, 6]) };
 * layer.apply(layer.init(random.key(1), input), input).shape; // [2, 3, 4]
 *
 * @throws as `multiHeadAttention`
 */
export function transformerDecoderBlock<
  Bias extends Initializer | null = Initializer,
  Cache extends number | undefined = undefined,
  Norm extends NormName = "layer",
  Output extends BlockOutput = "sequence",
>(
  heads: number,
  options?: TransformerBlockOptions & TypedBlockOptions<Bias, Cache, Norm, Output> & CacheOption<Cache>,
): DecoderBlock<Bias, Cache, Norm, Output> {
  const read = readBlock("transformerDecoderBlock", options);
  requireCount("transformerDecoderBlock(heads)", heads);
  const whole = { ...withDefaults(heads, read), causal: read.causal ?? true };
  const layer: unknown = sized(decoderBlockLayout, readDecoded, (features) => decoderOf(whole, features));
  return layer as DecoderBlock<Bias, Cache, Norm, Output>;
}

type Attending = (input: AttendingSequences) => Tensor;
type Parts = Record<keyof DecoderBlockParams, Part> & {
  readonly attention: Attending;
  readonly crossAttention: Attending;
};

function decoderOf(whole: Block, features: number): AnyLayer {
  const parts = {
    attention: attentionOf(whole),
    attentionNorm: normOf(whole),
    crossAttention: crossAttentionOf(whole),
    crossAttentionNorm: normOf(whole),
    ...feedForwardOf(whole, features),
    feedForwardNorm: normOf(whole),
  };
  return block(`transformerDecoderBlock(${whole.heads})`, parts, (called, input: DecodedSequences) => {
    const { attention, crossAttention, ...rest } = called as unknown as Parts;
    const sequences = readDecoded(input);
    const { own, other } = masksOf(sequences);
    const { x, context } = sequences;
    const seen = around(x, whole, rest.attentionNorm, (each) => rest.dropout(attention({ ...own, x: each })));
    const told = around(seen, whole, rest.crossAttentionNorm, (each) =>
      rest.dropout(crossAttention({ ...other, x: each, context })),
    );
    const y = applyFeedForward(told, whole, rest);
    return whole.output === "all" ? { ...sequences, x: y } : y;
  });
}

/** The masks of the sequences themselves, and those of what they look at. */
const masksOf = (sequences: DecodedSequences): { readonly own: Masks; readonly other: Masks } => ({
  own: given({ mask: sequences.mask, keyMask: sequences.keyMask, lengths: sequences.lengths }),
  other: given({
    mask: sequences.contextMask,
    keyMask: sequences.contextKeyMask,
    lengths: sequences.contextLengths,
  }),
});

/** A tree has no `undefined`. */
const given = (masks: Masks): Masks =>
  Object.fromEntries(Object.entries(masks).filter(([, mask]) => mask !== undefined));

function readDecoded(input: unknown): DecodedSequences {
  const sequences = readSequences("input", requireNamed(input, known));
  requireSequences("input", sequences.x);
  return sequences;
}
