/** @file The loss of a trained network around its end. */

import { batches } from "glissade";
import { linearAxis, pad, type Range, rangeOf } from "../charts/axes.ts";
import { gridPoints, spread } from "../charts/contour.ts";
import type { Progress } from "../progress.ts";
import { lossesByName } from "../study/dense.ts";
import type { LandscapePlan } from "./plan.ts";
import { type Plane, type PlaneLoss, planeLoss } from "./plane.ts";
import { type PrincipalPlane, principalPlane, project } from "./principal-plane.ts";
import { randomDirections } from "./random-plane.ts";
import type { LandscapePoint, LandscapeResult, PlaneName } from "./result.ts";
import { recordTrajectory, type Trajectory } from "./trajectory.ts";

export interface LandscapeOptions {
  /** Positions of the arms in the study; one alone for a random plane. */
  readonly arms: readonly number[];
  readonly plane: PlaneName;
  /** Points along each axis. */
  readonly grid: number;
  /** Training images to average the loss over, at most. */
  readonly samples: number;
  /** Has a row for each training and one for the grid. */
  readonly progress?: Progress;
}

/** Trains the first run of each arm as `compare` does, and evaluates the loss on a plane through their ends. */
export async function landscape(plan: LandscapePlan, options: LandscapeOptions): Promise<LandscapeResult> {
  const { study, dataset, steps, seed, optimizers } = plan;
  const trajectories = await trainAll(plan, options);
  const samples = Math.min(options.samples, dataset.train.size);
  const plane = await choosePlane(trajectories, { name: options.plane, seed });
  const [batch] = batches(dataset.train, { size: samples, order: "fresh", seed })(0);
  const { model, params } = trajectories[0]!;
  const losses = planeLoss(plane, { model, loss: lossesByName[study.loss], batch: batch!, like: params });
  const { paths, ...grid } = await survey(trajectories, { ...options, plane, losses });
  return {
    study: study.name,
    seed,
    steps,
    samples,
    plane: options.plane,
    ...(plane.explained && { explained: plane.explained }),
    ...grid,
    runs: options.arms.map((arm, index) => {
      const { name } = study.arms[arm]!;
      return { arm: name, optimizer: optimizers[arm]!, path: paths[index]! };
    }),
  };
}

/** The arms of a study share the seed of their first run, and so their start and their batches. */
async function trainAll(
  plan: LandscapePlan,
  { arms, progress }: LandscapeOptions,
): Promise<readonly Trajectory[]> {
  const trajectories: Trajectory[] = [];
  for (const [row, arm] of arms.entries()) {
    const onStep = (steps: number, loss: number) =>
      progress?.update(row, { runs: steps < plan.steps ? 0 : 1, steps, loss });
    trajectories.push(await recordTrajectory(plan, arm, onStep));
  }
  return trajectories;
}

interface ChosenPlane extends Plane {
  readonly explained?: PrincipalPlane["explained"];
}

interface PlaneChoice {
  readonly name: PlaneName;
  readonly seed: number;
}

async function choosePlane(
  trajectories: readonly Trajectory[],
  { name, seed }: PlaneChoice,
): Promise<ChosenPlane> {
  const origin = meanOf(trajectories.map(({ points }) => points.at(-1)!));
  if (name === "pca")
    return { origin, ...(await principalPlane(trajectories.flatMap(({ points }) => points))) };
  const [first, second] = randomDirections(trajectories[0]!.params, origin, { seed, count: 2 });
  return { origin, directions: [first!, second!] };
}

const meanOf = (points: readonly Float32Array[]): Float32Array =>
  points[0]!.map((_, index) => points.reduce((sum, point) => sum + point[index]! / points.length, 0));

interface Survey extends Pick<LandscapeOptions, "arms" | "grid" | "progress"> {
  readonly plane: ChosenPlane;
  readonly losses: PlaneLoss;
}

/** The paths in the plane, and the loss around them. */
async function survey(trajectories: readonly Trajectory[], { plane, losses, ...options }: Survey) {
  const paths: (readonly LandscapePoint[])[] = [];
  for (const trajectory of trajectories) paths.push(await followPath(trajectory, plane, losses));
  const points = paths.flat();
  const [x, y] = plane.explained
    ? [points.map((point) => point.x), points.map((point) => point.y)].map(around)
    : [RANDOM_RANGE, RANDOM_RANGE];
  const { arms, grid, progress } = options;
  const axes = { x: spread(x!, grid), y: spread(y!, grid) };
  const values: number[] = [];
  for (const [across, up] of gridPoints(axes)) {
    values.push(await losses.at(across, up));
    progress?.update(arms.length, { runs: values.length < grid ** 2 ? 0 : 1, steps: values.length });
  }
  return { ...axes, loss: axes.y.map((_, row) => values.slice(row * grid, (row + 1) * grid)), paths };
}

/** How far random directions are followed, in lengths of the network's filters. */
const RANDOM_RANGE: Range = { min: -1, max: 1 };

/** Round ends some way around the values. */
const around = (values: readonly number[]): Range => linearAxis("", pad(rangeOf(values), 0.2));

/** A random plane holds only its origin, the end. */
async function followPath(
  { steps, points }: Trajectory,
  { origin, directions, explained }: ChosenPlane,
  { of }: PlaneLoss,
): Promise<readonly LandscapePoint[]> {
  const path: LandscapePoint[] = [];
  for (const [index, point] of points.entries()) {
    if (!explained && index < points.length - 1) continue;
    const [x, y] = project(point, origin, directions);
    path.push({ step: steps[index]!, x, y, loss: await of(point) });
  }
  return path;
}
