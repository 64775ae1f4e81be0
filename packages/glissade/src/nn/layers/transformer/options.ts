/** @file The options, parameters and outputs that the blocks of transformers share. */

import type { Tensor } from "../../../graph/tensor.ts";
import { gelu } from "../../../ops/elementwise/gelu.ts";
import { kind } from "../../../options/kinds.ts";
import type { Initializer } from "../../initializers.ts";
import type { None } from "../../layer.ts";
import { attentionKinds, type MultiHeadAttentionOptions } from "../attention/attention.ts";
import type { AttentionCache } from "../attention/cache.ts";
import type { MultiHeadAttentionParams } from "../attention/parameters.ts";
import type { WeightAndBias } from "../linear.ts";
import type { NormParams } from "../norms.ts";

/** What a block gives: sequences alone, or all that came in with new sequences, for the next block. */
export type BlockOutput = "sequence" | "all";

export type NormName = "layer" | "rms";

export interface TransformerBlockOptions extends MultiHeadAttentionOptions {
  /** The hidden units of the two dense layers behind the attention; four times the features by default. */
  readonly feedForward?: number;
  /** The function between the two; `gelu` by default, `relu` in PyTorch. */
  readonly activation?: (x: Tensor) => Tensor;
  /** The share of weights of attention, hidden units and outputs that training drops, in [0, 1); 0 by default. */
  readonly dropout?: number;
  /** `"layer"` for `layerNorm` by default, `"rms"` for `rmsNorm`. */
  readonly norm?: NormName;
  /**
   * Whether each part reads normalised numbers and adds to others, which trains stably from the start, by default; `false`
   * normalises each sum instead, as the first paper and PyTorch's default do.
   */
  readonly normFirst?: boolean;
  /**
   * `"sequence"` for the sequences (batch, time, features) by default; `"all"` for all that came in with new sequences
   * as x, so that `sequential` and `repeat` pass masks from block to block.
   */
  readonly output?: BlockOutput;
}

/** The options that types of parameters, states and outputs depend on. */
export type TypedBlockOptions<Bias, Cache, Norm, Output> = {
  readonly bias?: Bias;
  readonly cache?: Cache;
  readonly norm?: Norm;
  readonly output?: Output;
};

export const blockKinds = {
  ...attentionKinds,
  feedForward: kind.count,
  activation: kind.callable<(x: Tensor) => Tensor>(),
  norm: kind.choice<NormName>("layer", "rms"),
  normFirst: kind.boolean,
  output: kind.choice<BlockOutput>("sequence", "all"),
};

type NormParamsOf<Norm> = [Norm] extends ["rms"] ? Pick<NormParams, "weight"> : NormParams;

export type EncoderBlockParams<Bias = Initializer, Norm = "layer"> = {
  readonly attention: MultiHeadAttentionParams<Bias>;
  readonly attentionNorm: NormParamsOf<Norm>;
  readonly expand: WeightAndBias<Bias>;
  readonly contract: WeightAndBias<Bias>;
  readonly feedForwardNorm: NormParamsOf<Norm>;
  readonly dropout: None;
};

export type DecoderBlockParams<Bias = Initializer, Norm = "layer"> = EncoderBlockParams<Bias, Norm> & {
  readonly crossAttention: MultiHeadAttentionParams<Bias>;
  readonly crossAttentionNorm: NormParamsOf<Norm>;
};

/** That of the attention to what came before; other parts have none. */
export type BlockState<Params> = {
  readonly [Part in keyof Params]: Part extends "attention" ? AttentionCache : None;
};

/** Options with their defaults. */
export interface Block extends TransformerBlockOptions {
  readonly heads: number;
  readonly activation: (x: Tensor) => Tensor;
  readonly normFirst: boolean;
}

export const withDefaults = (heads: number, options: TransformerBlockOptions): Block => ({
  activation: gelu,
  normFirst: true,
  ...options,
  heads,
});
