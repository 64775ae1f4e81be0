/** @file Parts of pages that stand in several of them. */

import type { StudyResult } from "../results/result.ts";
import { differenceNotes, differenceTable } from "./difference-table.ts";
import { comparedDifferences } from "./differences.ts";
import { EMPTY, type Html, html } from "./html.ts";
import { toHtml } from "./table.ts";

export function warningList(texts: readonly string[]): Html {
  if (texts.length === 0) return EMPTY;
  return html`<ul class="warnings" role="note">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

export const notes = (texts: readonly string[]): Html =>
  html`<ul class="muted notes">${texts.map((text) => html`<li>${text}</li>`)}</ul>`;

/** What a reader of the picture or the table above must know. */
export const note = (text: string): Html => html`<p class="muted">${text}</p>`;

/** The differences of the arms with their notes; nothing where there is one arm. */
export function differenceSection(result: StudyResult): Html {
  if (comparedDifferences(result).length === 0) return EMPTY;
  return html`${toHtml(differenceTable(result))}
${notes(differenceNotes(result))}`;
}
