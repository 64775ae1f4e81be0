/** @file A scalar function of a vector, with its derivatives: compiled once each. */

import { Matrix } from "ml-matrix";
import { ArgumentError } from "../errors.ts";
import { valueAndGrad } from "../grad/grad.ts";
import { hessian, hvp } from "../grad/jacobian.ts";
import { isFloat } from "../graph/dtype.ts";
import { formatType, Tensor } from "../graph/tensor.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { describe } from "../options/describe.ts";
import { compile } from "../run/compile.ts";
import { type ParameterSpace, toTensor, toVector, type Vector } from "./parameters.ts";

/** A point, and what is known of the function there. */
export interface Evaluation {
  readonly x: Vector;
  readonly value: number;
  readonly gradient: Vector;
}

export interface Objective {
  /** The rounding error of a value near 1. */
  readonly epsilon: number;
  /** How often the value and the gradient were computed so far. */
  readonly evaluations: () => number;
  evaluate(x: Vector): Promise<Evaluation>;
  hessian(x: Vector): Promise<Matrix>;
  /** The Hessian times a vector. */
  hessianProduct(x: Vector, vector: Vector): Promise<Vector>;
}

/** Whether the function and its derivatives are finite. */
export const isFeasible = ({ value, gradient }: Evaluation): boolean =>
  Number.isFinite(value) && gradient.every(Number.isFinite);

/** How far rounding may move a value near that of a point. */
export const noiseAt = ({ epsilon }: Objective, { value }: Evaluation): number =>
  8 * epsilon * Math.abs(value);

/** A function of trees as one of float64 vectors in the graph; throws where it does not return a float scalar. */
export const onVectors =
  <Params>(where: string, f: (params: Params) => Tensor, space: ParameterSpace<Params>) =>
  (x: Tensor): Tensor =>
    cast(requireScalar(where, f(space.unpack(x))), "float64");

/** Compiles what is asked of the function, when it is first asked. */
export function objectiveOf(
  f: (x: Tensor) => Tensor,
  { dtype }: Pick<ParameterSpace<unknown>, "dtype">,
): Objective {
  const valueAndGradient = compile(valueAndGrad(f));
  const secondDerivatives = compile(hessian(f));
  const product = compile(hvp(f));
  let evaluations = 0;
  return {
    epsilon: dtype === "float64" ? 2 ** -52 : 2 ** -23,
    evaluations: () => evaluations,
    async evaluate(x) {
      evaluations++;
      const [value, gradient] = await valueAndGradient(toTensor(x));
      return { x, value: await value.item(), gradient: await toVector(gradient) };
    },
    async hessian(x) {
      const elements = await toVector(await secondDerivatives(toTensor(x)));
      return Matrix.from1DArray(x.length, x.length, elements);
    },
    hessianProduct: async (x, vector) => toVector(await product(toTensor(x), toTensor(vector))),
  };
}

function requireScalar(where: string, value: unknown): Tensor {
  if (value instanceof Tensor && value.rank === 0 && isFloat(value.dtype)) return value;
  const got = value instanceof Tensor ? formatType(value.type) : describe(value);
  throw new ArgumentError({
    where: `${where}(f)`,
    rule: `must return a float scalar, got ${got}`,
    fix: "Reduce it, for example with sum()",
  });
}
