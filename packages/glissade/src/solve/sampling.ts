/** @file Points drawn from a region of parameters. */

import { ArgumentError } from "../errors.ts";
import { requireBox } from "./least-squares/boxed.ts";
import { type ParameterSpace, parameterSpace, type Vector } from "./parameters.ts";
import { norm, subtract } from "./vectors.ts";

interface BoxRegion<Params> {
  /** The least and the largest value of every parameter: sampled uniformly. */
  readonly box: { readonly lower: Params; readonly upper: Params };
  readonly points?: undefined;
}

interface PointRegion<Params> {
  /** At least two points, such as those that a training went through. */
  readonly points: readonly Params[];
  readonly box?: undefined;
}

/** Where to sample. */
export type Region<Params> = BoxRegion<Params> | PointRegion<Params>;

export interface Sampler<Params> {
  readonly space: ParameterSpace<Params>;
  readonly description: string;
  /** How many numbers in [0, 1) make a point. */
  readonly width: number;
  pointFrom(units: Vector): Vector;
  /** How far to look around a point, both ways along a unit vector; the other is a point of the region too. */
  reach(point: Vector, other: Vector, direction: Vector): number;
}

export async function samplerOf<Params>(
  where: string,
  { box, points }: Region<Params>,
): Promise<Sampler<Params>> {
  if (box) return boxSampler(where, box);
  if (points) return pointSampler(where, points);
  throw new ArgumentError({ where: `${where}(options)`, rule: "needs a box or points, got neither" });
}

async function boxSampler<Params>(where: string, box: BoxRegion<Params>["box"]): Promise<Sampler<Params>> {
  const space = parameterSpace(where, box.lower);
  const [lower, upper] = [await space.toVector(box.lower), await space.toVector(box.upper)];
  requireBox(`${where}({ box })`, space.names, { lower, upper });
  return {
    space,
    description: `in a box of ${space.size} parameters`,
    width: space.size,
    pointFrom: (units) => units.map((unit, index) => lower[index]! + unit * (upper[index]! - lower[index]!)),
    reach: (point, _, direction) =>
      direction.reduce((least, part, index) => {
        const room = Math.min(point[index]! - lower[index]!, upper[index]! - point[index]!);
        return part === 0 ? least : Math.min(least, room / Math.abs(part));
      }, Number.POSITIVE_INFINITY),
  };
}

async function pointSampler<Params>(where: string, points: readonly Params[]): Promise<Sampler<Params>> {
  if (points.length < 2) {
    throw new ArgumentError({
      where: `${where}({ points })`,
      rule: `needs at least 2, got ${points.length}`,
    });
  }
  const space = parameterSpace<Params>(where, points[0] as Params);
  const vectors = await Promise.all(points.map(space.toVector));
  return {
    space,
    description: `from ${points.length} points of ${space.size} parameters`,
    width: 1,
    pointFrom: ([unit]) => vectors[Math.floor(unit! * vectors.length)]!,
    reach: (point, other) => norm(subtract(point, other)),
  };
}
