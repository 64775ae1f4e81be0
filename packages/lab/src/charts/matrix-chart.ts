/** @file A matrix as coloured cells between the names of its rows and columns. */

import { ArgumentError } from "glissade";
import { headingHeight, headingOption } from "./layout.ts";
import { legendHeight, legendOption } from "./legend.ts";
import { type ChartOption, renderSvg, type Series } from "./render.ts";
import { FONT, INK, PAPER } from "./theme.ts";

export type Matrix = readonly (readonly number[])[];

/** The look of a cell. */
export interface Cell {
  readonly color: string;
  /** In [0, 1]. */
  readonly opacity: number;
  readonly text?: string;
}

interface Side {
  /** What the rows or columns are. */
  readonly title: string;
  readonly names: readonly string[];
}

export interface MatrixParts {
  readonly title?: string;
  readonly subtitle?: string;
  /** What the picture shows, for readers who do not see it. */
  readonly label: string;
  readonly rows: Side;
  readonly columns: Side;
  readonly cells: readonly (readonly Cell[])[];
  /** Entries of a legend, series without points; none by default. */
  readonly keys?: readonly Series[];
  readonly description?: string;
}

const WIDTH = 480;
/** Of a legend. */
const WORDS = WIDTH - 24;
/** Pixels of a plot, and of one cell at most. */
const LARGEST = { plot: 380, cell: 48 };
/** Pixels of a name at most; the rest is cut. */
const LONGEST_NAME = 100;

/** Throws unless the values are rows of numbers of one length, and as many as there are names for. */
export function requireMatrix(
  where: string,
  values: Matrix,
  names: { rows?: number; columns?: number } = {},
): void {
  const isMatrix =
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((row) => Array.isArray(row) && row.length === values[0]!.length);
  const { rows = values?.length, columns = values?.[0]?.length } = names;
  if (isMatrix && values.length === rows && values[0]!.length === columns) return;
  const got = Array.isArray(values)
    ? `rows of ${[...new Set(values.map((row) => row?.length))].join(", ")}`
    : typeof values;
  throw new ArgumentError({
    where,
    rule: `must be rows of numbers of one length${isMatrix ? `, ${rows} by ${columns} as there are names` : ""}, got ${got}`,
  });
}

/** An SVG of a matrix, its first row at the top. */
export function matrixChart(parts: MatrixParts): string {
  const layout = measure(parts);
  return renderSvg({
    width: WIDTH,
    height: layout.height,
    label: parts.label,
    description: parts.description,
    option: layOut(parts, layout),
  });
}

interface Layout {
  /** Pixels for the names beside the rows, and for those below the columns, which slant unless they are short. */
  readonly besideRows: number;
  readonly belowColumns: number;
  readonly slant: 0 | 45;
  readonly plot: { readonly top: number; readonly width: number; readonly height: number };
  readonly height: number;
}

const longest = (names: readonly string[]): number => Math.max(1, ...names.map((name) => name.length));

function measure({ title, subtitle, rows, columns, keys = [] }: MatrixParts): Layout {
  const besideRows = Math.min(LONGEST_NAME, 7 * longest(rows.names));
  const letters = longest(columns.names);
  const slant = letters > 2 ? 45 : 0;
  const belowColumns = slant === 0 ? 14 : Math.ceil(Math.min(LONGEST_NAME, 7 * letters) * Math.SQRT1_2) + 12;
  const top = headingHeight({ title, subtitle }) + (keys.length > 0 ? legendHeight(keys, WORDS) : 0);
  const width = WIDTH - besideRows - 66;
  const height = Math.min(LARGEST.plot, rows.names.length * LARGEST.cell);
  return {
    besideRows,
    belowColumns,
    slant,
    plot: { top, width, height },
    height: top + height + belowColumns + 38,
  };
}

function layOut(parts: MatrixParts, { besideRows, belowColumns, slant, plot }: Layout): ChartOption {
  const { rows, columns, cells, keys = [] } = parts;
  const words = { width: LONGEST_NAME, overflow: "truncate" } as const;
  const [width, height] = [plot.width / columns.names.length, plot.height / rows.names.length];
  /** Labels are as far apart as their letters need. */
  const axis = ({ title, names }: Side, [pixels, needed]: readonly [number, number]) => ({
    type: "category" as const,
    data: [...names],
    name: title,
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { ...words, interval: Math.max(0, Math.ceil(needed / pixels) - 1) },
  });
  const letters = slant === 0 ? longest(columns.names) : 1;
  const [across, down] = [axis(columns, [width, 9 * letters + 4]), axis(rows, [height, 13])];
  return {
    title: headingOption(parts),
    legend: { show: keys.length > 0, top: headingHeight(parts) - 2, ...legendOption(keys, WORDS) },
    grid: { left: besideRows + 42, ...plot, outerBoundsMode: "none" },
    xAxis: { ...across, axisLabel: { ...across.axisLabel, rotate: slant }, nameGap: belowColumns + 14 },
    yAxis: { ...down, nameGap: besideRows + 18, inverse: true },
    series: [
      {
        type: "custom",
        data: cells.flatMap((row, index) => row.map((_, column) => [column, index])),
        renderItem: ({ dataIndex }, api) => {
          const [column, row] = [
            dataIndex % columns.names.length,
            Math.floor(dataIndex / columns.names.length),
          ];
          const [x, y] = api.coord([column, row]);
          return drawCell(cells[row]![column]!, { x: x! - width / 2, y: y! - height / 2, width, height });
        },
      },
      ...keys,
    ],
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cells without words touch, so that many of them make a picture. */
function drawCell({ color, opacity, text }: Cell, box: Box) {
  const fill = { fill: color, fillOpacity: opacity };
  if (text === undefined) return { type: "rect", shape: box, style: fill } as const;
  return {
    type: "rect",
    shape: box,
    style: { ...fill, stroke: PAPER, lineWidth: 1 },
    textContent: {
      type: "text",
      style: {
        text,
        fill: opacity > 0.65 ? PAPER : INK,
        fontFamily: FONT,
        fontSize: fontSize(text.length, box),
        opacity: text === "0" ? 0.3 : 1,
      },
    },
    textConfig: { position: "inside" },
  } as const;
}

/** As large as the cell lets it, between 6 and 13 pixels. */
function fontSize(letters: number, { width, height }: Box): number {
  return Math.max(6, Math.min(13, height - 4, (width - 4) / (0.6 * letters)));
}
