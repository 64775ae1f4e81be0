/** @file A small GPT. */

import { nn } from "glissade";

export interface GptSizes {
  readonly vocabulary: number;
  readonly context: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

/** From tokens (batch, time) to logits (batch, time, vocabulary). */
export const gpt = ({ vocabulary, context, width, heads, layers }: GptSizes) =>
  nn.sequential(
    nn.embedding(vocabulary, width, { weight: nn.normal(0.02) }),
    nn.learnedPositions(context),
    nn.sequential(
      ...Array.from({ length: layers }, () => nn.transformerEncoderBlock(heads, { causal: true })),
    ),
    nn.layerNorm(),
    nn.linear(vocabulary),
  );
