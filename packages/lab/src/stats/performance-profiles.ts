/** @file Performance profiles: how often each optimizer is within a factor of the best. */

import { ArgumentError, ShapeError } from "glissade";

export interface PerformanceProfile {
  /** Where the profile rises: the share of problems solved at a cost of at most `factor` times the least. */
  readonly steps: readonly { readonly factor: number; readonly share: number }[];
  /** The share at factor 1: of problems on which it is the best. */
  readonly best: number;
  /** The share at any factor: of problems that it solves at all. */
  readonly solved: number;
}

/** Costs such as steps or seconds to a target; rows are problems, columns optimizers; `null` where it was not reached. */
export type Costs = readonly (readonly (number | null)[])[];

/**
 * The profile of each column: ρ(τ), the share of problems whose cost is at most τ times that of the best column (Dolan
 * and Moré, "Benchmarking optimization software with performance profiles", 2002). Read ρ(1) as how often an optimizer
 * wins and the far end as how often it succeeds; a profile that lies above another is better at every tolerance. Problems
 * that none solves count as unsolved by all.
 *
 * @throws ArgumentError where a cost is not above 0.
 *
 * @example
 * performanceProfiles([[10, 20], [30, null]])[1]; // { steps: [{ factor: 2, share: 0.5 }], best: 0, solved: 0.5 }
 */
export function performanceProfiles(costs: Costs): readonly PerformanceProfile[] {
  requireCosts(costs);
  const factors = costs.map((row) => {
    const least = Math.min(...row.map((cost) => cost ?? Infinity));
    return row.map((cost) => (cost === null ? Infinity : Math.min(cost / least, Number.MAX_VALUE)));
  });
  return costs[0]!.map((_, column) => profileOf(factors.map((row) => row[column]!)));
}

function profileOf(factors: readonly number[]): PerformanceProfile {
  const shareAt = (factor: number) => factors.filter((each) => each <= factor).length / factors.length;
  const reached = factors.filter((factor) => factor < Infinity).sort((a, b) => a - b);
  const steps = [...new Set(reached)].map((factor) => ({ factor, share: shareAt(factor) }));
  return { steps, best: shareAt(1), solved: reached.length / factors.length };
}

function requireCosts(costs: Costs): void {
  const where = "performanceProfiles(costs)";
  if (!Array.isArray(costs) || costs.length === 0 || !costs.every(Array.isArray))
    throw new ArgumentError({ where, rule: "must be a list of rows, one for each problem" });
  for (const [at, row] of costs.entries()) {
    if (row.length !== costs[0]!.length || row.length === 0)
      throw new ShapeError({
        where: `${where}[${at}]`,
        rule: `rows have one length, got ${row.length} after ${costs[0]!.length}`,
        fix: "Write null where an optimizer did not reach the target",
      });
    const wrong = row.find(
      (cost) => cost !== null && !(typeof cost === "number" && cost > 0 && cost < Infinity),
    );
    if (wrong !== undefined)
      throw new ArgumentError({
        where: `${where}[${at}]`,
        rule: `costs are finite numbers above 0, got ${String(wrong)}`,
        fix: "Write null where an optimizer did not reach the target",
      });
  }
}
