/** @file Several studies in sentences. */

import { requireFields } from "../../checks.ts";
import type { AcrossStudies } from "../../results/across-scores.ts";
import { LEVEL } from "../../results/looks.ts";
import { formatP } from "../format.ts";
import { list } from "./tables.ts";

/**
 * Who leads, whether the arms differ at all, and which arms the leader can be told from.
 *
 * @example
 * verdictAcross(acrossStudies(results));
 */
export function verdictAcross(across: AcrossStudies): string {
  requireFields("verdictAcross(across)", across, ["arms", "studies"], "acrossStudies()");
  const { arms, studies, friedman, nemenyi } = across;
  if (!friedman) return "All arms have equal scores in every study.";
  const { p } = friedman.permutation;
  const leader = nemenyi.order[0]!;
  const first = `${arms[leader]} has the best average rank, ${nemenyi.averageRanks[leader]!.toFixed(2)} over ${studies.length} studies`;
  const test = `Friedman's test: p = ${formatP(p)}`;
  if (p >= LEVEL) return `${first}, but no difference between the arms is shown (${test}).`;
  const beaten = nemenyi.order.filter((arm) => arm !== leader && nemenyi.p[leader]![arm]! < LEVEL);
  return `${first} (${test}); ${
    beaten.length > 0
      ? `it ranks above ${list(beaten.map((arm) => arms[arm]!))} (Nemenyi's test)`
      : "Nemenyi's test, which is weaker, does not tell it from any other"
  }.`;
}

/** Reasons for caution. */
export const warningsAcross = ({ arms, studies, nemenyi }: AcrossStudies): readonly string[] => {
  const most = arms.length - 1;
  return nemenyi.criticalDifference > most
    ? [
        `With ${studies.length} studies Nemenyi's test needs ranks ${nemenyi.criticalDifference.toFixed(2)} apart, and ${arms.length} arms are at most ${most} apart: it can show nothing.`,
      ]
    : [];
};
