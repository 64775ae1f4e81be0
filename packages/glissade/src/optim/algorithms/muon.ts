/** @file Muon. */

import { ShapeError } from "../../errors.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { div, mul } from "../../ops/elementwise/arithmetic.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { firstMoment } from "../math/estimates.ts";
import { average } from "../math/moments.ts";
import { orthogonalize } from "../math/newton-schulz.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import { readMask } from "../options/mask.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import {
  count,
  decay,
  fixedPositive,
  flag,
  mask,
  numbers,
  optional,
  optionsFor,
  positive,
  rate,
} from "../options/option-makers.ts";
import { type DecoupledDecayOptions, decoupledDecay, type RequiredRate } from "../options/tables.ts";
import type { StateOf, Transform } from "../transform.ts";
import { type DescentState, descendWithDecay } from "../transforms/descent.ts";
import { type LeafwiseState, leafwise } from "../transforms/leafwise.ts";
import { onPart } from "../wrappers/part.ts";
import { type AdamwOptions, adamw } from "./adam.ts";

const rule = {
  /** μ of the average of the gradients. */
  momentum: decay(0.95),
  /** Apply momentum also to the average just made. */
  nesterov: flag(true),
  /** Divide the average by 1 - μᵗ, since it starts at 0; PyTorch does not. */
  biasCorrection: flag(true),
  /** Steps of Newton and Schulz. */
  steps: count(5),
  /** Coefficients of X, XXᵀX and (XXᵀ)²X in each of them. */
  coefficients: numbers([3.4445, -4.775, 2.0315] as readonly [number, number, number]),
  /** Added to the norm of the momentum. */
  eps: positive(1e-8),
  /**
   * r: every update has about this root mean square, r·√max(rows, columns) times an orthogonal matrix, as
   * `match_rms_adamw` in PyTorch; 0.2 is that of AdamW. √max(1, columns/rows) by default.
   */
  consistentRms: optional(fixedPositive),
};

export interface ScaleByMuonOptions extends OptionsOf<typeof rule>, Named {}

const own = {
  /** Which leaves are matrices to Muon; those of rank 2 by default. AdamW trains the others. */
  matrices: optional(mask),
  /** For the other leaves; the learning rate is Muon's, the weight decay 0, and Nesterov as in Muon by default. */
  adamw: optional(optionsFor<AdamwOptions>("adamw")),
};

const options = { learningRate: rate(), ...rule, ...decoupledDecay(0), ...own };

/** The weight decay is that of the matrices. */
export interface MuonOptions
  extends RequiredRate,
    ScaleByMuonOptions,
    DecoupledDecayOptions,
    OptionsOf<typeof own> {}

/** The states of Muon for the matrices, and of AdamW for the other leaves. */
export type MuonState = readonly [DescentState<LeafwiseState<Tensor>>, StateOf<ReturnType<typeof adamw>>];

const isMatrix = (_: string, { rank }: Tensor): boolean => rank === 2;

function requireMatrix({ rank, shape }: Tensor): void {
  if (rank === 2) return;
  throw new ShapeError({
    where: "muon({ matrices })",
    rule: `leaves must have rank 2, got shape ${formatShape(shape)}`,
    fix: "Leave the others to AdamW: by default matrices are the leaves of rank 2",
  });
}

/** The factor for a matrix of weights: (inputs, outputs). */
function shapeFactor({ shape }: Tensor, consistentRms: number | undefined): number {
  const [rows, columns] = shape as [number, number];
  return consistentRms === undefined
    ? Math.sqrt(Math.max(1, columns / rows))
    : consistentRms * Math.sqrt(Math.max(rows, columns));
}

/**
 * m ← μm + (1 - μ)g; the update is m̂, or μm̂ + (1 - μ)ĝ, with its singular values set to about 1. All leaves are
 * matrices.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 * @throws ShapeError in `init` where a leaf is no matrix.
 */
export const scaleByMuon = (given?: ScaleByMuonOptions): Transform<LeafwiseState<Tensor>> =>
  orthogonalMomentum("scaleByMuon", read("scaleByMuon", rule, given));
scaleByMuon.options = rule;

const orthogonalMomentum = (
  where: string,
  { momentum, consistentRms, nesterov, biasCorrection, ...iteration }: Complete<typeof rule>,
): Transform<LeafwiseState<Tensor>> =>
  leafwise<Tensor>(where, {
    init(param) {
      requireMatrix(param);
      return fullLike(param, 0);
    },
    update(gradient, state, { param, step }) {
      const m = average(momentum)(state, gradient);
      const mHat = firstMoment({ m, gradient, step }, { b1: momentum, nesterov, biasCorrection });
      const orthogonal = orthogonalize(div(mHat.numerator, mHat.denominator), iteration);
      return [mul(orthogonal, shapeFactor(param, consistentRms)), m];
    },
  });

/**
 * Muon (Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024) for matrices,
 * x ← x - η(s·NS(m) + λx) with NS the matrix of the same singular vectors and singular values near 1, s of the shape
 * alone; AdamW for all other leaves.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 * @throws ShapeError in `init` where a leaf that `matrices` chooses is no matrix.
 *
 * @example
 * const optimizer = optim.muon({ learningRate: 0.02, adamw: { learningRate: 1e-3, nesterov: false } });
 * const params = { weight: tensor([[3, 0], [0, 1]]), bias: tensor([1, 1]) };
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.bias.data(); // [-0.001, -0.001]
 */
export const muon: Algorithm<MuonOptions, MuonState> = algorithm(
  "muon",
  options,
  ({ matrices = isMatrix, adamw: others, ...given }, name) => {
    const { learningRate, nesterov } = given;
    const chosen = (params: Tree) => readMask(`${name}({ matrices })`, matrices, params);
    const forMatrices = chain(orthogonalMomentum(name, given), descendWithDecay(name, given));
    const forOthers = adamw({ learningRate, weightDecay: 0, nesterov, ...others });
    return chain(
      onPart(name, forMatrices, chosen),
      onPart(name, forOthers, (params) => chosen(params).map((each) => !each)),
    );
  },
);
