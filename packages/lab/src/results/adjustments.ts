/** @file How p-values are adjusted for the number of pairs of arms. */

import { benjaminiHochberg } from "../stats/benjamini-hochberg.ts";
import { holm } from "../stats/holm.ts";

interface AdjustmentMethod {
  readonly adjust: (ps: readonly number[]) => readonly number[];
  /** Before "method". */
  readonly name: string;
  /** Before a p-value. */
  readonly short: string;
}

/** The name of an adjustment. */
export type Adjustment = "holm" | "benjamini-hochberg";

/** By their names. */
export const adjustments: Readonly<Record<Adjustment, AdjustmentMethod>> = {
  holm: { adjust: holm, name: "Holm's", short: "Holm" },
  "benjamini-hochberg": { adjust: benjaminiHochberg, name: "Benjamini and Hochberg's", short: "BH" },
};

export const ADJUSTMENTS = Object.keys(adjustments) as readonly Adjustment[];
