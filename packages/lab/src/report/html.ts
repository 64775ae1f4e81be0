/** @file HTML as a tagged template that escapes whatever is put into it. */

import { escapeMarkup } from "../markup.ts";

/** Markup that is safe to show. */
export interface Html {
  readonly markup: string;
}

type Insertion = Html | string | number | readonly Html[];

/**
 * Builds markup; words are escaped, markup and lists of it are not.
 *
 * @example
 * html`<b>${"1 < 2"}</b>`.markup; // "<b>1 &lt; 2</b>"
 */
export function html(parts: TemplateStringsArray, ...insertions: readonly Insertion[]): Html {
  return { markup: String.raw({ raw: parts }, ...insertions.map(toMarkup)) };
}

/** Marks text as markup: only for what this package made, such as a picture. */
export function trusted(markup: string): Html {
  return { markup };
}

/** JSON that cannot end the script element it stands in. */
export const inlineJson = (value: unknown): Html => trusted(JSON.stringify(value).replaceAll("<", "\\u003c"));

/** Nothing. */
export const EMPTY: Html = trusted("");

function toMarkup(insertion: Insertion): string {
  if (typeof insertion === "string" || typeof insertion === "number") return escapeMarkup(String(insertion));
  return "markup" in insertion ? insertion.markup : insertion.map(({ markup }) => markup).join("\n");
}
