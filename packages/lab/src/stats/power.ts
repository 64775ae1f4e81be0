/** @file The power of the t test: which effects so many runs can show. */

import { requireOptions, requireSample } from "../checks.ts";
import { requireInteger, requirePositive, requireShare } from "./arguments.ts";
import { normalCritical, studentCritical } from "./distributions.ts";
import { noncentralSurvival } from "./noncentral-t.ts";
import { rootOf, upperBound } from "./root.ts";
import { smallestAttainableP } from "./smallest-p.ts";

interface TestOptions {
  /** The level of the two-sided test; 0.05 by default. */
  readonly alpha?: number;
  /** Whether the runs are pairs; `false` by default. */
  readonly paired?: boolean;
}

export interface PowerOptions extends TestOptions {
  /** Runs of one arm, or pairs. */
  readonly n: number;
  /** Runs of the other; n by default. */
  readonly m?: number;
}

export interface DetectableOptions extends PowerOptions {
  /** How likely the test is to find the effect; 0.8 by default. */
  readonly power?: number;
}

export interface RunsOptions extends TestOptions {
  readonly power?: number;
}

const names = { needed: ["n"], optional: ["m", "alpha", "paired"] };

function requirePowerOptions(
  where: string,
  { n, m = n, alpha = 0.05, power = 0.8 }: DetectableOptions,
): void {
  requireInteger(`${where}({ n })`, n, 2);
  requireInteger(`${where}({ m })`, m, 2);
  requireShare(`${where}({ alpha })`, alpha);
  requireShare(`${where}({ power })`, power);
}

/**
 * How likely the two-sided t test is to find an effect of Cohen's d, from the noncentral t distribution (Cohen,
 * "Statistical Power Analysis for the Behavioral Sciences", 1969): Student's of two samples, or of pairs, where d is the
 * mean difference over the deviation of the differences.
 *
 * @example
 * tTestPower(2, { n: 5 }); // 0.79054
 */
export function tTestPower(effect: number, options: PowerOptions): number {
  requirePositive("tTestPower(effect)", effect);
  requireOptions("tTestPower", options, names);
  requirePowerOptions("tTestPower", options);
  return powerOf(effect, options);
}

function powerOf(effect: number, { n, m = n, alpha = 0.05, paired = false }: PowerOptions): number {
  const df = paired ? n - 1 : n + m - 2;
  const shift = effect * Math.sqrt(paired ? n : (n * m) / (n + m));
  const t = studentCritical(alpha, df);
  return noncentralSurvival(t, { df, shift }) + noncentralSurvival(t, { df, shift: -shift });
}

/**
 * The smallest Cohen's d that the test finds with that power: with 5 runs of each arm and power 0.8, d of 2.02. Smaller
 * effects may be there and will mostly be missed.
 *
 * @example
 * detectableEffect({ n: 5 }); // 2.02444
 */
export function detectableEffect(options: DetectableOptions): number {
  requireOptions("detectableEffect", options, { ...names, optional: [...names.optional, "power"] });
  requirePowerOptions("detectableEffect", options);
  const { power = 0.8, ...rest } = options;
  if (power <= (rest.alpha ?? 0.05)) return 0;
  const lack = (effect: number) => powerOf(effect, rest) - power;
  return rootOf(lack, { low: 0, high: upperBound(lack) });
}

/** So many have a t that is normal to all digits, and a t that takes long to compute. */
const MANY_RUNS = 1e6;

/** Runs by the normal distribution, two samples or pairs: k·((z_α/2 + z_power)/d)². */
function normalRuns(effect: number, { power = 0.8, alpha = 0.05, paired = false }: RunsOptions): number {
  const sum = normalCritical(alpha / 2) + normalCritical(1 - power);
  return Math.ceil((paired ? 1 : 2) * (sum / effect) ** 2);
}

/**
 * How many runs of each arm, or pairs, find an effect of Cohen's d with that power; at least 2.
 *
 * @example
 * runsNeeded(0.8); // 26
 */
export function runsNeeded(effect: number, options: RunsOptions = {}): number {
  requirePositive("runsNeeded(effect)", effect);
  requireOptions("runsNeeded", options, { optional: ["power", "alpha", "paired"] });
  const { power = 0.8, ...rest } = options;
  requirePowerOptions("runsNeeded", { n: 2, power, ...rest });
  const many = normalRuns(effect, { power, ...rest });
  if (many > MANY_RUNS) return many;
  const isEnough = (n: number) => powerOf(effect, { n, ...rest }) >= power;
  let [few, enough] = [1, 2];
  while (!isEnough(enough)) [few, enough] = [enough, 2 * enough];
  while (enough - few > 1) {
    const middle = (few + enough) >> 1;
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}

export interface PowerRow {
  /** Runs of each arm, or pairs. */
  readonly n: number;
  /** The smallest d that is found with the power. */
  readonly effect: number;
  /** The smallest p-value that the rank test can have: Mann-Whitney's, or Wilcoxon's of pairs. */
  readonly smallestP: number;
}

/**
 * What so many runs can show at all, a row for each number of runs.
 *
 * @example
 * powerTable([3, 5]).map(({ smallestP }) => smallestP); // [0.1, 1 / 126]
 */
export function powerTable(runs: readonly number[], options: RunsOptions = {}): readonly PowerRow[] {
  requireSample("powerTable(runs)", runs);
  requireOptions("powerTable", options, { optional: ["power", "alpha", "paired"] });
  return runs.map((n) => ({
    n,
    effect: detectableEffect({ n, ...options }),
    smallestP: smallestAttainableP(options.paired ? "wilcoxon" : "mann-whitney", { n }),
  }));
}
