/** @file The one place that runs echarts: from the options of a chart to an SVG string, without a DOM. */

import {
  CustomChart,
  type CustomSeriesOption,
  LineChart,
  type LineSeriesOption,
  ScatterChart,
  type ScatterSeriesOption,
} from "echarts/charts";
import {
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  TitleComponent,
  type TitleComponentOption,
} from "echarts/components";
import { type ComposeOption, format, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import LRU from "zrender/lib/core/LRU.js";
import { escapeMarkup, withoutControls } from "../markup.ts";
import { DARK_STYLE, FONT, PAPER, THEME } from "./theme.ts";

use([CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** One series of a chart, of the kinds in use here. */
export type Series = CustomSeriesOption | LineSeriesOption | ScatterSeriesOption;

export type ChartOption = ComposeOption<
  Series | GridComponentOption | LegendComponentOption | TitleComponentOption
>;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** What the picture shows, for readers who do not see it. */
  readonly label: string;
  /** Its numbers in words, for the same readers. */
  readonly description?: string;
  readonly option: ChartOption;
}

/** A text under which a cache of echarts finds nothing of `Object.prototype`, such as "constructor". */
const keyOf = (text: string): string => ` ${text}`;

const { get, put } = LRU.prototype;
LRU.prototype.get = function (text) {
  return get.call(this, keyOf(String(text)));
};
LRU.prototype.put = function (text, value) {
  return put.call(this, keyOf(String(text)), value);
};

/** Draws a chart as one `<svg>` element that follows the reader's light or dark scheme. */
export function renderSvg({ width, height, label, description, option }: Picture): string {
  const chart = init(null, THEME, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: PAPER, ...option });
    return withoutControls(tidy(chart.renderToSVGString(), { label, description }));
  } finally {
    chart.dispose();
  }
}

/** The pixels that a line of text takes, by the widths that echarts lays out by. */
export const textWidth = (text: string, fontSize: number): number =>
  format.getTextRect(text, `${fontSize}px ${FONT}`).width;

/** Removes what only a live chart needs, and makes ids a function of the content: unique in a page, stable. */
function tidy(svg: string, { label, description }: Pick<Picture, "label" | "description">): string {
  const still = svg
    .replace(/<style.*?<\/style>\s*/gs, "")
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, "")
    .replace(/\bzr\d+-/g, "clip-");
  const hash = hashOf(still);
  const opening = `<svg role="img" aria-label="${escapeMarkup(label)}"`;
  const words = description === undefined ? "" : `\n${alternative(label, description)}`;
  return still
    .replace(/\bclip-c/g, `${hash}-c`)
    .replace("<svg", opening)
    .replace(">", () => `>${words}\n<style>${DARK_STYLE}</style>`);
}

const alternative = (label: string, description: string): string =>
  `<title>${escapeMarkup(label)}</title>\n<desc>${escapeMarkup(description)}</desc>`;

/** Eight letters that differ for texts that do: the hash FNV-1a (Fowler, Noll and Vo 1991). */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
