/** @file Residuals and derivatives of all observations at once. */

import { type BundleProblem, countsOf } from "../../data/bundles/bundle-problem.ts";
import { vjp } from "../../grad/grad.ts";
import { fromData } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { split } from "../../ops/shape/concat.ts";
import { squeeze, stack } from "../../ops/shape/reorder.ts";
import { compile } from "../../run/compile.ts";
import type { Linearization } from "../least-squares/robust.ts";
import { toVector, type Vector } from "../parameters.ts";
import { type CameraModel, cameraModels } from "./camera-models.ts";
import type { Layout } from "./layout.ts";
import { type ObservationParameters, residual } from "./reprojection.ts";
import type { Components } from "./rotation.ts";

/** Both take the values that the layout describes. */
export interface ObservationProgram {
  /** Two per observation. */
  residuals(values: Vector): Promise<Vector>;
  /** The derivatives of each residual for the unknowns of its observation. */
  linearize(values: Vector): Promise<Linearization>;
}

/** Compiles two programs, without and with derivatives. */
export function compileObservations(
  problem: BundleProblem,
  layout: Layout,
  refined: readonly number[],
): ObservationProgram {
  const { observations: count } = countsOf(problem);
  const model = cameraModels[problem.model];
  // A row for each component, so that each operation reads and writes contiguous numbers.
  const positions = transposed(layout.observed, count);
  const seen = rowsTensor(transposed(problem.observations, count), count);
  const at = (values: Vector) => rowsTensor(pick(values, positions), count);
  const residuals = compile((parameters: Tensor, observed: Tensor) =>
    stack(residual(model, partsOf(parameters), rowsOf(observed)), { axis: 1 }),
  );
  const linearize = compile((parameters: Tensor, observed: Tensor) =>
    derivatives(model, { ...partsOf(parameters), seen: rowsOf(observed) }, refined),
  );
  return {
    residuals: async (values) => toVector(await residuals(at(values), seen)),
    async linearize(values) {
      const [value, jacobian] = await linearize(at(values), seen);
      return { residuals: await toVector(value), jacobian: await toVector(jacobian) };
    },
  };
}

/** An array of rows, column by column. */
function transposed<Numbers extends Float64Array | Int32Array>(rows: Numbers, count: number): Numbers {
  const width = rows.length / count;
  const columns = rows.slice() as Numbers;
  for (let i = 0; i < rows.length; i++) columns[(i % width) * count + Math.floor(i / width)] = rows[i]!;
  return columns;
}

function pick(values: Vector, positions: Int32Array): Vector {
  const found = new Float64Array(positions.length);
  for (let i = 0; i < found.length; i++) found[i] = values[positions[i]!]!;
  return found;
}

const rowsTensor = (data: Float64Array, count: number): Tensor =>
  fromData(data, { dtype: "float64", shape: [data.length / count, count] });

const rowsOf = (x: Tensor): Components =>
  split(x, x.shape[0]!, { axis: 0 }).map((row) => squeeze(row, { axis: 0 }));

function partsOf(parameters: Tensor): ObservationParameters {
  const rows = rowsOf(parameters);
  return { camera: rows.slice(0, 6), intrinsics: rows.slice(6, -3), point: rows.slice(-3) };
}

/** Observations do not depend on each other, so one pullback per axis gives a row of each one's own Jacobian. */
function derivatives(
  model: CameraModel,
  { camera, intrinsics, point, seen }: ObservationParameters & { readonly seen: Components },
  refined: readonly number[],
): [residuals: Tensor, jacobian: Tensor] {
  const f = (free: Components) => {
    const filled = refined.reduce((all, at, i) => all.with(at, free[6 + i]!), [...intrinsics]);
    return residual(model, { camera: free.slice(0, 6), intrinsics: filled, point: free.slice(-3) }, seen);
  };
  const [value, pullback] = vjp(f, [...camera, ...refined.map((at) => intrinsics[at]!), ...point]);
  const rows = value.map((axis) => {
    const [row] = pullback(value.map((each) => fullLike(each, Number(each === axis))));
    return stack(row, { axis: 1 });
  });
  return [stack(value, { axis: 1 }), stack(rows, { axis: 1 })];
}
