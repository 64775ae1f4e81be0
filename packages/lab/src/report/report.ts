/** @file A study as one offline HTML file. */

import { shorten } from "../charts/numbers.ts";
import { requireFields } from "../checks.ts";
import type { Environment, StudyResult } from "../results/result.ts";
import { differenceNotes, differenceTable } from "./difference-table.ts";
import { comparedDifferences } from "./differences.ts";
import { figures } from "./figures.ts";
import { EMPTY, type Html, html, inlineJson } from "./html.ts";
import { page } from "./page.ts";
import { armTable, trialTable } from "./rows.ts";
import { toHtml } from "./table.ts";
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
<p class="verdict">${verdict(result)}</p>
${warningList(warnings(result))}
<h2>Arms</h2>
${toHtml(armTable(result))}
<p class="muted">Mean ± standard error over the finished runs.</p>
${differenceSection(result)}
${searchSection(result)}
<h2>Pictures</h2>
${figures(result)}
<h2>Reproduce</h2>
<pre>${result.command}</pre>
<h2>Environment</h2>
${environmentList(result.environment)}
<script type="application/json" id="result">${inlineJson(result)}</script>`;
  return page({ title: study, body });
}

function warningList(texts: readonly string[]): Html {
  if (texts.length === 0) return EMPTY;
  return html`<ul class="warnings" role="note">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function differenceSection(result: StudyResult): Html {
  if (comparedDifferences(result).length === 0) return EMPTY;
  return html`<h2>Differences</h2>
${toHtml(differenceTable(result))}
<ul class="muted notes">${differenceNotes(result).map((note) => html`<li>${note}</li>`)}</ul>`;
}

function searchSection(result: StudyResult): Html {
  if (result.arms.every(({ trials }) => !trials)) return EMPTY;
  return html`<h2>Search</h2>
${toHtml(trialTable(result))}
<p class="muted">Each arm had as many trials, and values were chosen by the validation data; the final runs have other seeds.</p>`;
}

function environmentList(environment: Environment): Html {
  const { glissade, onnxruntime, node, platform, cpu, cores, workers, started, seconds } = environment;
  const entries = {
    Software: `glissade ${glissade}, onnxruntime ${onnxruntime}, Node ${node}`,
    Machine: `${platform}, ${cpu}, ${cores} cores, ${workers} workers`,
    Started: started,
    Took: `${shorten(seconds)} s`,
  };
  return html`<dl>${Object.entries(entries).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
