/** @file A study as one offline HTML file. */

import { requireFields } from "../checks.ts";
import type { StudyResult } from "../results/result.ts";
import { confusionCharts } from "./charts/confusion.ts";
import { curveCharts } from "./charts/curves.ts";
import { scoreCharts } from "./charts/scores.ts";
import { searchCharts } from "./charts/search.ts";
import { timeCharts } from "./charts/time.ts";
import { configurationTable } from "./configuration-table.ts";
import { differenceNotes, differenceTable } from "./difference-table.ts";
import { comparedDifferences } from "./differences.ts";
import { curveFigures, figures } from "./figures.ts";
import { EMPTY, type Html, html, inlineJson } from "./html.ts";
import { page } from "./page.ts";
import { reproduction } from "./reproduction.ts";
import { armTable, trialTable } from "./rows.ts";
import { summaryNote, summaryTable } from "./summary-table.ts";
import { toHtml } from "./table.ts";
import { hasTimes, timeNote, timeTable } from "./time-table.ts";
import { verdict } from "./verdict.ts";
import { warnings } from "./warnings.ts";

/**
 * Renders a study as a page that asks nothing of a network: pictures, style and the result itself, as JSON in
 * the element with the id `result`, are all inside.
 *
 * @example
 * await writeFile("report.html", renderReport(result));
 */
export function renderReport(result: StudyResult): string {
  requireFields("renderReport(result)", result, ["study", "arms"], "compare()");
  const { study, problem } = result;
  const body = html`<h1>${study}</h1>
<p class="muted">${problem.about}</p>
${sections(result)}
<script type="application/json" id="result">${inlineJson(result)}</script>`;
  return page({ title: study, body });
}

/** All that a report says of a study, from the words to the commands. */
export const sections = (result: StudyResult): Html => html`<p class="verdict">${verdict(result)}</p>
${warningList(warnings(result))}
<h2>Arms</h2>
${toHtml(armTable(result))}
<p class="muted">Mean ± standard error over the finished runs.</p>
${differences(result)}
${section("Scores", figures(scoreCharts(result)))}
${statistics(result)}
${section("Curves", curveFigures(curveCharts(result)))}
${search(result)}
${configurations(result)}
${times(result)}
${section("Confusion matrices", figures(confusionCharts(result)))}
<h2>Reproduce</h2>
${reproduction(result)}`;

export function warningList(texts: readonly string[]): Html {
  if (texts.length === 0) return EMPTY;
  return html`<ul class="warnings" role="note">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

/** A heading with its content, where there is any. */
const section = (heading: string, content: Html): Html =>
  content === EMPTY
    ? EMPTY
    : html`<h2>${heading}</h2>
${content}`;

export const notes = (texts: readonly string[]): Html =>
  html`<ul class="muted notes">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;

const differences = (result: StudyResult): Html => section("Differences", differenceSection(result));

/** The differences of the arms with their notes; nothing where there is one arm. */
export function differenceSection(result: StudyResult): Html {
  if (comparedDifferences(result).length === 0) return EMPTY;
  return html`${toHtml(differenceTable(result))}
${notes(differenceNotes(result))}`;
}

const statistics = (result: StudyResult): Html => html`<details><summary>All statistics</summary>
${toHtml(summaryTable(result))}
<p class="muted">${summaryNote(result)}</p></details>`;

function search(result: StudyResult): Html {
  if (result.arms.every(({ trials }) => !trials)) return EMPTY;
  return html`<h2>Search</h2>
<p class="muted">Values were chosen by the validation data, never by the test data; the final runs have other seeds than the trials.</p>
${figures(searchCharts(result))}
<details><summary>All trials</summary>
${toHtml(trialTable(result))}</details>`;
}

function configurations(result: StudyResult): Html {
  const table = configurationTable(result);
  return table
    ? section(
        "Configurations",
        html`${toHtml(table)}
<p class="muted">The options in which the arms differ, as they are given; all else of a run is the same for all arms.</p>`,
      )
    : EMPTY;
}

function times(result: StudyResult): Html {
  if (!hasTimes(result)) return EMPTY;
  return html`<h2>Time</h2>
${toHtml(timeTable(result))}
<p class="muted">${timeNote(result)}</p>
${figures(timeCharts(result))}`;
}
