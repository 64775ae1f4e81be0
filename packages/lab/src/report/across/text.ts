/** @file Several studies for the terminal. */

import { requireFields } from "../../checks.ts";
import type { AcrossStudies } from "../../results/across-scores.ts";
import { toText } from "../table.ts";
import { pairTable, rankNotes, rankTable } from "./tables.ts";
import { verdictAcross, warningsAcross } from "./verdict.ts";

/** Tables of the ranks and of the pairs of arms, and what they show. */
export function acrossTable(across: AcrossStudies): string {
  requireFields("acrossTable(across)", across, ["arms", "studies"], "acrossStudies()");
  const cautions = warningsAcross(across).map((warning) => `Warning: ${warning}`);
  return [
    [toText(rankTable(across)), ...rankNotes(across)].join("\n"),
    toText(pairTable(across)),
    [verdictAcross(across), ...cautions].join("\n"),
  ].join("\n\n");
}
