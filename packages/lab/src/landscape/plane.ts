/** @file The loss on a plane through parameters. */

import { type Batch, compile, flatten, type losses, type Tensor, tensor, unflatten } from "glissade";
import type { StudyModel, StudyParams } from "../study/dense.ts";
import { fromVector } from "./parameters.ts";

export interface Plane {
  readonly origin: Float32Array;
  readonly directions: readonly [Float32Array, Float32Array];
}

export interface PlaneLossOptions {
  readonly model: StudyModel;
  readonly loss: typeof losses.meanSquaredError;
  readonly batch: Batch;
  /** Parameters of the model, for their shapes. */
  readonly like: StudyParams;
}

export interface PlaneLoss {
  /** At coordinates of the plane. */
  at(x: number, y: number): Promise<number>;
  /** At parameters anywhere. */
  of(point: Float32Array): Promise<number>;
}

/** The loss as a function, compiled once. */
export function planeLoss(
  { origin, directions }: Plane,
  { model, loss, batch, like }: PlaneLossOptions,
): PlaneLoss {
  const evaluate = (params: StudyParams, x: Tensor, y: Tensor) =>
    loss(model.apply(params, x, { training: false }), y);
  const at = compile(
    (axes: readonly StudyParams[], coordinates: readonly Tensor[], { x, y }: Batch) =>
      evaluate(combine(axes, coordinates), x, y),
    { threads: 1 },
  );
  const anywhere = compile((params: StudyParams, { x, y }: Batch) => evaluate(params, x, y), { threads: 1 });
  const axes = [origin, ...directions].map((vector) => fromVector(vector, like));
  return {
    at: async (x, y) => (await at(axes, [tensor(x), tensor(y)], batch)).item(),
    of: async (point) => (await anywhere(fromVector(point, like), batch)).item(),
  };
}

/** The origin plus each direction times its coordinate. */
function combine<Params>(axes: readonly Params[], coordinates: readonly Tensor[]): Params {
  const [origin, ...directions] = axes.map((axis) => flatten(axis));
  return unflatten(
    origin!.structure,
    origin!.leaves.map((leaf, index) =>
      directions.reduce((sum, { leaves }, axis) => sum.add(leaves[index]!.mul(coordinates[axis]!)), leaf),
    ),
  );
}
