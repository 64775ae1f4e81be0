/** @file A residual function of trees as one of vectors, with its Jacobian: compiled once each. */

import { ArgumentError, DtypeError } from "../../errors.ts";
import { jacobian } from "../../grad/jacobian.ts";
import { indices } from "../../graph/host.ts";
import { formatShape } from "../../graph/shape.ts";
import { formatType, Tensor } from "../../graph/tensor.ts";
import { reshape } from "../../ops/shape/layout.ts";
import { describe } from "../../options/describe.ts";
import { compile } from "../../run/compile.ts";
import { type ParameterSpace, parameterSpace, toTensor, toVector, type Vector } from "../parameters.ts";
import type { Linearization } from "./robust.ts";

const MOST_SHOWN = 4;

/** What is to become zero, as far as it can: any tensor. */
export type Residual<Params> = (params: Params) => Tensor;

export interface ResidualProgram<Params> {
  readonly space: ParameterSpace<Params>;
  /** In the shape that the function gives them. */
  residuals(x: Vector): Promise<Tensor>;
  linearize(x: Vector): Promise<Linearization>;
}

/** Throws, now or when it first runs, unless there are parameters, and they and the residuals are float64. */
export function residualProgram<Params>(
  where: string,
  residual: Residual<Params>,
  like: Params,
): ResidualProgram<Params> {
  const space = parameterSpace(where, like);
  if (space.size === 0)
    throw new ArgumentError({ where: `${where}(x0)`, rule: "needs a parameter, got none" });
  if (space.dtype !== "float64") throw notFloat64(`${where}(x0)`, "parameters", space.dtype);
  const f = (x: Tensor) => requireFloat64(where, residual(space.unpack(x)));
  const flat = (x: Tensor) => reshape(f(x), [-1]);
  const [values, derivatives] = [compile(f), compile((x: Tensor) => [flat(x), jacobian(flat)(x)])];
  return {
    space,
    residuals: (x) => values(toTensor(x)),
    async linearize(x) {
      const [residuals, matrix] = await derivatives(toTensor(x));
      return { residuals: await toVector(residuals!), jacobian: await toVector(matrix!) };
    },
  };
}

function requireFloat64(where: string, value: unknown): Tensor {
  if (!(value instanceof Tensor)) {
    const rule = `must return a tensor, got ${describe(value)}`;
    throw new ArgumentError({ where: `${where}(residual)`, rule });
  }
  if (value.dtype !== "float64") throw notFloat64(`${where}(residual)`, "residuals", formatType(value.type));
  return value;
}

const notFloat64 = (where: string, what: string, got: string): DtypeError =>
  new DtypeError({
    where,
    rule: `${what} must be float64, since a Jacobian in float32 hides what it determines, got ${got}`,
    fix: 'Make tensors with { dtype: "float64" }',
  });

/** The residuals at a point; throws unless they and their derivatives are finite, and says which are not. */
export async function requireFinite<Params>(
  where: string,
  { residuals, linearize, space: { names } }: ResidualProgram<Params>,
  x: Vector,
): Promise<Tensor> {
  const tensor = await residuals(x);
  const labels = Array.from(indices(tensor.shape), (index) => `residual${formatShape(index)}`);
  requireAllFinite(where, await toVector(tensor), labels);
  const { jacobian } = await linearize(x);
  requireAllFinite(
    where,
    jacobian,
    labels.flatMap((label) => names.map((name) => `the derivative of ${label} for ${name}`)),
  );
  return tensor;
}

function requireAllFinite(where: string, values: Vector, labels: readonly string[]): void {
  const bad = labels.filter((_, index) => !Number.isFinite(values[index]));
  if (bad.length === 0) return;
  const shown =
    bad.slice(0, MOST_SHOWN).join(", ") + (bad.length > MOST_SHOWN ? `, ... (${bad.length})` : "");
  throw new ArgumentError({
    where: `${where}(x0)`,
    rule: `residuals and derivatives must be finite here, got ${values.find((value) => !Number.isFinite(value))} for ${shown}`,
    fix: "Start where the residuals are defined and smooth",
  });
}
