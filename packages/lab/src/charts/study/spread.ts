/** @file The middle of several seeds, and a band around it. */

import { ArgumentError } from "glissade";
import { studentCritical } from "../../stats/distributions.ts";
import { deviation, mean } from "../../stats/moments.ts";
import { quantileOf } from "../../stats/quantiles.ts";
import { toFinite } from "../axes.ts";
import { requireChoice } from "../checks.ts";

export type Center = "mean" | "median";

/**
 * `"interval"`: the 95 % interval of the mean by Student's t; `"deviation"`: one standard deviation to both sides of the
 * mean; `"quartiles"`: from the first to the third.
 */
export type Band = "interval" | "deviation" | "quartiles" | "none";

export interface SpreadOptions {
  /** `"mean"` by default. */
  readonly center?: Center;
  /** `"interval"` around a mean, `"quartiles"` around a median by default. */
  readonly band?: Band;
}

export interface Spread {
  readonly center: number;
  /** `null` for one value, which has no spread, and without a band. */
  readonly low: number | null;
  readonly high: number | null;
}

/** How a chart reduces the seeds of a group, and says so. */
export interface Reduction {
  /** Of finite values, at least one. */
  of(values: readonly number[]): Spread;
  /** Such as "mean, band: 95 % interval of the mean", by what it is drawn as. */
  words(mark: "band" | "line"): string;
}

/** What each band is called. */
const BANDS: Readonly<Record<Band, string>> = {
  interval: "95 % interval of the mean",
  deviation: "one standard deviation to both sides",
  quartiles: "quartiles",
  none: "",
};

/** Reads the options of a chart: the functions that reduce the seeds of a group. */
export function readReduction(where: string, { center = "mean", band }: SpreadOptions): Reduction {
  requireChoice(`${where}({ center })`, center, ["mean", "median"]);
  const chosen = band ?? (center === "mean" ? "interval" : "quartiles");
  requireChoice(`${where}({ band })`, chosen, Object.keys(BANDS));
  if (center === "median" && (chosen === "interval" || chosen === "deviation")) {
    throw new ArgumentError({
      where: `${where}({ center, band })`,
      rule: `a band around a median must be "quartiles" or "none", got ${JSON.stringify(chosen)}`,
      fix: 'Give center: "mean", which the band belongs to',
    });
  }
  const edges = EDGES[chosen]();
  const middle = center === "mean" ? meanOf : median;
  const of = (values: readonly number[]): Spread => {
    const [low, high] = values.length > 1 ? edges(values) : [null, null];
    return { center: middle(values), low, high };
  };
  const words = (mark: string) => (chosen === "none" ? center : `${center}, ${mark}: ${BANDS[chosen]}`);
  return { of, words };
}

type Edges = (values: readonly number[]) => readonly [low: number | null, high: number | null];

const EDGES: Readonly<Record<Band, () => Edges>> = {
  interval: () => {
    const critical = remember((df) => studentCritical(0.05, df));
    // mean ± t s/√n
    return (values) => {
      const { middle, s } = momentsOf(values);
      return around(middle, (critical(values.length - 1) * s) / Math.sqrt(values.length));
    };
  },
  deviation: () => (values) => {
    const { middle, s } = momentsOf(values);
    return around(middle, s);
  },
  quartiles: () => (values) => [quantileOf(values, 0.25), quantileOf(values, 0.75)],
  none: () => () => [null, null],
};

/** Ends beyond the numbers that there are lie at the last of them. */
const around = (center: number, margin: number) =>
  [toFinite(center - margin), toFinite(center + margin)] as const;

function remember(f: (n: number) => number): (n: number) => number {
  const known = new Map<number, number>();
  return (n) => {
    const value = known.get(n) ?? f(n);
    known.set(n, value);
    return value;
  };
}

/** A sum of squares between these is exact enough; others are computed in a unit of their size. */
const [SMALL, LARGE] = [1e-290, 1e290];

/** The mean, in two passes; a curve has one at each of a hundred thousand steps. */
function meanOf(values: readonly number[]): number {
  const rough = total(values, 0) / values.length;
  const rest = total(values, rough) / values.length;
  return Math.abs(rough) < LARGE ? rough + rest : mean(values);
}

function total(values: readonly number[], origin: number): number {
  let sum = 0;
  for (const value of values) sum += value - origin;
  return sum;
}

function momentsOf(values: readonly number[]): { readonly middle: number; readonly s: number } {
  const middle = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - middle) ** 2;
  const isExact = SMALL < squares && squares < LARGE;
  return { middle, s: isExact ? Math.sqrt(squares / (values.length - 1)) : deviation(values) };
}

const median = (values: readonly number[]): number => quantileOf(values, 0.5);
