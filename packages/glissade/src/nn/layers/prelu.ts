/** @file The rectifier that learns its slope. */

import { full } from "../../create-tensor.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { mul } from "../../ops/elementwise/arithmetic.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { reshape } from "../../ops/shape/layout.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { finites } from "../../options/ranges.ts";
import type { Layer } from "../layer.ts";
import { asInPyTorch } from "../pytorch-layout.ts";
import { channelsOf } from "./channels.ts";
import { parametric } from "./parameters.ts";

export interface PReluOptions {
  /** Whether each channel (axis 1) has a slope of its own; `false` by default. */
  readonly perChannel?: boolean;
  /** The slopes at first; 0.25 by default. */
  readonly start?: number;
}

const readPRelu = optionsReader<PReluOptions>({ perChannel: kind.boolean, start: kind.within(finites) });

export type PReluParams = { readonly weight: Tensor };

/**
 * x where it is positive, else slope · x with a slope that is learned, one for all or one for each channel of (batch,
 * channels, ...): Delving Deep into Rectifiers (He et al. 2015, arXiv:1502.01852).
 *
 * @example
 * const layer = nn.prelu();
 * const params = layer.init(random.key(1), zeros([1, 2]));
 * await layer.apply(params, tensor([[-4, 2]])).data(); // [-1, 2]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs without channels where each has a slope
 */
export function prelu(options?: PReluOptions): Layer<PReluParams> {
  const { perChannel = false, start = 0.25 } = readPRelu("prelu", options);
  const slopesOf = ({ shape }: Tensor): Shape => [perChannel ? channelsOf(shape) : 1];
  return parametric<PReluParams>({
    pytorch: asInPyTorch,
    name: "prelu()",
    shapes: (x) => ({ weight: slopesOf(x) }),
    init(_, x) {
      requireFloat("input", x);
      return { weight: full(slopesOf(x), start, { dtype: x.dtype }) };
    },
    apply({ weight }, x) {
      const slopes = perChannel ? reshape(weight, [weight.size, ...x.shape.slice(2).map(() => 1)]) : weight;
      return where(greater(x, 0), x, mul(x, slopes));
    },
  });
}
