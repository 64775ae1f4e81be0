/** @file The legend of a chart: its words, and the room that they take. */

import { type Series, textWidth } from "./render.ts";
import { LEGEND } from "./theme.ts";
import { wrap } from "./wrap.ts";

const { itemGap, textStyle } = LEGEND;
const { fontSize, lineHeight } = textStyle;

/** Of the mark before each name, with the gap behind it. */
const MARK = 30;

/** The options of a legend with rows of so many pixels at most; names that are longer have several lines. */
export function legendOption(series: readonly Series[], width: number) {
  return {
    width,
    data: legendNames(series).map((name) => legendItem(name, series)),
    formatter: (name: string) => linesOf(name, width).join("\n"),
  };
}

/** Without the dot that echarts puts on the dashes of a line. */
function legendItem(name: string, series: readonly Series[]) {
  const isLine = series.some((one) => one.type === "line" && one.name === name);
  return isLine ? { name, itemStyle: { opacity: 0 } } : { name };
}

const legendNames = (series: readonly Series[]): readonly string[] => [
  ...new Set(series.flatMap(({ name }) => (name === undefined ? [] : [String(name)]))),
];

const linesOf = (name: string, width: number): readonly string[] =>
  wrap(name, { width: width - MARK, fontSize });

/** Pixels from the top of a legend to what stands below. */
export function legendHeight(series: readonly Series[], width: number): number {
  return rowsOf(series, width).reduce((sum, { lines }) => sum + lines * lineHeight + itemGap, 0);
}

interface Row {
  readonly width: number;
  readonly lines: number;
}

/** The rows that echarts breaks a legend into. */
function rowsOf(series: readonly Series[], width: number): readonly Row[] {
  const rows: Row[] = [];
  for (const name of legendNames(series)) {
    const lines = linesOf(name, width);
    const item = MARK + Math.max(...lines.map((line) => textWidth(line, fontSize)));
    const row = rows.at(-1);
    if (row && row.width + itemGap + item <= width) {
      rows[rows.length - 1] = {
        width: row.width + itemGap + item,
        lines: Math.max(row.lines, lines.length),
      };
    } else rows.push({ width: item, lines: lines.length });
  }
  return rows;
}
