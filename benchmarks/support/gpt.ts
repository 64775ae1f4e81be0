/** @file A small GPT: blocks as layers made of layers. */

import { arange, losses, nn, reshape, type Tensor } from "glissade";

export interface GptSizes {
  readonly vocabulary: number;
  readonly context: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

/** x + attention(norm(x)), then x + forward(norm(x)). */
export const block = (width: number, heads: number) =>
  nn.sequential(
    nn.residual(nn.sequential(nn.layerNorm(), nn.multiHeadAttention(heads, { causal: true }))),
    nn.residual(nn.sequential(nn.layerNorm(), nn.linear(4 * width), nn.gelu(), nn.linear(width))),
  );

/** From tokens (batch, context) to logits (batch, context, vocabulary). */
export const gpt = ({ vocabulary, context, width, heads, layers }: GptSizes) =>
  nn.block(
    `gpt(${layers})`,
    {
      tokens: nn.embedding(vocabulary, width),
      positions: nn.embedding(context, width),
      body: nn.sequential(
        ...Array.from({ length: layers }, () => block(width, heads)),
        nn.layerNorm(),
        nn.linear(vocabulary),
      ),
    },
    ({ tokens, positions, body }, x: Tensor) =>
      body(tokens(x).add(positions(arange(context, { dtype: "int32" })))),
  );

/** Cross-entropy of the next token at every position. */
export const nextToken: typeof losses.softmaxCrossEntropy = (logits, targets) =>
  losses.softmaxCrossEntropy(
    reshape(logits, [targets.size, logits.shape.at(-1)!]),
    reshape(targets, [targets.size]),
  );
