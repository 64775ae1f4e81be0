/** @file The background of paths: axes, a picture of the function, and the mapping from points to the picture. */

import type { Axis } from "./axes.ts";
import type { Point } from "./layout.ts";
import type { PathPoint, PathRun } from "./minimize-path.ts";
import type { Series } from "./render.ts";

export interface Scene {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  place(point: PathPoint): Point;
}

/** A function of one or more variables, by their names. */
export interface DrawnFunction {
  readonly variables: readonly string[];
  evaluate(x: readonly number[]): number;
  /** Ends of the axes; around the paths where left out. */
  readonly box?: readonly (readonly [low: number, high: number])[];
  /** Points to mark. */
  readonly minima?: readonly (readonly number[])[];
}

/** What a scene is made from. */
export interface SceneParts extends DrawnFunction {
  /** As far as they can be shown. */
  readonly runs: readonly PathRun[];
}
