/** @file What a path is drawn on: axes, a picture of the function, and the path in its coordinates. */

import type { Axis } from "./axes.ts";
import type { Point } from "./layout.ts";
import type { PathPoint } from "./minimize-path.ts";
import type { Series } from "./render.ts";

export interface Scene {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** The path. */
  readonly points: readonly Point[];
}

/** A function of one or more variables, by their names. */
export interface DrawnFunction {
  readonly variables: readonly string[];
  evaluate(x: readonly number[]): number;
}

/** What a scene is made from. */
export interface SceneParts extends DrawnFunction {
  readonly path: readonly PathPoint[];
}
