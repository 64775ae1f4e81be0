/** @file A small GPT as plain functions: what a block and a model look like without classes. */

import { add, losses, nn, random, reshape, type Tensor, type TensorType, type Tree, tensor } from "glissade";

export interface GptSizes {
  readonly vocabulary: number;
  readonly context: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

/** x + attention(norm(x)), then x + forward(norm(x)). */
export function block(width: number, heads: number): nn.Layer<{ readonly [part: string]: Tree }> {
  const attend = nn.sequential(nn.layerNorm(), nn.multiHeadAttention(heads, { causal: true }));
  const forward = nn.sequential(nn.layerNorm(), nn.linear(4 * width), nn.gelu(), nn.linear(width));
  return {
    name: `block(${width}, ${heads})`,
    init(key, input) {
      const [first, second] = random.split(key) as [Tensor, Tensor];
      return { attend: attend.init(first, input), forward: forward.init(second, input) };
    },
    apply(params, x) {
      const seen = add(x, attend.apply(params.attend as Tree[], x));
      return add(seen, forward.apply(params.forward as Tree[], seen));
    },
  };
}

/** From tokens (batch, context) to logits (batch, context, vocabulary). */
export function gpt({ vocabulary, context, width, heads, layers }: GptSizes): nn.Layer {
  const tokens = nn.embedding(vocabulary, width);
  const places = nn.embedding(context, width);
  const blocks = Array.from({ length: layers }, () => block(width, heads));
  const body = nn.sequential(...blocks, nn.layerNorm(), nn.linear(vocabulary));
  const positions = tensor(Int32Array.from({ length: context }, (_, place) => place));
  type Params = { tokens: nn.EmbeddingParams; places: nn.EmbeddingParams; body: readonly Tree[] };
  return {
    name: `gpt(${layers})`,
    init(key, input) {
      const [first, second, third] = random.split(key, 3) as [Tensor, Tensor, Tensor];
      const signal: TensorType = { dtype: "float32", shape: [...input.shape, width] };
      return {
        ...{ tokens: tokens.init(first, input), places: places.init(second, input) },
        body: body.init(third, signal),
      };
    },
    apply(params, x) {
      const parts = params as Params;
      const signal = add(tokens.apply(parts.tokens, x), places.apply(parts.places, positions));
      return body.apply(parts.body, signal);
    },
  };
}

/** Cross-entropy of the next token at every place. */
export const nextToken: typeof losses.softmaxCrossEntropy = (logits, targets) =>
  losses.softmaxCrossEntropy(
    reshape(logits, [targets.size, logits.shape.at(-1)!]),
    reshape(targets, [targets.size]),
  );
