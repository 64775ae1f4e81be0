/** @file On how many problems each name is how far from the best: performance profiles. */

import { ArgumentError } from "glissade";
import { requireOptions } from "../../checks.ts";
import { type PerformanceProfile, performanceProfiles } from "../../stats/performance-profiles.ts";
import { armStyles } from "../arm-style.ts";
import { type Axis, linearAxis, rangeOf, toFinite } from "../axes.ts";
import { requireNamed, requireNumbers } from "../checks.ts";
import { heightAround, layOut, type Point, SIZE } from "../layout.ts";
import { logAxis } from "../log-axis.ts";
import { renderSvg, type Series } from "../render.ts";

export interface ProfileCosts {
  readonly name: string;
  /** What each problem cost, such as seconds to its target; not finite where that was not reached. */
  readonly costs: readonly number[];
}

export interface PerformanceProfileOptions {
  readonly title?: string;
  /** What the costs are; `"cost"` by default: the axis is that over the least of all names. */
  readonly cost?: string;
  /** All with the same problems in the same order. */
  readonly solvers: readonly ProfileCosts[];
}

const PLOT_HEIGHT = 250;

/** How far the axis goes on behind the largest ratio, so that the last step shows. */
const BEYOND = 1.15;

/**
 * An SVG of performance profiles (Dolan and Moré, "Benchmarking optimization software with performance profiles", 2002):
 * the share ρ(τ) of problems that a name solves at no more than τ times the cost of the best on each. At 1 stands how
 * often it is the best, at the right end how many problems it solves at all.
 *
 * @example
 * const solvers = [{ name: "adam", costs: [1, 4, 3] }, { name: "sgd", costs: [2, 2, Infinity] }];
 * performanceProfile({ cost: "seconds to target", solvers }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for costs that are not positive, or of different numbers of problems
 */
export function performanceProfile(options: PerformanceProfileOptions): string {
  requireOptions("performanceProfile", options, { needed: ["solvers"], optional: ["title", "cost"] });
  const { title, cost = "cost", solvers } = options;
  requireCosts(solvers);
  const count = solvers[0]!.costs.length;
  const problems = Array.from({ length: count }, (_, problem) =>
    solvers.map(({ costs }) => (Number.isFinite(costs[problem]) ? costs[problem]! : null)),
  );
  const profiles = performanceProfiles(problems);
  const factors = profiles.flatMap(({ steps }) => steps.map(({ factor }) => factor));
  const x = ratioAxis(`${cost} / that of the best`, toFinite(BEYOND * rangeOf([2, ...factors]).max));
  const names = solvers.map(({ name }) => name);
  const styles = armStyles(names);
  const series = names.map((name, index): Series => {
    const { color, dash } = styles.get(name)!;
    const data = profile(profiles[index]!, x.max).map((point) => [...point]);
    const lineStyle = { color, width: 2, type: dash };
    return { type: "line", name, color, data, step: "end", symbol: "none", lineStyle };
  });
  const y = linearAxis("problems solved, %", { min: 0, max: 100 });
  const subtitle = `${count} ${count === 1 ? "problem" : "problems"}; at 1: how often it is the best`;
  const words = { title, subtitle, series };
  const label = `${title ? `${title}: ` : ""}performance profiles of ${names.join(", ")}`;
  const description = names.map((name, index) => describe(name, profiles[index]!, count)).join(" ");
  const height = heightAround(PLOT_HEIGHT, words);
  return renderSvg({ ...SIZE, height, label, description, option: layOut({ x, y, ...words }) });
}

/** From 1 on, logarithmic where it is long. */
const ratioAxis = (name: string, max: number): Axis => ({
  ...(max > 10 ? logAxis : linearAxis)(name, { min: 1, max }),
  min: 1,
});

function requireCosts(solvers: readonly ProfileCosts[]): void {
  requireNamed("performanceProfile({ solvers })", solvers, "{ name, costs }");
  for (const [index, { costs }] of solvers.entries()) {
    const where = `performanceProfile({ solvers })[${index}].costs`;
    requireNumbers(where, costs);
    const count = solvers[0]!.costs.length;
    if (costs.length !== count || count === 0) {
      const rule = `must have a number for each of ${count} problems, got ${costs.length}`;
      const fix = "Write Infinity for a problem that was not solved";
      throw new ArgumentError({ where, rule, fix });
    }
    const wrong = costs.findIndex((each) => each <= 0);
    if (wrong < 0) continue;
    const fix = "Ratios to the best need costs such as steps or seconds";
    throw new ArgumentError({
      where: `${where}[${wrong}]`,
      rule: `must be positive, got ${costs[wrong]}`,
      fix,
    });
  }
}

/** ρ(τ), in percent, at each τ where it changes, and at both ends. */
export function profile({ steps, best }: PerformanceProfile, end: number): readonly Point[] {
  const rises = steps.filter(({ factor }) => 1 < factor && factor <= end);
  const inner = [{ factor: 1, share: best }, ...rises];
  return [...inner, { factor: end, share: inner.at(-1)!.share }].map(({ factor, share }) => [
    factor,
    100 * share,
  ]);
}

function describe(name: string, { best, solved }: PerformanceProfile, count: number): string {
  const of = (share: number) => `${Math.round(share * count)} of ${count}`;
  return `${name}: the best on ${of(best)}, solves ${of(solved)}.`;
}
