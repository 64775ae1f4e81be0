/** @file The unknowns of a problem among its numbers, and those that each observation depends on. */

import { type BundleProblem, countsOf, intrinsicNames } from "../../data/bundles/bundle-problem.ts";
import type { Vector } from "../parameters.ts";
import type { BlockPattern } from "./elimination.ts";
import type { FreeParameters } from "./free-parameters.ts";

export interface Layout extends BlockPattern {
  /** Cameras, intrinsics and points behind each other. */
  readonly values: Vector;
  /** Where each unknown is among the values. */
  readonly unknowns: Int32Array;
  /** The values that each observation depends on: six of its camera, all intrinsics, three of its point. */
  readonly observed: Int32Array;
}

/** Where the parts of a problem begin among the values. */
interface Offsets {
  readonly intrinsics: number;
  readonly width: number;
  readonly shared: boolean;
  readonly points: number;
}

export function layoutOf(problem: BundleProblem, free: FreeParameters): Layout {
  const { cameras, intrinsics, points } = problem;
  const values = Float64Array.from([...cameras, ...intrinsics, ...points]);
  const observed = observedValuesOf(problem);
  const { kept, blocks } = divideUnknowns(problem, free);
  const unknowns = Int32Array.from([...kept, ...blocks.flat()]);
  const numberOf = new Int32Array(values.length).fill(-1);
  for (const [unknown, position] of unknowns.entries()) numberOf[position] = unknown;
  const chosen = [...range(0, 6), ...free.refined.map((at) => 6 + at), ...range(observed[0]!.length - 3, 3)];
  return {
    values,
    unknowns,
    observed: Int32Array.from(observed.flat()),
    size: unknowns.length,
    kept: kept.length,
    blocks: blocks.map(({ length }) => length),
    columns: Int32Array.from(observed.flatMap((own) => chosen.map((at) => numberOf[own[at]!]!))),
    width: chosen.length,
  };
}

function offsetsOf({ model, cameras, intrinsics }: BundleProblem): Offsets {
  const width = intrinsicNames[model].length;
  const points = cameras.length + intrinsics.length;
  return { intrinsics: cameras.length, width, shared: intrinsics.length === width, points };
}

const range = (start: number, length: number): number[] => Array.from({ length }, (_, i) => start + i);

/** Where the intrinsics of a camera begin. */
const intrinsicsOf = (camera: number, { intrinsics, width, shared }: Offsets): number =>
  intrinsics + (shared ? 0 : width * camera);

function observedValuesOf(problem: BundleProblem): number[][] {
  const offsets = offsetsOf(problem);
  return Array.from(problem.cameraIndex, (camera, i) => [
    ...range(6 * camera, 6),
    ...range(intrinsicsOf(camera, offsets), offsets.width),
    ...range(offsets.points + 3 * problem.pointIndex[i]!, 3),
  ]);
}

/** The larger family, of cameras or of points, becomes the blocks: what is kept makes a dense system. */
function divideUnknowns(
  problem: BundleProblem,
  { fixedCameras, refined }: FreeParameters,
): { readonly kept: number[]; readonly blocks: number[][] } {
  const offsets = offsetsOf(problem);
  const counts = countsOf(problem);
  const intrinsics = (camera: number) => refined.map((at) => intrinsicsOf(camera, offsets) + at);
  const cameras = range(0, counts.cameras).map((camera) => [
    ...(fixedCameras.has(camera) ? [] : range(6 * camera, 6)),
    ...(offsets.shared ? [] : intrinsics(camera)),
  ]);
  const points = range(0, counts.points).map((point) => range(offsets.points + 3 * point, 3));
  const [smaller, larger] =
    cameras.flat().length > points.flat().length ? [points, cameras] : [cameras, points];
  return {
    kept: [...smaller.flat(), ...(offsets.shared ? intrinsics(0) : [])],
    blocks: larger.filter(({ length }) => length > 0),
  };
}

/** The unknowns among the values. */
export const unknownsOf = ({ values, unknowns }: Layout): Vector =>
  Float64Array.from(unknowns, (position) => values[position]!);

/** The values with unknowns put in. */
export function valuesAt({ values, unknowns }: Layout, x: Vector): Vector {
  const all = values.slice();
  for (const [unknown, position] of unknowns.entries()) all[position] = x[unknown]!;
  return all;
}

/** The problem with other values. */
export function problemAt(problem: BundleProblem, values: Vector): BundleProblem {
  const { intrinsics, points } = offsetsOf(problem);
  return {
    ...problem,
    cameras: values.slice(0, intrinsics),
    intrinsics: values.slice(intrinsics, points),
    points: values.slice(points),
  };
}
