/** @file A study as one offline HTML file. */

import { requireFields } from "../checks.ts";
import type { StudyResult } from "../results/result.ts";
import { html, inlineJson } from "./html.ts";
import { page } from "./page.ts";
import { sections } from "./sections.ts";

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
