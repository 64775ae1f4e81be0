/** @file On how many problems each name is how far from the best: performance profiles. */

import { ArgumentError } from "glissade";
import { requireOptions } from "../../checks.ts";
import { armStyles } from "../arm-style.ts";
import { type Axis, linearAxis, logAxis, rangeOf, toFinite } from "../axes.ts";
import { requireNamed, requireNumbers } from "../checks.ts";
import { heightAround, layOut, type Point, SIZE } from "../layout.ts";
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
  const ratios = ratiosOf(solvers.map(({ costs }) => costs));
  const x = ratioAxis(`${cost} / that of the best`, toFinite(BEYOND * rangeOf([2, ...ratios.flat()]).max));
  const names = solvers.map(({ name }) => name);
  const styles = armStyles(names);
  const series = names.map((name, index): Series => {
    const { color, dash } = styles.get(name)!;
    const data = profile(ratios[index]!, x.max).map((point) => [...point]);
    const lineStyle = { color, width: 2, type: dash };
    return { type: "line", name, color, data, step: "end", symbol: "none", lineStyle };
  });
  const y = linearAxis("problems solved, %", { min: 0, max: 100 });
  const count = ratios[0]!.length;
  const subtitle = `${count} ${count === 1 ? "problem" : "problems"}; at 1: how often it is the best`;
  const words = { title, subtitle, series };
  const label = `${title ? `${title}: ` : ""}performance profiles of ${names.join(", ")}`;
  const description = names.map((name, index) => describe(name, ratios[index]!)).join(" ");
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

/** r = cost / least cost of all names, for each name and problem; infinite where it was not solved. */
export function ratiosOf(costs: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const finite = costs.map((own) =>
    own.map((cost) => (Number.isFinite(cost) ? cost : Number.POSITIVE_INFINITY)),
  );
  return finite.map((own) =>
    own.map((cost, problem) => {
      const best = Math.min(...finite.map((each) => each[problem]!));
      return Number.isFinite(cost) ? cost / best : Number.POSITIVE_INFINITY;
    }),
  );
}

/** ρ(τ), in percent, at each τ where it changes, and at both ends. */
export function profile(ratios: readonly number[], end: number): readonly Point[] {
  const share = (limit: number) => (100 * ratios.filter((ratio) => ratio <= limit).length) / ratios.length;
  const at = [...new Set([1, ...ratios.filter((ratio) => ratio <= end), end])].sort((a, b) => a - b);
  return at.map((limit) => [limit, share(limit)]);
}

function describe(name: string, ratios: readonly number[]): string {
  const count = (isCounted: (ratio: number) => boolean) =>
    `${ratios.filter(isCounted).length} of ${ratios.length}`;
  return `${name}: the best on ${count((ratio) => ratio === 1)}, solves ${count(Number.isFinite)}.`;
}
