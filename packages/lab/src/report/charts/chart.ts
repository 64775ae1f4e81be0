/** @file A chart of a report, before it is put into a page or a file. */

/** A picture with what a reader must know of it. */
export interface ReportChart {
  /** The stem of its file: letters, digits and hyphens. */
  readonly name: string;
  readonly caption: string;
  /** For a picture that stands alone, such as on a slide. */
  readonly title: string;
  /** The SVG; beside a caption it needs no title. */
  draw(title?: string): string;
}

/** Words as the stem of a file. */
export const toName = (...words: readonly string[]): string =>
  words
    .join("-")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");

export const capitalized = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;
