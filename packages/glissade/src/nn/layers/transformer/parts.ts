/** @file The parts of transformer blocks, and how they follow one another. */

import { within } from "../../../errors.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add } from "../../../ops/elementwise/arithmetic.ts";
import type { Initializer } from "../../initializers.ts";
import type { AnyLayer, AnyStateful } from "../../layer.ts";
import { requireCall, requireStart } from "../../layer-checks.ts";
import { lift, lower } from "../../lift.ts";
import type { PyTorchLayout } from "../../pytorch-layout.ts";
import { multiHeadAttention } from "../attention/attention.ts";
import { dropout } from "../dropout.ts";
import { linear } from "../linear.ts";
import { layerNorm, rmsNorm } from "../norms.ts";
import type { Block } from "./options.ts";

/** A layer of a part that is called as a function. */
export type Part = (x: Tensor) => Tensor;

/** Normalisation with parameters of its own. */
export const normOf = ({ norm }: Block): AnyLayer => (norm === "rms" ? rmsNorm() : layerNorm());

export const attentionOf = ({ heads, weight, bias, causal, dropout, ...rest }: Block): AnyLayer => {
  const { keyValueHeads, headSize, positions, rotaryBase, cache } = rest;
  const own = { keyValueHeads, headSize, positions, rotaryBase, cache };
  return multiHeadAttention<Initializer | null, number | undefined>(heads, {
    weight,
    bias,
    causal,
    dropout,
    ...own,
  });
};

/** Attention to sequences of another kind, which have no positions in common with these and need no memory. */
export const crossAttentionOf = (block: Block): AnyLayer =>
  attentionOf({ ...block, causal: false, cache: undefined, positions: undefined });

/** The two dense layers, and the dropout that all parts share. */
export const feedForwardOf = ({ weight, bias, feedForward, dropout: rate }: Block, features: number) => ({
  expand: linear<Initializer | null>(feedForward ?? 4 * features, { weight, bias }),
  contract: linear<Initializer | null>(features, { weight, bias }),
  dropout: dropout(rate ?? 0),
});

/** x + f(norm(x)), or norm(x + f(x)) */
export const around = (x: Tensor, { normFirst }: Block, norm: Part, f: Part): Tensor =>
  normFirst ? add(x, f(norm(x))) : norm(add(x, f(x)));

interface FeedForward {
  readonly expand: Part;
  readonly contract: Part;
  readonly dropout: Part;
  readonly feedForwardNorm: Part;
}

/** The dense layers with what is around them. */
export const applyFeedForward = (x: Tensor, block: Block, parts: FeedForward): Tensor =>
  around(x, block, parts.feedForwardNorm, (each) =>
    parts.dropout(parts.contract(parts.dropout(block.activation(parts.expand(each))))),
  );

/** A layer whose parts depend on the number of features that come in, which `read` finds. */
export function sized(
  pytorch: PyTorchLayout,
  read: (input: unknown) => { readonly x: Tensor },
  make: (features: number) => AnyLayer,
): AnyLayer {
  const { name, random, stateful } = make(1);
  const full = (input: unknown) => lift(make(within(name, () => read(input)).x.shape[2]!));
  const whole: AnyStateful = {
    name,
    random,
    pytorch,
    stateful: true,
    init(key, input) {
      within(name, () => requireStart(key, input));
      return full(input).init(key, input);
    },
    apply(variables, input, context) {
      within(name, () => requireCall(input, context));
      return full(input).apply(variables, input, context);
    },
  };
  return lower(whole, stateful === true);
}
