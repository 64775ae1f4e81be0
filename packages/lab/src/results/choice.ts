/** @file What arms are compared by, as users choose it: a metric, a statistic, a design, an adjustment. */

import { ArgumentError, type metrics, nearestOrAll } from "glissade";
import { requireOneOf } from "../stats/arguments.ts";
import { PAIRINGS } from "../study/study.ts";
import { ADJUSTMENTS, type Adjustment } from "./adjustments.ts";
import type { ArmResult, Design, RunResult } from "./result.ts";
import { type RunStatistic, STATISTICS } from "./statistics.ts";

export interface ComparisonChoice {
  /** That of the study by default. */
  readonly metric?: string;
  /** `"final"` by default. */
  readonly statistic?: RunStatistic;
  /** Pairs by default where arms share their seeds. */
  readonly design?: Design;
  /** `"holm"` by default. */
  readonly adjustment?: Adjustment;
}

interface Known {
  readonly arms: readonly ArmResult[];
  readonly metric: string;
  readonly better: Readonly<Record<string, metrics.Better>>;
  /** Whether their seeds may be numbers that were counted. */
  readonly areImported?: boolean;
}

/** Fills in what was left out, and refuses what the runs have no data for. */
export function readComparison(choice: ComparisonChoice, known: Known): Required<ComparisonChoice> {
  const { metric = known.metric, statistic = "final", adjustment = "holm" } = choice;
  const design = choice.design ?? usualDesign(known.arms, known.areImported);
  requireOneOf("adjustment", adjustment, ADJUSTMENTS);
  requireOneOf("pairing", design, PAIRINGS);
  if (!Object.hasOwn(known.better, metric)) throw unknownMetric(metric, Object.keys(known.better));
  if (choice.statistic !== undefined) requireMeasured(known.arms, { metric, statistic });
  return { metric, statistic, design, adjustment };
}

interface Seeded {
  readonly runs: readonly Pick<RunResult, "seed">[];
}

/** Pairs where the arms of a study share seeds, which those of imported runs do by chance; arms without runs say nothing of it. */
export function usualDesign(arms: readonly Seeded[], areImported = false): Design {
  if (areImported) return "independent";
  const [first, ...others] = arms.filter(({ runs }) => runs.length > 0);
  const seeds = new Set(first?.runs.map(({ seed }) => seed));
  const share = ({ runs }: Seeded) => runs.some(({ seed }) => seeds.has(seed));
  return others.length > 0 && others.every(share) ? "paired" : "independent";
}

const unknownMetric = (metric: string, known: readonly string[]) =>
  new ArgumentError({
    where: "metric",
    rule: `${JSON.stringify(metric)} is not a metric that says what is better`,
    fix: nearestOrAll(metric, known),
  });

function requireMeasured(
  arms: readonly ArmResult[],
  { metric, statistic }: { readonly metric: string; readonly statistic: RunStatistic },
): void {
  requireOneOf("statistic", statistic, STATISTICS);
  const measured = STATISTICS.filter((name) => arms.some(({ metrics: all }) => all[metric]?.[name]));
  if (measured.includes(statistic) || arms.every(({ runs }) => runs.length === 0)) return;
  throw new ArgumentError({
    where: "statistic",
    rule: `the runs have no ${JSON.stringify(statistic)} of ${JSON.stringify(metric)}`,
    fix: `Choose one of ${measured.join(", ")}; best, last, area, steps and seconds need validation data, the last two a target`,
  });
}
