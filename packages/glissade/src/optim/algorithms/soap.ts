/** @file SOAP. */

import { requireCount, requireDecay } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { eye } from "../../ops/linalg/diagonal.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { transpose } from "../../ops/shape/layout.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { alongAxis, gram, shortAxes } from "../math/axis-products.ts";
import {
  averageSquare,
  firstMoment,
  type MomentOptions,
  quotient,
  requireMoments,
  rootMeanSquare,
} from "../math/estimates.ts";
import { divisibleNorm } from "../math/inverse-root.ts";
import { average, correction } from "../math/moments.ts";
import { orthonormalColumns } from "../math/orthonormal.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import { leafwise } from "../transforms/leafwise.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";
import { everyN } from "../wrappers/every-n.ts";

/** b1 and b2 are 0.95, eps 1e-8 by default. */
export interface ScaleBySoapOptions extends MomentOptions {
  /** Decay of the matrices, in [0, 1); 0.95 by default. */
  readonly b3?: Operand;
  /** Steps from one turn of the bases to the next; 10 by default. */
  readonly interval?: number;
  /** Longer axes keep the coordinates that they have, and so do vectors; 1024 by default. */
  readonly maxSize?: number;
}

/** The weight decay is 0.01 by default. */
export interface SoapOptions extends ScaleBySoapOptions, DecayOptions {
  /** 0.003 by default. */
  readonly learningRate?: LearningRate;
}

/** A type and not an interface, so that it is a tree. */
type SoapLeaf = {
  /** In the coordinates of the leaf. */
  readonly m: Tensor;
  /** In those of the bases. */
  readonly v: Tensor;
  readonly averages: readonly Tensor[];
  readonly bases: readonly Tensor[];
};

/** Added to a matrix in parts of its norm, so that its product with a basis has independent columns. */
const RIDGE = 1e-6;

/** A step of orthogonal iteration towards the eigenvectors of a symmetric matrix. */
function turn(matrix: Tensor, basis: Tensor): Tensor {
  const scaled = div(matrix, divisibleNorm(matrix));
  return orthonormalColumns(add(matmul(scaled, basis), mul(basis, RIDGE)));
}

/** The axes that have a basis. */
const turnedAxes = (leaf: Tensor, maxSize: number) => (leaf.rank < 2 ? [] : shortAxes(leaf, maxSize));

/**
 * Adam in coordinates that turn: S ← b3·S + (1 - b3)GGᵀ for each axis of a leaf, GGᵀ of the slices along it, and every
 * k steps Q ← the orthonormal columns of SQ, which go towards the eigenvectors of S. The first basis is the identity.
 */
export function scaleBySoap({
  b1 = 0.95,
  b2 = 0.95,
  b3 = 0.95,
  eps = 1e-8,
  interval = 10,
  maxSize = 1024,
}: ScaleBySoapOptions = {}): Transform {
  requireMoments("soap", { b1, b2, eps });
  requireDecay("soap({ b3 })", b3);
  requireCount("soap({ interval })", interval);
  requireCount("soap({ maxSize })", maxSize);

  function turnAll(step: Tensor, { bases, averages }: Pick<SoapLeaf, "bases" | "averages">) {
    const compute = (matrices: readonly Tensor[], olds: readonly Tensor[]) =>
      matrices.map((matrix, index) => turn(matrix, olds[index]!));
    return everyN({ step, interval }, { old: bases, compute }, averages, bases);
  }

  return leafwise<SoapLeaf>("soap", {
    init(param) {
      const zeros = fullLike(param, 0);
      const bases = turnedAxes(param, maxSize).map((axis) => eye(param.shape[axis]!, { dtype: param.dtype }));
      return { m: zeros, v: zeros, averages: bases.map((basis) => fullLike(basis, 0)), bases };
    },
    update(gradient, { bases, ...state }, { param, step }) {
      const axes = turnedAxes(param, maxSize);
      const rotate = (x: Tensor, matrices: readonly Tensor[]) =>
        matrices.reduce((result, matrix, index) => alongAxis(matrix, result, axes[index]!), x);
      const inverses = bases.map((basis) => transpose(basis));
      const m = average(b1)(state.m, gradient);
      const v = averageSquare(b2)(state.v, rotate(gradient, inverses));
      const first = firstMoment({ m: rotate(m, inverses), gradient, step }, { b1 });
      const root = rootMeanSquare(v, { eps, correction: correction(b2, step, v) });
      const averages = state.averages.map((matrix, index) =>
        average(b3)(matrix, gram(gradient, axes[index]!)),
      );
      const next = bases.length ? turnAll(step, { averages, bases }) : bases;
      return [rotate(quotient(first, root), bases), { m, v, averages, bases: next }];
    },
  });
}

/**
 * SOAP (Vyas et al. 2024): Adam in the eigenbases of Shampoo's matrices. For a matrix, with orthogonal Q and P near the
 * eigenvectors of the averages of GGᵀ and GᵀG: m as in Adam, v ← b2·v + (1 - b2)(QᵀGP)²,
 * x ← x - η(Q(Qᵀm̂P/(√v̂ + eps))Pᵀ + λx). Vectors get Adam.
 *
 * @example
 * const optimizer = optim.soap({ learningRate: 0.1, weightDecay: 0 });
 * const params = tensor([[1, 2], [3, -4]]);
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1, 0.1]
 */
export const soap = ({
  learningRate = 3e-3,
  weightDecay = 0.01,
  mask,
  ...options
}: SoapOptions = {}): Optimizer<readonly Tree[]> =>
  chain(scaleBySoap(options), descendWithDecay("soap", { learningRate, weightDecay, mask }));

export const soapSignature: Signature<Omit<SoapOptions, "mask">> = {
  name: "soap",
  create: soap,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    b3: "number",
    eps: "number",
    interval: "number",
    maxSize: "number",
    weightDecay: "number",
  },
};
