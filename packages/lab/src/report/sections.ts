/** @file The sections of a report, one row each: headings, tables and charts. */

import type { StudyResult } from "../results/result.ts";
import type { ReportChart } from "./charts/chart.ts";
import { confusionCharts } from "./charts/confusion.ts";
import { curveCharts } from "./charts/curves.ts";
import { scoreCharts } from "./charts/scores.ts";
import { searchCharts } from "./charts/search.ts";
import { timeCharts } from "./charts/time.ts";
import { configurationTable } from "./configuration-table.ts";
import { curveFigures, figures } from "./figures.ts";
import { EMPTY, type Html, html } from "./html.ts";
import { differenceSection, note, warningList } from "./parts.ts";
import { reproduction } from "./reproduction.ts";
import { armTable, trialTable } from "./rows.ts";
import { summaryNote, summaryTable } from "./summary-table.ts";
import { toHtml } from "./table.ts";
import { hasTimes, timeNote, timeTable } from "./time-table.ts";
import { verdict } from "./verdict.ts";
import { warnings } from "./warnings.ts";

interface Section {
  readonly heading: string;
  charts?(result: StudyResult): readonly ReportChart[];
  /** What stands below the heading; nothing leaves the section out. */
  content(result: StudyResult): Html;
}

const SECTIONS: readonly Section[] = [
  { heading: "Arms", content: arms },
  { heading: "Differences", content: differenceSection },
  { heading: "Scores", charts: scoreCharts, content: (result) => figures(scoreCharts(result)) },
  {
    heading: "Curves",
    charts: (result) =>
      curveCharts(result).flatMap(({ byAxis, seeds }) => [...byAxis, ...(seeds ? [seeds] : [])]),
    content: (result) => curveFigures(curveCharts(result)),
  },
  { heading: "Search", charts: searchCharts, content: search },
  { heading: "Configurations", content: configurations },
  { heading: "Time", charts: timeCharts, content: times },
  {
    heading: "Confusion matrices",
    charts: confusionCharts,
    content: (result) => figures(confusionCharts(result)),
  },
  { heading: "Reproduce", content: reproduction },
];

/** All that a report says of a study, from the words to the commands. */
export const sections = (result: StudyResult): Html => html`<p class="verdict">${verdict(result)}</p>
${warningList(warnings(result))}
${SECTIONS.map(({ heading, content }) => section(heading, content(result)))}`;

/** All charts of a report, in its order. */
export const allCharts = (result: StudyResult): readonly ReportChart[] =>
  SECTIONS.flatMap(({ charts }) => charts?.(result) ?? []);

const section = (heading: string, content: Html): Html =>
  content === EMPTY
    ? EMPTY
    : html`<h2>${heading}</h2>
${content}`;

function arms(result: StudyResult): Html {
  return html`${toHtml(armTable(result))}
${note("Mean ± standard error over the finished runs.")}
<details><summary>All statistics</summary>
${toHtml(summaryTable(result))}
${note(summaryNote(result))}</details>`;
}

function search(result: StudyResult): Html {
  if (result.arms.every(({ trials }) => !trials)) return EMPTY;
  return html`${note("Values were chosen by the validation data, never by the test data; the final runs have other seeds than the trials.")}
${figures(searchCharts(result))}
<details><summary>All trials</summary>
${toHtml(trialTable(result))}</details>`;
}

function configurations(result: StudyResult): Html {
  const table = configurationTable(result);
  if (!table) return EMPTY;
  return html`${toHtml(table)}
${note("The options in which the arms differ, as they are given; all else of a run is the same for all arms.")}`;
}

function times(result: StudyResult): Html {
  if (!hasTimes(result)) return EMPTY;
  return html`${toHtml(timeTable(result))}
${note(timeNote(result))}
${figures(timeCharts(result))}`;
}
