/** @file The loss of a trained network around its end. */

import { batches, optim } from "glissade";
import { linearAxis, pad, type Range, rangeOf } from "../charts/axes.ts";
import { gridPoints, spread } from "../charts/contour.ts";
import type { Plan } from "../compare/plan.ts";
import { lossesByName } from "../compare/run.ts";
import type { Progress } from "../progress.ts";
import { type Plane, type PlaneLoss, planeLoss } from "./plane.ts";
import { type PrincipalPlane, principalPlane, project } from "./principal-plane.ts";
import { randomDirections } from "./random-plane.ts";
import { LANDSCAPE_VERSION, type LandscapePoint, type LandscapeResult, type PlaneName } from "./result.ts";
import { recordTrajectory, type Trajectory } from "./trajectory.ts";

export interface LandscapeOptions {
  /** Position of the arm in the study. */
  readonly arm: number;
  readonly plane: PlaneName;
  /** Points along each axis. */
  readonly grid: number;
  /** Training images to average the loss over, at most. */
  readonly samples: number;
  /** Has a row for the training and one for the grid. */
  readonly progress?: Progress;
}

/** Trains the first run of an arm as `compare` does, and evaluates the loss on a plane through its end. */
export async function landscape(plan: Plan, options: LandscapeOptions): Promise<LandscapeResult> {
  const { study, dataset, tasks } = plan;
  const task = tasks.find(({ arm }) => arm === options.arm)!;
  const trajectory = await recordTrajectory(task, dataset, (steps, loss) =>
    options.progress?.update(0, { runs: steps < study.steps ? 0 : 1, steps, loss }),
  );
  const samples = Math.min(options.samples, dataset.train.size);
  const plane = choosePlane(trajectory, { name: options.plane, seed: task.seed });
  const [batch] = batches(dataset.train, { size: samples, order: "fresh", seed: task.seed })(0);
  const { model, params } = trajectory;
  const losses = planeLoss(plane, { model, loss: lossesByName[study.loss], batch: batch!, like: params });
  const arm = study.arms[options.arm]!;
  return {
    version: LANDSCAPE_VERSION,
    study: study.name,
    arm: arm.name,
    optimizer: optim.parse(arm.optimizer).text,
    seed: task.seed,
    steps: study.steps,
    samples,
    plane: options.plane,
    ...(plane.explained && { explained: plane.explained }),
    ...(await survey(trajectory, { ...options, plane, losses })),
  };
}

interface ChosenPlane extends Plane {
  readonly explained?: PrincipalPlane["explained"];
}

interface PlaneChoice {
  readonly name: PlaneName;
  readonly seed: number;
}

function choosePlane({ points, params }: Trajectory, { name, seed }: PlaneChoice): ChosenPlane {
  const origin = points.at(-1)!;
  if (name === "pca") return { origin, ...principalPlane(points) };
  const [first, second] = randomDirections(params, origin, { seed, count: 2 });
  return { origin, directions: [first!, second!] };
}

interface Survey extends Pick<LandscapeOptions, "grid" | "progress"> {
  readonly plane: ChosenPlane;
  readonly losses: PlaneLoss;
}

/** The path in the plane, and the loss around it. */
async function survey(trajectory: Trajectory, { plane, losses, grid, progress }: Survey) {
  const path = await followPath(trajectory, plane, losses);
  const [x, y] = plane.explained
    ? [path.map((point) => point.x), path.map((point) => point.y)].map(around)
    : [RANDOM_RANGE, RANDOM_RANGE];
  const axes = { x: spread(x!, grid), y: spread(y!, grid) };
  const values: number[] = [];
  for (const [across, up] of gridPoints(axes)) {
    values.push(await losses.at(across, up));
    progress?.update(1, { runs: values.length < grid ** 2 ? 0 : 1, steps: values.length });
  }
  return { ...axes, loss: axes.y.map((_, row) => values.slice(row * grid, (row + 1) * grid)), path };
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
    if (!explained && point !== origin) continue;
    const [x, y] = project(point, origin, directions);
    path.push({ step: steps[index]!, x, y, loss: await of(point) });
  }
  return path;
}
