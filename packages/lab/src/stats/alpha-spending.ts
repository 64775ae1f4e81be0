/** @file Alpha spending: levels for looking at a comparison several times while it runs. */

import { ArgumentError } from "glissade";
import { requireOptions, requireSample } from "../checks.ts";
import { requireOneOf, requireShare } from "./arguments.ts";
import { normalCritical, normalSurvival } from "./distributions.ts";
import { gaussLegendre, type Quadrature } from "./gauss-legendre.ts";
import { sum } from "./moments.ts";
import { rootOf } from "./root.ts";

export interface Look {
  /** The share of all runs that are done. */
  readonly information: number;
  /** Stop where |z| is above this. */
  readonly z: number;
  /** The same for a two-sided p-value: stop where p is below this. */
  readonly level: number;
  /** The chance, without an effect, to have stopped by now. */
  readonly spent: number;
}

/** How the level is spent: hardly any of it early, or evenly. */
export type Spending = "obrien-fleming" | "pocock";

export interface SpendingOptions {
  /** `"obrien-fleming"` by default: early looks cost little, and the last one is almost at full level. */
  readonly spending?: Spending;
  /** The chance to stop at any look although there is no effect, two-sided; 0.05 by default. */
  readonly alpha?: number;
}

/** The level that one side has spent by a share t of the information (Lan and DeMets, 1983). */
const functions: { readonly [name in Spending]: (t: number, alpha: number) => number } = {
  "obrien-fleming": (t, alpha) => 2 * normalSurvival(normalCritical(alpha / 2) / Math.sqrt(t)),
  pocock: (t, alpha) => alpha * Math.log1p((Math.E - 1) * t),
};

/**
 * The level of each look at a two-sided test whose runs come in over time, so that stopping at the first significant look
 * is wrong in no more than `alpha` of all studies without an effect (Lan and DeMets, "Discrete sequential boundaries for
 * clinical trials", 1983). Looking at 0.05 each time is wrong in 14 % after five looks. Looks are shares of the planned
 * number of runs, ascending to 1 at most, and must not depend on what was seen. Exact for a test that is normal; for t
 * tests hold their p-values against `level`, which is close.
 *
 * @throws ArgumentError where the looks do not ascend from above 0 to 1 at most.
 *
 * @example
 * spendingBoundaries([0.5, 1]).map(({ level }) => level); // [0.00305, 0.049]
 */
export function spendingBoundaries(looks: readonly number[], options: SpendingOptions = {}): readonly Look[] {
  requireLooks(looks);
  requireOptions("spendingBoundaries", options, { optional: ["spending", "alpha"] });
  const { spending = "obrien-fleming", alpha = 0.05 } = options;
  requireOneOf("spendingBoundaries({ spending })", spending, Object.keys(functions));
  requireShare("spendingBoundaries({ alpha })", alpha);
  const spent = looks.map((t) => functions[spending](t, alpha / 2));
  let state: Walk | undefined;
  return looks.map((information, look) => {
    const before = { information: looks[look - 1] ?? 0, spent: spent[look - 1] ?? 0 };
    const step = Math.sqrt(information - before.information);
    const crossing = crossingOf(state, step);
    const bound = boundOf(crossing, spent[look]! - before.spent, Math.sqrt(information));
    state = walkOn(state, step, Math.min(bound, WIDEST * Math.sqrt(information)));
    const z = bound / Math.sqrt(information);
    return { information, z, level: 2 * normalSurvival(z), spent: 2 * spent[look]! };
  });
}

/** Scores of studies that have not stopped: B = z·√t, a walk with normal steps, whose density is known at points. */
interface Walk {
  readonly at: Quadrature;
  readonly density: Float64Array;
}

/** Beyond so many deviations nothing is left to integrate. */
const WIDEST = 12;

/** P(the next score is above a bound and none was before), as a function of the bound. */
function crossingOf(walk: Walk | undefined, step: number): (bound: number) => number {
  if (!walk) return (bound) => normalSurvival(bound / step);
  const { points, weights } = walk.at;
  return (bound) =>
    sum(
      points.map((b, i) => weights[i]! * walk.density[i]! * normalSurvival((bound - b) / step)),
      (v) => v,
    );
}

/** The bound that is crossed with a probability; infinite where that is nothing. */
function boundOf(crossing: (bound: number) => number, probability: number, deviation: number): number {
  if (!(probability > 0)) return Infinity;
  return rootOf((bound) => probability - crossing(bound), { low: 0, high: 40 * deviation });
}

/** Points for each step that fits between the bounds, and some more: a normal density needs few. */
const [POINTS_PER_STEP, FEWEST_POINTS] = [8, 40];

/** The walk after a step, of those that are still between the bounds (Armitage, McPherson and Rowe, 1969). */
function walkOn(walk: Walk | undefined, step: number, bound: number): Walk {
  const at = gaussLegendre(FEWEST_POINTS + Math.ceil((POINTS_PER_STEP * bound) / step), bound);
  const normal = (x: number) => Math.exp(-((x / step) ** 2) / 2) / (step * Math.sqrt(2 * Math.PI));
  if (!walk) return { at, density: at.points.map(normal) };
  const { points, weights } = walk.at;
  const arrived = (b: number) =>
    sum(
      points.map((a, i) => weights[i]! * walk.density[i]! * normal(b - a)),
      (v) => v,
    );
  return { at, density: at.points.map(arrived) };
}

function requireLooks(looks: readonly number[]): void {
  const where = "spendingBoundaries(looks)";
  requireSample(where, looks);
  const ascend = looks.every((t, i) => t > (looks[i - 1] ?? 0) && t <= 1);
  if (looks.length > 0 && ascend) return;
  throw new ArgumentError({
    where,
    rule: `looks must ascend from above 0 to 1 at most, got [${looks.join(", ")}]`,
    fix: "Divide the runs that are done at each look by those that are planned",
  });
}
