/** @file Cameras around points, seen with plain arithmetic; and the deterministic way to disturb a problem. */

import { angleAxisOfMatrix, type Vector3 } from "../../packages/glissade/src/data/bundles/angle-axis.ts";
import type {
  BundleProblem,
  CameraModelName,
} from "../../packages/glissade/src/data/bundles/bundle-problem.ts";
import { spread } from "./values.ts";

export interface SceneOptions {
  readonly model: CameraModelName;
  readonly cameras: number;
  readonly points: number;
  /** Of each camera, or of all of them; the same for all by default. */
  readonly intrinsics?: (camera: number) => readonly number[];
  readonly shared?: boolean;
}

/** Which way z points, and the usual intrinsics. */
const models = {
  snavely: { forward: -1, intrinsics: [600, -0.05, 0.01] },
  brown: { forward: 1, intrinsics: [600, 320, 240, -0.05, 0.01, 0.002, 0.001, -0.002] },
} as const;

/** A problem whose observations are exact: each camera sees four of five points. */
export function scene({ model, cameras, points, intrinsics, shared }: SceneOptions): BundleProblem {
  const world = Array.from({ length: points }, (_, i) => triple(spread(3, i + 1, [-1.5, 1.5])));
  const poses = Array.from({ length: cameras }, (_, camera) => lookAtOrigin(camera, model));
  const lens = (camera: number) => intrinsics?.(camera) ?? models[model].intrinsics;
  const pairs = poses.flatMap((_, camera) =>
    world.flatMap((_, point) => ((3 * camera + point) % 5 === 0 ? [] : [[camera, point] as const])),
  );
  return {
    model,
    cameras: Float64Array.from(
      poses.flatMap(({ rotation, translation }) => [...angleAxisOfMatrix(rotation.flat()), ...translation]),
    ),
    intrinsics: Float64Array.from(shared ? lens(0) : poses.flatMap((_, camera) => [...lens(camera)])),
    points: Float64Array.from(world.flat()),
    cameraIndex: Int32Array.from(pairs, ([camera]) => camera),
    pointIndex: Int32Array.from(pairs, ([, point]) => point),
    observations: Float64Array.from(
      pairs.flatMap(([camera, point]) =>
        project[model](inCamera(poses[camera]!, world[point]!), lens(camera)),
      ),
    ),
  };
}

interface Pose {
  readonly rotation: readonly Vector3[];
  readonly translation: Vector3;
}

const triple = (numbers: readonly number[]) => numbers as unknown as Vector3;
const dot = (x: Vector3, y: Vector3): number => x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
const cross = ([a, b, c]: Vector3, [x, y, z]: Vector3): Vector3 => [
  b * z - c * y,
  c * x - a * z,
  a * y - b * x,
];
const unit = (x: Vector3): Vector3 => triple(x.map((component) => component / Math.sqrt(dot(x, x))));

/** Cameras on a rising arc of radius six, at angles with a golden section between them. */
function lookAtOrigin(camera: number, model: CameraModelName): Pose {
  const angle = 2.4 * camera;
  const centre: Vector3 = [6 * Math.cos(angle), 0.4 * camera - 1, 6 * Math.sin(angle)];
  const z = unit(triple(centre.map((component) => -models[model].forward * component)));
  const x = unit(cross([0.1, 1, 0], z));
  const rotation = [x, cross(z, x), z];
  return { rotation, translation: triple(rotation.map((row) => -dot(row, centre))) };
}

const inCamera = ({ rotation, translation }: Pose, point: Vector3): Vector3 =>
  triple(rotation.map((row, axis) => dot(row, point) + translation[axis]!));

const project: {
  readonly [Name in CameraModelName]: (x: Vector3, intrinsics: readonly number[]) => number[];
} = {
  snavely([x, y, z], [f, k1, k2]) {
    const [u, v] = [-x / z, -y / z];
    const r2 = u * u + v * v;
    return [u, v].map((p) => f! * (1 + k1! * r2 + k2! * r2 ** 2) * p);
  },
  brown([x, y, z], [f, cx, cy, k1, k2, k3, p1, p2]) {
    const [u, v] = [x / z, y / z];
    const r2 = u * u + v * v;
    const radial = 1 + k1! * r2 + k2! * r2 ** 2 + k3! * r2 ** 3;
    return [
      f! * (u * radial + 2 * p1! * u * v + p2! * (r2 + 2 * u * u)) + cx!,
      f! * (v * radial + 2 * p2! * u * v + p1! * (r2 + 2 * v * v)) + cy!,
    ];
  },
};

/**
 * Moves points by sin(1 + k) hundredths of their mean absolute distance from their mean, and rotations of cameras but
 * the first by .002·sin(2 + k): the numbers of the table of known optima were computed from there.
 */
export function disturb(problem: BundleProblem): BundleProblem {
  const { points, cameras } = problem;
  const means = [0, 1, 2].map((axis) => mean(points.filter((_, k) => k % 3 === axis)));
  const size = mean(points.map((x, k) => Math.abs(x - means[k % 3]!)));
  const isRotation = (k: number) => k >= 6 && k % 6 < 3;
  return {
    ...problem,
    points: points.map((x, k) => x + 0.01 * size * Math.sin(1 + k)),
    cameras: cameras.map((x, k) => (isRotation(k) ? x + 0.002 * Math.sin(2 + k) : x)),
  };
}

const mean = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
