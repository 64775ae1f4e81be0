/** @file Several studies as one offline HTML file. */

import { requireFields } from "../../checks.ts";
import type { AcrossStudies } from "../../results/across-scores.ts";
import type { StudyResult } from "../../results/result.ts";
import { figures } from "../figures.ts";
import { EMPTY, html, inlineJson } from "../html.ts";
import { page } from "../page.ts";
import { differenceSection, notes, warningList } from "../parts.ts";
import { armTable } from "../rows.ts";
import { toHtml } from "../table.ts";
import { verdict } from "../verdict.ts";
import { warnings } from "../warnings.ts";
import { acrossCharts } from "./charts.ts";
import { list, pairTable, rankNotes, rankTable } from "./tables.ts";
import { verdictAcross, warningsAcross } from "./verdict.ts";

/**
 * Renders several studies as one page: the ranks of their arms, then the arms and differences of each study.
 *
 * @param across - of `acrossStudies(results)`
 *
 * @example
 * await writeFile("report.html", renderAcross(acrossStudies(results), results));
 */
export function renderAcross(across: AcrossStudies, results: readonly StudyResult[]): string {
  requireFields("renderAcross(across)", across, ["arms", "studies"], "acrossStudies()");
  const title = list(across.studies.map(({ study }) => study));
  const body = html`<h1>${title}</h1>
<p class="verdict">${verdictAcross(across)}</p>
${warningList(warningsAcross(across))}
${figures(acrossCharts(across))}
<h2>Scores and ranks</h2>
${toHtml(rankTable(across))}
${notes(rankNotes(across))}
<details><summary>All pairs of arms</summary>
${toHtml(pairTable(across))}</details>
${results.map(
  (result) => html`<h2>${result.study}</h2>
<p class="muted">${result.problem.about}</p>
<p class="verdict">${verdict(result)}</p>
${warningList(warnings(result))}
${toHtml(armTable(result))}
${result.arms.length > 1 ? html`<details><summary>Differences</summary>${differenceSection(result)}</details>` : EMPTY}`,
)}
<script type="application/json" id="result">${inlineJson({ across, results })}</script>`;
  return page({ title, body });
}
