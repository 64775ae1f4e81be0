/** @file SOAP. */

import { orthonormalColumns } from "../../control/orthonormal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { eye } from "../../ops/linalg/diagonal.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { transpose } from "../../ops/shape/layout.ts";
import { alongAxis, gram, shortAxes } from "../math/axis-products.ts";
import { corrected } from "../math/estimates.ts";
import { everyN } from "../math/every-n.ts";
import { plus, quotient, root } from "../math/fraction.ts";
import { average, averageSquare } from "../math/moments.ts";
import { normalize } from "../math/norms.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { count, decay, positive, rate } from "../options/option-makers.ts";
import { type DecoupledDecayOptions, decoupledDecay, type OptionalRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";
import { type LeafwiseState, leafwise } from "../transforms/leafwise.ts";

const rule = {
  /** Decay of the first moment, the average of the gradients. */
  b1: decay(0.95),
  /** Decay of the second moment, the average of the squares in the turned coordinates. */
  b2: decay(0.95),
  /** Decay of the matrices. */
  b3: decay(0.95),
  /** Added to the root of the second moment. */
  eps: positive(1e-8),
  /** Steps from one turn of the bases to the next. */
  interval: count(10),
  /** Longer axes keep the coordinates that they have, and so do vectors. */
  maxSize: count(1024),
};

export interface ScaleBySoapOptions extends OptionsOf<typeof rule>, Named {}

export type SoapLeaf = {
  /** The average of the gradients, in the coordinates of the leaf. */
  readonly m: Tensor;
  /** The average of their squares, in those of the bases. */
  readonly v: Tensor;
  /** S of each axis that turns. */
  readonly averages: readonly Tensor[];
  /** Q of each of them. */
  readonly bases: readonly Tensor[];
};

/** Added to a matrix in parts of its norm, so that its product with a basis has independent columns. */
const RIDGE = 1e-6;

/** A step of orthogonal iteration towards the eigenvectors of a symmetric matrix. */
function turn(matrix: Tensor, basis: Tensor): Tensor {
  return orthonormalColumns(add(matmul(normalize(matrix).unit, basis), mul(basis, RIDGE)));
}

/** The axes that have a basis. */
const turnedAxes = (leaf: Tensor, maxSize: number) => (leaf.rank < 2 ? [] : shortAxes(leaf, maxSize));

/**
 * Adam in coordinates that turn: S ← b3·S + (1 - b3)GGᵀ for each axis of a leaf, GGᵀ of the slices along it, and every
 * k steps Q ← the orthonormal columns of SQ, which go towards the eigenvectors of S. The first basis is the identity.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 */
export const scaleBySoap = (given?: ScaleBySoapOptions): Transform<LeafwiseState<SoapLeaf>> =>
  adamInBases("scaleBySoap", read("scaleBySoap", rule, given));
scaleBySoap.options = rule;

function adamInBases(
  name: string,
  { b1, b2, b3, eps, interval, maxSize }: Complete<typeof rule>,
): Transform<LeafwiseState<SoapLeaf>> {
  function turnAll(step: Tensor, { bases, averages }: Pick<SoapLeaf, "bases" | "averages">) {
    const compute = (matrices: readonly Tensor[], olds: readonly Tensor[]) =>
      matrices.map((matrix, index) => turn(matrix, olds[index]!));
    return everyN({ step, interval }, { old: bases, compute }, averages, bases);
  }

  return leafwise<SoapLeaf>(name, {
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
      const mHat = corrected(rotate(m, inverses), b1, step);
      const direction = quotient(mHat, plus(root(corrected(v, b2, step)), eps));
      const follow = (matrix: Tensor, index: number) => average(b3)(matrix, gram(gradient, axes[index]!));
      const averages = state.averages.map(follow);
      const next = bases.length ? turnAll(step, { averages, bases }) : bases;
      return [rotate(direction, bases), { m, v, averages, bases: next }];
    },
  });
}

const options = { learningRate: rate(3e-3), ...rule, ...decoupledDecay(0.01) };

export interface SoapOptions extends OptionalRate, ScaleBySoapOptions, DecoupledDecayOptions {}

/**
 * SOAP (Vyas et al., "SOAP: Improving and Stabilizing Shampoo using Adam", 2024, arXiv 2409.11321): Adam in the
 * eigenbases of Shampoo's matrices. For a matrix, with orthogonal Q and P near the eigenvectors of the averages of GGᵀ
 * and GᵀG: m as in Adam, v ← b2·v + (1 - b2)(QᵀGP)², x ← x - η(Q(Qᵀm̂P/(√v̂ + eps))Pᵀ + λx). Vectors get Adam.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.soap({ learningRate: 0.1, weightDecay: 0 });
 * const params = tensor([[1, 2], [3, -4]]);
 * const [updates] = optimizer.update(params, optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1, 0.1]
 */
export const soap: Algorithm<SoapOptions, DescentState<LeafwiseState<SoapLeaf>>> = descent(
  "soap",
  options,
  (given, name) => adamInBases(name, given),
);
