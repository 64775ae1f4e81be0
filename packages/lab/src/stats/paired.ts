/** @file Paired samples: the differences of runs that share a seed, or whatever makes a pair. */

import { ShapeError } from "glissade";
import { type Centered, center, spreadOf, toUnit } from "./moments.ts";
import { requireSamples } from "./samples.ts";

/** Throws unless both are samples of one length. */
export function requirePairs(where: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  requireSamples(where, a, b);
  if (a.length === b.length) return;
  throw new ShapeError({
    where: `${where}(a, b)`,
    rule: `paired samples have one length, got ${a.length} and ${b.length}`,
    fix: "Put the values of one pair at the same place of both, or compare them as independent samples",
  });
}

/** The differences of pairs, in a unit in which nothing overflows. */
interface Differences {
  readonly unit: number;
  /** a - b of each pair. */
  readonly values: Float64Array;
}

/** a - b of each pair. */
export function differencesOf(a: ArrayLike<number>, b: ArrayLike<number>): Differences {
  const { unit, values } = toUnit([...Array.from(a), ...Array.from(b)]);
  const n = a.length;
  return { unit, values: Float64Array.from({ length: n }, (_, i) => values[i]! - values[n + i]!) };
}

/** The mean difference of pairs and how far it may be off, in `unit`. */
interface PairedSpread {
  readonly unit: number;
  readonly mean: number;
  readonly deviation: number;
  readonly error: number;
  readonly df: number;
}

const meanOf = ({ rough, rest }: Centered): number => rough + rest;

/** The deviation that the rounding of a - b alone can leave, in a unit in which no value is above 2. */
const ROUNDING = 1e-15;

/** `null` below two pairs, and where all differences are equal, but for their rounding. */
export function pairedSpreadOf(a: ArrayLike<number>, b: ArrayLike<number>): PairedSpread | null {
  if (a.length < 2) return null;
  const { unit, values } = differencesOf(a, b);
  const centered = center(values);
  const deviation = spreadOf(centered);
  if (!(deviation > ROUNDING)) return null;
  const n = a.length;
  return { unit, mean: meanOf(centered), deviation, error: deviation / Math.sqrt(n), df: n - 1 };
}
