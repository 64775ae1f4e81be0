/** @file Charts with a row for each name: names at the left, values along an axis below. */

import type { Axis } from "../axes.ts";
import { drawing, EDGES, heightAround, layOut, type Point, type Shape, SIZE } from "../layout.ts";
import { type ChartOption, type Series, textWidth } from "../render.ts";
import { FONT, INK, MUTED, PAPER } from "../theme.ts";
import { wrap } from "../wrap.ts";

export interface Row {
  readonly name: string;
  /** What stands below the name, such as how many seeds there are. */
  readonly note?: string;
  /** What stands at the right, such as the number itself. */
  readonly value?: string;
}

export interface RowParts {
  readonly title?: string;
  readonly subtitle?: string;
  readonly x: Axis;
  readonly rows: readonly Row[];
  /** Their y are the numbers of rows, from 0 at the top. */
  readonly series: readonly Series[];
  /** Pixels of a row at least. */
  readonly rowHeight?: number;
}

/** Pixels of a name at most, before it is wrapped, and of the gap behind it. */
const NAMES = { width: 150, gap: 12, fontSize: 13, lineHeight: 15 } as const;
const NOTES = { fontSize: 11, lineHeight: 14 } as const;

/** The size and the option of a chart in rows. */
export function layOutRows(parts: RowParts): { readonly height: number; readonly option: ChartOption } {
  const { title, subtitle, x, rows, rowHeight = 30 } = parts;
  const labels = rows.map(linesOf);
  const y = rowAxis(rows.length);
  const left = NAMES.gap + Math.max(60, ...labels.flat().map(({ pixels }) => pixels)) + 10;
  const right = Math.max(
    EDGES.right,
    14 +
      widest(
        rows.map(({ value = "" }) => value),
        NOTES.fontSize,
      ),
  );
  const words = labelSeries(rows, { labels, left, right, x, y });
  const series = [...parts.series, words];
  const each = Math.max(rowHeight, ...labels.map((lines) => heightOf(lines) + 8));
  const option = layOut({ x, y, title, subtitle, series });
  return {
    height: heightAround(each * rows.length, { title, subtitle, series }),
    option: {
      ...option,
      grid: { ...option.grid, left, right },
      yAxis: { ...option.yAxis, inverse: true, show: false },
    },
  };
}

/** One unit for each row. */
const rowAxis = (count: number): Axis => ({
  type: "value",
  name: "",
  interval: 1,
  min: -0.5,
  max: Math.max(1, count) - 0.5,
  axisLabel: { formatter: () => "" },
});

interface Words {
  readonly text: string;
  readonly pixels: number;
  readonly lineHeight: number;
  readonly look: { readonly fill: string; readonly fontSize: number };
}

/** The lines at the left of a row: its name, then its note. */
function linesOf({ name, note }: Row): readonly Words[] {
  const lines = (text: string, { fontSize, lineHeight }: typeof NAMES | typeof NOTES, fill: string) =>
    wrap(text, { width: NAMES.width, fontSize }).map((line) => ({
      text: line,
      pixels: textWidth(line, fontSize),
      lineHeight,
      look: { fill, fontSize },
    }));
  return [...lines(name, NAMES, INK), ...(note === undefined ? [] : lines(note, NOTES, MUTED))];
}

const heightOf = (lines: readonly Words[]): number => lines.reduce((sum, each) => sum + each.lineHeight, 0);

const widest = (texts: readonly string[], fontSize: number): number =>
  Math.max(0, ...texts.map((text) => textWidth(text, fontSize)));

interface LabelOptions {
  readonly labels: readonly (readonly Words[])[];
  readonly left: number;
  readonly right: number;
  readonly x: Axis;
  readonly y: Axis;
}

function labelSeries(rows: readonly Row[], { labels, left, right, x, y }: LabelOptions): Series {
  const edge = SIZE.width - right + 8;
  const draw = (toPixel: (point: Point) => Point): Shape[] =>
    labels.flatMap((lines, row) => {
      const [, middle] = toPixel([x.min, row]);
      let top = middle - heightOf(lines) / 2;
      const names = lines.map(({ text, lineHeight, look }) => {
        const at = { x: left - NAMES.gap, y: top + lineHeight / 2, align: "right" } as const;
        top += lineHeight;
        return textShape(text, { ...at, ...look });
      });
      const { value } = rows[row]!;
      const number = { x: edge, y: middle, align: "left", fill: INK, fontSize: NOTES.fontSize } as const;
      return value === undefined ? names : [...names, textShape(value, number)];
    });
  return { ...drawing({ color: INK, anchor: [x.min, y.min + 0.5], draw }), clip: false };
}

export interface TextOptions {
  readonly x: number;
  readonly y: number;
  readonly align: "left" | "right" | "center";
  readonly fill: string;
  readonly fontSize: number;
  /** Whether it is to be read over lines. */
  readonly halo?: boolean;
}

/** A line of text, in the middle of its height. */
export function textShape(text: string, { x, y, align, fill, fontSize, halo = false }: TextOptions): Shape {
  const font = { fontFamily: FONT, fontSize } as const;
  const around = halo ? { stroke: PAPER, lineWidth: 3 } : {};
  return { type: "text", style: { text, x, y, fill, align, verticalAlign: "middle", ...font, ...around } };
}
