/** @file The result of a study for the terminal. */

import { requireFields } from "../checks.ts";
import type { StudyResult } from "../results/result.ts";
import { differenceNotes, differenceTable } from "./difference-table.ts";
import { comparedDifferences } from "./differences.ts";
import { armTable, trialTable } from "./rows.ts";
import { toText } from "./table.ts";
import { verdict } from "./verdict.ts";
import { warnings } from "./warnings.ts";

/** Tables of the arms and of the pairs of them, the verdict and its warnings. */
export function comparisonTable(result: StudyResult): string {
  requireFields("comparisonTable(result)", result, ["study", "arms"], "compare()");
  const hasPairs = comparedDifferences(result).length > 0;
  const pairs = hasPairs ? [[toText(differenceTable(result)), ...differenceNotes(result)].join("\n")] : [];
  const searched = result.arms.some(({ trials }) => trials) ? [toText(trialTable(result))] : [];
  const cautions = warnings(result).map((warning) => `Warning: ${warning}`);
  return [...searched, toText(armTable(result)), ...pairs, [verdict(result), ...cautions].join("\n")].join(
    "\n\n",
  );
}
