/** @file The result of a study for the terminal. */

import { requireFields } from "../checks.ts";
import type { StudyResult } from "../results/result.ts";
import { armTable, contrastNote, contrastTable, trialTable } from "./rows.ts";
import { toText } from "./table.ts";
import { verdict, warnings } from "./verdict.ts";

/** Tables of the arms and of the pairs of them, the verdict and its warnings. */
export function comparisonTable(result: StudyResult): string {
  requireFields("comparisonTable(result)", result, ["study", "arms"], "compare()");
  const pairs = result.tests.length > 0 ? [`${toText(contrastTable(result))}\n${contrastNote(result)}`] : [];
  const searched = result.arms.some(({ trials }) => trials) ? [toText(trialTable(result))] : [];
  const cautions = warnings(result).map((warning) => `Warning: ${warning}`);
  return [...searched, toText(armTable(result)), ...pairs, [verdict(result), ...cautions].join("\n")].join(
    "\n\n",
  );
}
