/** @file The block of transformers that attends to its own sequences: an encoder, or with `causal` a language model. */

import { Tensor } from "../../../graph/tensor.ts";
import { tensorKind } from "../../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import { requireCount } from "../../../options/ranges.ts";
import { block } from "../../combinators/block.ts";
import type { Initializer } from "../../initializers.ts";
import type { AnyLayer } from "../../layer.ts";
import { encoderBlockLayout } from "../../pytorch-layout.ts";
import type { CacheOption, MaybeCached } from "../attention/cache.ts";
import { type Masks, maskKinds, requireNamed } from "../attention/input.ts";
import { requireSequences } from "../sequence-checks.ts";
import {
  type Block,
  type BlockOutput,
  type BlockState,
  blockKinds,
  type EncoderBlockParams,
  type NormName,
  type TransformerBlockOptions,
  type TypedBlockOptions,
  withDefaults,
} from "./options.ts";
import { applyFeedForward, around, attentionOf, feedForwardOf, normOf, type Part, sized } from "./parts.ts";

/** Sequences (batch, time, features) with masks. */
export type MaskedSequences = Masks & { readonly x: Tensor };

const readBlock = optionsReader<TransformerBlockOptions>(blockKinds);
const known = { x: kind.needed(tensorKind.tensor), ...maskKinds };
const readSequences = optionsReader<MaskedSequences>(known);

/** A block in its kind, by the options that decide on it. */
export type EncoderBlock<Bias, Cache, Norm, Output> = MaybeCached<
  Cache,
  EncoderBlockParams<Bias, Norm>,
  BlockState<EncoderBlockParams<Bias, Norm>>,
  Output extends "all" ? MaskedSequences : Tensor | MaskedSequences,
  Output extends "all" ? MaskedSequences : Tensor
>;

/**
 * Attention of sequences (batch, time, features) to themselves and two dense layers, each with normalisation, dropout
 * and a residual connection: Attention Is All You Need (Vaswani et al. 2017, arXiv:1706.03762), with the normalisation
 * in front as in On Layer Normalization in the Transformer Architecture (Xiong et al. 2020, arXiv:2002.04745) unless
 * `normFirst` is `false`. With `causal: true` it is the block of a language model. The input may also be
 * `{ x, mask, keyMask, lengths }`; further options are those of `multiHeadAttention`.
 *
 * @example
 * const model = nn.sequential(nn.embedding(65, 8), nn.repeat(3, nn.transformerEncoderBlock(2, { causal: true })));
 * const params = model.init(random.key(1), zeros([1, 5], { dtype: "int32" }));
 * model.apply(params, zeros([4, 5], { dtype: "int32" })).shape; // [4, 5, 8]
 * params[1].attention.query.weight.shape; // [3, 8, 8]
 *
 * @throws as `multiHeadAttention`
 */
export function transformerEncoderBlock<
  Bias extends Initializer | null = Initializer,
  Cache extends number | undefined = undefined,
  Norm extends NormName = "layer",
  Output extends BlockOutput = "sequence",
>(
  heads: number,
  options?: TransformerBlockOptions & TypedBlockOptions<Bias, Cache, Norm, Output> & CacheOption<Cache>,
): EncoderBlock<Bias, Cache, Norm, Output> {
  const read = readBlock("transformerEncoderBlock", options);
  requireCount("transformerEncoderBlock(heads)", heads);
  const whole = withDefaults(heads, read);
  const layer: unknown = sized(encoderBlockLayout, readMasked, (features) => encoderOf(whole, features));
  return layer as EncoderBlock<Bias, Cache, Norm, Output>;
}

type Parts = Record<keyof EncoderBlockParams, Part> & { readonly attention: (x: MaskedSequences) => Tensor };

function encoderOf(whole: Block, features: number): AnyLayer {
  const parts = {
    attention: attentionOf(whole),
    attentionNorm: normOf(whole),
    ...feedForwardOf(whole, features),
    feedForwardNorm: normOf(whole),
  };
  return block(
    `transformerEncoderBlock(${whole.heads})`,
    parts,
    (called, input: MaskedSequences | Tensor) => {
      const { attention, attentionNorm, ...rest } = called as unknown as Parts;
      const { x, ...masks } = readMasked(input);
      const seen = around(x, whole, attentionNorm, (each) => rest.dropout(attention({ x: each, ...masks })));
      const y = applyFeedForward(seen, whole, rest);
      return whole.output === "all" ? { ...masks, x: y } : y;
    },
  );
}

/** The input in its long form. */
function readMasked(input: unknown): MaskedSequences {
  const sequences =
    input instanceof Tensor ? { x: input } : readSequences("input", requireNamed(input, known));
  requireSequences("input", sequences.x);
  return sequences;
}
