/** @file The result that `glissade landscape --json` writes. */

/** Raised whenever a field changes its meaning or goes away. */
const LANDSCAPE_VERSION = 1;

/** `pca`: the plane in which the training moved most. `random`: two filter-normalised random directions. */
export const PLANES = ["pca", "random"] as const;

export type PlaneName = (typeof PLANES)[number];

/** Parameters that training passed, in the coordinates of the plane. */
export interface LandscapePoint {
  readonly step: number;
  readonly x: number;
  readonly y: number;
  /** At the parameters themselves, which may lie beside the plane. */
  readonly loss: number;
}

/** The training of one arm. */
export interface LandscapeRun {
  /** Its name. */
  readonly arm: string;
  /** The optimizer string, canonical. */
  readonly optimizer: string;
  /** Of a random plane, the end alone: the rest of the path is far from it. */
  readonly path: readonly LandscapePoint[];
}

export interface LandscapeResult {
  readonly study: string;
  readonly seed: number;
  readonly steps: number;
  /** Training images that the loss is averaged over. */
  readonly samples: number;
  readonly plane: PlaneName;
  /** Shares of the variance of all paths along x and y; of `pca` only. */
  readonly explained?: readonly [number, number];
  /** Coordinates of the columns and rows; the end, or the mean of several ends, is at (0, 0). */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** A row for each y, a number for each x. */
  readonly loss: readonly (readonly number[])[];
  readonly runs: readonly LandscapeRun[];
}

/** The result as JSON holds it: the fields of a single run stand beside the others, of several in a list. */
export function toLandscapeJson({ runs, ...shared }: LandscapeResult): object {
  return { version: LANDSCAPE_VERSION, ...shared, ...(runs.length === 1 ? runs[0] : { runs }) };
}
