/** @file Layers that normalise each example, with parameters that undo it where that helps. */

import { ones, zeros } from "../../create-tensor.ts";
import { ShapeError } from "../../errors.ts";
import { requireNonNegative } from "../../graph/operand-checks.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { layerNorm as layerNormOf } from "../../ops/norm/layer-norm.ts";
import { groupNorm as groupNormOf, rmsNorm as rmsNormOf } from "../../ops/norm/normalize.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import type { Layer, None } from "../layer.ts";
import { asInPyTorch } from "../pytorch-layout.ts";
import { requireParts } from "./channels.ts";
import { lambda } from "./lambda.ts";
import { parametric } from "./parameters.ts";

export interface NormLayerOptions {
  /** Added to the variance or mean square, so that it is never zero. */
  readonly eps?: number;
}

export type NormParams = { readonly weight: Tensor; readonly bias: Tensor };

const readNorm = optionsReader<NormLayerOptions>({ eps: kind.number });

function epsOf(where: string, options: NormLayerOptions | undefined): number | undefined {
  const { eps } = readNorm(where, options);
  if (eps !== undefined) requireNonNegative(`${where}({ eps })`, eps);
  return eps;
}

/** The length of an axis; 0 where there is none. */
const lengthOf = (shape: Shape, axis: number): number => shape.at(axis) ?? 0;

function requireBatch({ type }: Tensor): void {
  requireFloat("input", type);
  const { shape } = type;
  if (shape.length > 1) return;
  throw new ShapeError({
    where: "input",
    rule: `needs at least two axes, the batch first, got ${formatShape(shape)}`,
  });
}

/** Ones and zeros that change nothing yet. */
function neutral(x: Tensor, axis: number): NormParams {
  requireBatch(x);
  const [shape, dtype] = [[lengthOf(x.shape, axis)], x.dtype];
  return { weight: ones(shape, { dtype }), bias: zeros(shape, { dtype }) };
}

/**
 * Mean 0 and variance 1 over the features of each example (batch, ..., features), times weight, plus bias; `eps` is
 * 1e-5 by default: Layer Normalization (Ba, Kiros and Hinton 2016, arXiv:1607.06450).
 *
 * @example
 * const layer = nn.layerNorm();
 * const params = layer.init(random.key(1), zeros([1, 2]));
 * await layer.apply(params, tensor([[1, 3]])).data(); // [-1, 1]
 *
 * @throws ArgumentError for a negative eps; ShapeError at `init` for inputs without a batch
 */
export function layerNorm(options?: NormLayerOptions): Layer<NormParams> {
  const eps = epsOf("layerNorm", options);
  return parametric<NormParams>({
    pytorch: asInPyTorch,
    name: "layerNorm()",
    shapes: ({ shape }) => ({ weight: [lengthOf(shape, -1)], bias: [lengthOf(shape, -1)] }),
    init: (_, x) => neutral(x, -1),
    apply: (params, x) => layerNormOf(x, { ...params, eps }),
  });
}

/**
 * Root mean square 1 over the features of each example (batch, ..., features), times weight; `eps` is 1e-6 by default:
 * Root Mean Square Layer Normalization (Zhang and Sennrich 2019, arXiv:1910.07467).
 *
 * @example
 * const layer = nn.rmsNorm();
 * const params = layer.init(random.key(1), zeros([1, 2]));
 * await layer.apply(params, tensor([[1, 7]])).data(); // [0.2, 1.4]
 *
 * @throws ArgumentError for a negative eps; ShapeError at `init` for inputs without a batch
 */
export function rmsNorm(options?: NormLayerOptions): Layer<Pick<NormParams, "weight">> {
  const eps = epsOf("rmsNorm", options);
  return parametric<Pick<NormParams, "weight">>({
    pytorch: asInPyTorch,
    name: "rmsNorm()",
    shapes: ({ shape }) => ({ weight: [lengthOf(shape, -1)] }),
    init: (_, x) => ({ weight: neutral(x, -1).weight }),
    apply: (params, x) => rmsNormOf(x, { ...params, eps }),
  });
}

/**
 * Mean 0 and variance 1 over groups of channels of each example (batch, channels, ...), times weight, plus bias; `eps`
 * is 1e-5 by default: Group Normalization (Wu and He 2018, arXiv:1803.08494).
 *
 * @example
 * const layer = nn.groupNorm(2);
 * const params = layer.init(random.key(1), zeros([1, 4]));
 * await layer.apply(params, tensor([[1, 3, 10, 30]])).data(); // [-1, 1, -1, 1]
 *
 * @throws ArgumentError for groups that are no positive integer or a negative eps; ShapeError where they do not divide
 * the channels
 */
export function groupNorm(groups: number, options?: NormLayerOptions): Layer<NormParams> {
  const eps = epsOf("groupNorm", options);
  requireCount("groupNorm(groups)", groups);
  return parametric<NormParams>({
    pytorch: asInPyTorch,
    name: `groupNorm(${groups})`,
    shapes: ({ shape }) => {
      const channels = lengthOf(shape, 1);
      requireParts("input", channels, groups);
      return { weight: [channels], bias: [channels] };
    },
    init: (_, x) => neutral(x, 1),
    apply: (params, x) => groupNormOf(x, groups, { ...params, eps }),
  });
}

export interface InstanceNormOptions<Affine extends boolean = boolean> extends NormLayerOptions {
  /** Whether a weight and a bias for each channel follow; `false` by default, as in PyTorch. */
  readonly affine?: Affine;
}

const readInstanceNorm = optionsReader<InstanceNormOptions>({ eps: kind.number, affine: kind.boolean });

/**
 * Mean 0 and variance 1 over each channel of each example (batch, channels, ...); `eps` is 1e-5 by default: Instance
 * Normalization: The Missing Ingredient for Fast Stylization (Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022).
 *
 * @example
 * const layer = nn.instanceNorm();
 * await layer.apply([], tensor([[[1, 3], [10, 30]]])).data(); // [-1, 1, -1, 1]
 *
 * @throws ArgumentError for a negative eps; ShapeError for inputs without channels
 */
export function instanceNorm<Affine extends boolean = false>(
  options?: InstanceNormOptions<Affine>,
): Layer<Affine extends true ? NormParams : None> {
  const { affine = false, eps } = readInstanceNorm("instanceNorm", options);
  if (eps !== undefined) requireNonNegative("instanceNorm({ eps })", eps);
  const normalise = (x: Tensor, params?: NormParams) => {
    requirePlaces(x.shape);
    return groupNormOf(x, lengthOf(x.shape, 1), { ...params, eps });
  };
  const layer = affine
    ? parametric<NormParams>({
        pytorch: asInPyTorch,
        name: "instanceNorm()",
        shapes: ({ shape }) => ({ weight: [lengthOf(shape, 1)], bias: [lengthOf(shape, 1)] }),
        init: (_, x) => neutral(x, 1),
        apply: (params, x) => normalise(x, params),
      })
    : lambda("instanceNorm()", (x: Tensor) => normalise(x));
  return layer as unknown as Layer<Affine extends true ? NormParams : None>;
}

/** One number has no variance. */
function requirePlaces(shape: Shape): void {
  if (shape.length > 2 && shape.slice(2).some((length) => length !== 1)) return;
  throw new ShapeError({
    where: "input",
    rule: `needs more than one number in each channel of an example, got ${formatShape(shape)}`,
    fix: "Use layerNorm() or batchNorm() for features",
  });
}
