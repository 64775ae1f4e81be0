/** @file Muon. */

import { requireCount, requireDecay, requirePositive } from "../../check.ts";
import { ShapeError } from "../../errors.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { div, mul } from "../../ops/elementwise/arithmetic.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { firstMoment } from "../math/estimates.ts";
import { average } from "../math/moments.ts";
import { orthogonalize } from "../math/newton-schulz.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import { leafwise } from "../transforms/leafwise.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";
import { type Mask, readMask } from "../wrappers/mask.ts";
import { onPart } from "../wrappers/part.ts";
import { type AdamwOptions, adamw } from "./adamw.ts";

export interface ScaleByMuonOptions {
  /** μ in [0, 1); 0.95 by default. */
  readonly momentum?: Operand;
  /** Apply momentum also to the average just made; `true` by default. */
  readonly nesterov?: boolean;
  /** Divide the average by 1 - μᵗ, since it starts at zero; PyTorch does not. `true` by default. */
  readonly biasCorrection?: boolean;
  /** Steps of Newton and Schulz; 5 by default. */
  readonly steps?: number;
  /** Coefficients of X, XXᵀX and (XXᵀ)²X in each of them; 3.4445, -4.775 and 2.0315 by default. */
  readonly coefficients?: readonly [number, number, number];
  /** Added to the norm of the momentum; 1e-8 by default. */
  readonly eps?: Operand;
  /**
   * r: every update has about this root mean square, r·√max(rows, columns) times an orthogonal matrix, as
   * `match_rms_adamw` in PyTorch; 0.2 is that of AdamW. √max(1, columns/rows) by default.
   */
  readonly consistentRms?: number;
}

/** The weight decay of the matrices is 0 by default. */
export interface MuonOptions extends ScaleByMuonOptions, DecayOptions {
  readonly learningRate: LearningRate;
  /** Which leaves are matrices to Muon; those of rank 2 by default. AdamW trains the others. */
  readonly matrices?: Mask;
  /** For the other leaves; the learning rate is Muon's, the weight decay 0, and Nesterov as in Muon by default. */
  readonly adamw?: AdamwOptions;
}

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

/** m ← μm + (1 - μ)g; the update is m̂, or μm̂ + (1 - μ)ĝ, with its singular values set to about 1. */
export function scaleByMuon({
  momentum = 0.95,
  nesterov = true,
  biasCorrection = true,
  steps = 5,
  coefficients = [3.4445, -4.775, 2.0315],
  eps = 1e-8,
  consistentRms,
}: ScaleByMuonOptions = {}): Transform {
  requireDecay("muon({ momentum })", momentum);
  requireCount("muon({ steps })", steps);
  requirePositive("muon({ eps })", eps);
  if (consistentRms !== undefined) requirePositive("muon({ consistentRms })", consistentRms);
  return leafwise<Tensor>("muon", {
    init(param) {
      requireMatrix(param);
      return fullLike(param, 0);
    },
    update(gradient, state, { param, step }) {
      const m = average(momentum)(state, gradient);
      const ahead = firstMoment({ m, gradient, step }, { b1: momentum, nesterov, biasCorrection });
      const direction = div(ahead.numerator, ahead.denominator);
      const orthogonal = orthogonalize(direction, { steps, coefficients, eps });
      return [mul(orthogonal, shapeFactor(param, consistentRms)), m];
    },
  });
}

/**
 * Muon (Jordan et al. 2024) for matrices, x ← x - η(s·NS(m) + λx) with NS the matrix of the same singular vectors and
 * singular values near 1, s of the shape alone; AdamW for all other leaves.
 *
 * @example
 * const optimizer = optim.muon({ learningRate: 0.02, adamw: { learningRate: 1e-3, nesterov: false } });
 * const params = { weight: tensor([[3, 0], [0, 1]]), bias: tensor([1, 1]) };
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.bias.data(); // [-0.001, -0.001]
 */
export function muon({
  learningRate,
  weightDecay = 0,
  mask,
  matrices = (_, { rank }) => rank === 2,
  adamw: others,
  ...options
}: MuonOptions): Optimizer<readonly Tree[]> {
  const { nesterov = true } = options;
  const chosen = (params: Tree) => readMask("muon({ matrices })", matrices, params);
  const forMatrices = chain(
    scaleByMuon(options),
    descendWithDecay("muon", { learningRate, weightDecay, mask }),
  );
  const forOthers = adamw({ learningRate, weightDecay: 0, nesterov, ...others });
  return chain(
    onPart("muon", forMatrices, chosen),
    onPart("muon", forOthers, (params) => chosen(params).map((each) => !each)),
  );
}

type Written = Omit<MuonOptions, "mask" | "matrices" | "adamw" | "coefficients">;

export const muonSignature: Signature<Written> = {
  name: "muon",
  create: muon,
  parameters: {
    learningRate: "number",
    momentum: "number",
    weightDecay: "number",
    nesterov: flag,
    biasCorrection: flag,
    steps: "number",
    eps: "number",
    consistentRms: "number",
  },
};
