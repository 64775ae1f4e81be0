/** @file The comparison of studies as text for documents: tables of arms and of their differences. */

import { toLatex, toMarkdown } from "../formats/tables.ts";
import { differenceNotes, differenceTable } from "../report/difference-table.ts";
import { comparedDifferences } from "../report/differences.ts";
import { armTable } from "../report/rows.ts";
import type { Table } from "../report/table.ts";
import { verdict } from "../report/verdict.ts";
import { warnings } from "../report/warnings.ts";
import type { StudyResult } from "../results/result.ts";
import { readResult } from "../results/view.ts";
import type { Store } from "../store/store.ts";
import type { Chosen } from "./export-runs.ts";

/** How a document says what stands beside the tables. */
const styles = {
  markdown: {
    heading: (text: string) => `## ${text}\n`,
    sentence: (text: string) => `${text}\n`,
    table: (table: Table) => toMarkdown(table),
  },
  latex: {
    heading: (text: string) => `% ${text}\n`,
    sentence: (text: string) => `% ${text}\n`,
    table: (table: Table) => toLatex(table),
  },
} as const;

/** Studies one after another, from the runs that were chosen. */
export async function summaryOf(
  store: Store,
  chosen: readonly Chosen[],
  style: keyof typeof styles,
): Promise<string> {
  const parts: string[] = [];
  for (const { study, runs } of chosen) {
    const ids = new Set(runs.map(({ id }) => id));
    const command = `npx glissade report ${study.id}`;
    parts.push(...partsOf(await readResult(store, study, { command, only: ({ id }) => ids.has(id) }), style));
  }
  return parts.join("\n");
}

function partsOf(result: StudyResult, style: keyof typeof styles): readonly string[] {
  const { heading, sentence, table } = styles[style];
  const hasPairs = comparedDifferences(result).length > 0;
  const pairs = hasPairs ? [table(differenceTable(result)), ...differenceNotes(result).map(sentence)] : [];
  const words = [verdict(result), ...warnings(result)].flatMap((text) => text.split("\n")).map(sentence);
  return [heading(result.study), table(armTable(result)), ...pairs, ...words];
}
