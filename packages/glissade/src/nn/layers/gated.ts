/** @file Gated linear units, and the feed-forward blocks of transformers that are made of them. */

import { ShapeError } from "../../errors.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { silu } from "../../ops/elementwise/activations.ts";
import { mul } from "../../ops/elementwise/arithmetic.ts";
import { gelu } from "../../ops/elementwise/gelu.ts";
import { sigmoid } from "../../ops/elementwise/sigmoid.ts";
import { split } from "../../ops/shape/concat.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import * as random from "../../random/index.ts";
import type { Initializer } from "../initializers.ts";
import type { Layer, None } from "../layer.ts";
import { denseLayout } from "../pytorch-layout.ts";
import { lambda } from "./lambda.ts";
import {
  type BiasOption,
  type LinearOptions,
  linear,
  linearKinds,
  type MaybeBiased,
  type WeightAndBias,
} from "./linear.ts";
import { parametric } from "./parameters.ts";

export interface GluOptions {
  /** The axis that is halved; the last by default. */
  readonly axis?: number;
}

const readGlu = optionsReader<GluOptions>({ axis: kind.integer });

/**
 * The first half of an axis times the sigmoid of the second: Language Modeling with Gated Convolutional Networks (Dauphin
 * et al. 2016, arXiv:1612.08083).
 *
 * @example
 * await nn.glu().apply([], tensor([[2, 4, 0, 0]])).data(); // [1, 2]
 *
 * @throws ShapeError for an axis of odd length
 */
export function glu(options?: GluOptions): Layer<None> {
  const { axis = -1 } = readGlu("glu", options);
  return lambda("glu()", (x: Tensor) => {
    const length = x.shape.at(axis);
    if (length === undefined || length % 2 !== 0) {
      throw new ShapeError({
        where: "input",
        rule: `needs an even length along axis ${axis}, got ${formatShape(x.shape)}`,
      });
    }
    const [value, gate] = split(x, 2, { axis }) as [Tensor, Tensor];
    return mul(value, sigmoid(gate));
  });
}

/** Those of three linear layers. */
export type GatedParams<Bias = null> = {
  readonly gate: WeightAndBias<Bias>;
  readonly value: WeightAndBias<Bias>;
  readonly output: WeightAndBias<Bias>;
};

const readGated = optionsReader<LinearOptions>(linearKinds);

type GatedLayer = <Bias extends Initializer | null = null>(
  units: number,
  options?: LinearOptions & BiasOption<Bias>,
) => Layer<GatedParams<Bias>>;

type AnyParams = { readonly [Part in keyof GatedParams]: MaybeBiased };

/** A block with an activation on its gate; without biases unless they are given. */
const gatedLayer = (name: string, activation: (x: Tensor) => Tensor): GatedLayer => {
  const create = (units: number, given?: LinearOptions): Layer<AnyParams> => {
    const { bias = null, weight } = readGated(name, given);
    requireCount(`${name}(units)`, units);
    const wide = linear<Initializer | null>(units, { weight, bias });
    return parametric<AnyParams>({
      name: `${name}(${units})`,
      pytorch: denseLayout,
      shapes: ({ shape }) => {
        const features = shape.at(-1) ?? 0;
        const inner = { weight: [features, units], bias: bias ? [units] : undefined };
        return {
          gate: inner,
          value: inner,
          output: { weight: [units, features], bias: bias ? [features] : undefined },
        };
      },
      init(key, x) {
        const [first, second, third] = random.split(key, 3) as [Tensor, Tensor, Tensor];
        const gate = wide.init(first, x);
        const narrow = linear<Initializer | null>(x.shape.at(-1)!, { weight, bias });
        return { gate, value: wide.init(second, x), output: narrow.init(third, wide.apply(gate, x)) };
      },
      apply({ gate, value, output }, x) {
        const narrow = linear<Initializer | null>(x.shape.at(-1)!, { weight, bias });
        return narrow.apply(output, mul(activation(wide.apply(gate, x)), wide.apply(value, x)));
      },
    });
  };
  return create as unknown as GatedLayer;
};

/**
 * (silu(xG) ⊙ xV)W: the feed-forward block with a gate of `units` features, from (batch, ..., features) to the same
 * shape; without biases unless `bias` is given: GLU Variants Improve Transformer (Shazeer 2020, arXiv:2002.05202).
 *
 * @example
 * const layer = nn.swiglu(8);
 * const params = layer.init(random.key(1), zeros([1, 4]));
 * params.output.weight.shape; // [8, 4]
 * layer.apply(params, zeros([5, 4])).shape; // [5, 4]
 *
 * @throws ArgumentError for units that are no positive integer
 */
export const swiglu = gatedLayer("swiglu", silu);

/**
 * (gelu(xG) ⊙ xV)W: as `swiglu`, with gelu on the gate: GLU Variants Improve Transformer (Shazeer 2020,
 * arXiv:2002.05202).
 *
 * @example
 * const layer = nn.geglu(8);
 * layer.apply(layer.init(random.key(1), zeros([1, 4])), zeros([5, 4])).shape; // [5, 4]
 *
 * @throws ArgumentError for units that are no positive integer
 */
export const geglu = gatedLayer("geglu", (x) => gelu(x));
