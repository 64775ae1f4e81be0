/** @file Which numbers of a problem are unknown, and which of them each observation depends on. */

import { type BundleProblem, countsOf, intrinsicNames } from "../../data/bundle-problem.ts";
import type { Vector } from "../parameters.ts";
import type { BlockPattern } from "./elimination.ts";
import type { Freedom } from "./freedom.ts";

export interface Layout extends BlockPattern {
  /** Cameras, intrinsics and points behind each other. */
  readonly values: Vector;
  /** Where each unknown is among the values. */
  readonly unknowns: Int32Array;
  /** The values that each observation depends on: six of its camera, all intrinsics, three of its point. */
  readonly sights: Int32Array;
}

/** Where the parts of a problem are among the values. */
interface Places {
  readonly intrinsics: number;
  readonly width: number;
  readonly shared: boolean;
  readonly points: number;
}

export function layoutOf(problem: BundleProblem, freedom: Freedom): Layout {
  const { cameras, intrinsics, points } = problem;
  const values = Float64Array.from([...cameras, ...intrinsics, ...points]);
  const sights = sightsOf(problem);
  const { kept, blocks } = divideUnknowns(problem, freedom);
  const unknowns = Int32Array.from([...kept, ...blocks.flat()]);
  const numberOf = new Int32Array(values.length).fill(-1);
  for (const [unknown, place] of unknowns.entries()) numberOf[place] = unknown;
  const chosen = [...range(0, 6), ...freedom.refined.map((at) => 6 + at), ...range(sights[0]!.length - 3, 3)];
  return {
    values,
    unknowns,
    sights: Int32Array.from(sights.flat()),
    size: unknowns.length,
    kept: kept.length,
    blocks: blocks.map(({ length }) => length),
    columns: Int32Array.from(sights.flatMap((sight) => chosen.map((at) => numberOf[sight[at]!]!))),
    width: chosen.length,
  };
}

function placesOf({ model, cameras, intrinsics }: BundleProblem): Places {
  const width = intrinsicNames[model].length;
  const points = cameras.length + intrinsics.length;
  return { intrinsics: cameras.length, width, shared: intrinsics.length === width, points };
}

const range = (start: number, length: number): number[] => Array.from({ length }, (_, i) => start + i);

/** Where the intrinsics of a camera begin. */
const intrinsicsOf = (camera: number, { intrinsics, width, shared }: Places): number =>
  intrinsics + (shared ? 0 : width * camera);

function sightsOf(problem: BundleProblem): number[][] {
  const places = placesOf(problem);
  return Array.from(problem.cameraIndex, (camera, i) => [
    ...range(6 * camera, 6),
    ...range(intrinsicsOf(camera, places), places.width),
    ...range(places.points + 3 * problem.pointIndex[i]!, 3),
  ]);
}

/** The larger family, of cameras or of points, becomes the blocks: what is kept makes a dense system. */
function divideUnknowns(
  problem: BundleProblem,
  { fixedCameras, refined }: Freedom,
): { readonly kept: number[]; readonly blocks: number[][] } {
  const places = placesOf(problem);
  const counts = countsOf(problem);
  const intrinsics = (camera: number) => refined.map((at) => intrinsicsOf(camera, places) + at);
  const cameras = range(0, counts.cameras).map((camera) => [
    ...(fixedCameras.has(camera) ? [] : range(6 * camera, 6)),
    ...(places.shared ? [] : intrinsics(camera)),
  ]);
  const points = range(0, counts.points).map((point) => range(places.points + 3 * point, 3));
  const [smaller, larger] =
    cameras.flat().length > points.flat().length ? [points, cameras] : [cameras, points];
  return {
    kept: [...smaller.flat(), ...(places.shared ? intrinsics(0) : [])],
    blocks: larger.filter(({ length }) => length > 0),
  };
}

/** The unknowns among the values. */
export const unknownsOf = ({ values, unknowns }: Layout): Vector =>
  Float64Array.from(unknowns, (place) => values[place]!);

/** The values with unknowns put in. */
export function valuesAt({ values, unknowns }: Layout, x: Vector): Vector {
  const all = values.slice();
  for (const [unknown, place] of unknowns.entries()) all[place] = x[unknown]!;
  return all;
}

/** The problem with other values. */
export function problemAt(problem: BundleProblem, values: Vector): BundleProblem {
  const { intrinsics, points } = placesOf(problem);
  return {
    ...problem,
    cameras: values.slice(0, intrinsics),
    intrinsics: values.slice(intrinsics, points),
    points: values.slice(points),
  };
}
