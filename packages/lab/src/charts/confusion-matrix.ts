/** @file A confusion matrix as a heat map: how the samples of each true class were classified. */

import { type ChartOption, renderSvg } from "./render.ts";
import { FONT, INK, PALETTE, PAPER } from "./theme.ts";

export type Matrix = readonly (readonly number[])[];

interface Cell {
  readonly value: readonly [column: number, row: number];
  readonly count: number;
  /** Of its row. */
  readonly share: number;
}

export interface ConfusionOptions {
  readonly name: string;
  /** Names of the rows and columns. */
  readonly classes: readonly string[];
}

/** Draws counts as words and the square root of each cell's share of its row as colour, so that rare errors show. */
export function confusionMatrix(matrix: Matrix, { name, classes }: ConfusionOptions): string {
  const cells = matrix.flatMap((row, index) => cellsOf(row, index));
  const label = `Confusion matrix of ${name}: true classes in rows, predictions in columns`;
  const layout = measure(classes);
  return renderSvg({ width: WIDTH, height: layout.height, label, option: layOut(cells, classes, layout) });
}

function cellsOf(row: readonly number[], index: number): readonly Cell[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count, column) => ({
    value: [column, index],
    count,
    share: total > 0 ? count / total : 0,
  }));
}

const WIDTH = 480;
const PLOT_HEIGHT = 380;
/** Pixels of a class's name at most; the rest is cut. */
const LONGEST_NAME = 100;

interface Layout {
  /** Pixels for the names beside the rows, and for those below the columns, which slant unless they are short. */
  readonly besideRows: number;
  readonly belowColumns: number;
  readonly slant: 0 | 45;
  readonly plotWidth: number;
  readonly height: number;
}

function measure(classes: readonly string[]): Layout {
  const letters = Math.max(...classes.map((name) => name.length));
  const besideRows = Math.min(LONGEST_NAME, 7 * letters);
  const slant = letters > 2 ? 45 : 0;
  const belowColumns = slant === 0 ? 14 : Math.ceil(besideRows * Math.SQRT1_2) + 12;
  const height = 8 + PLOT_HEIGHT + belowColumns + 38;
  return { besideRows, belowColumns, slant, plotWidth: WIDTH - besideRows - 66, height };
}

function layOut(
  cells: readonly Cell[],
  classes: readonly string[],
  { besideRows, belowColumns, slant, plotWidth }: Layout,
): ChartOption {
  const words = { interval: 0, width: LONGEST_NAME, overflow: "truncate" } as const;
  const axis = {
    type: "category" as const,
    data: [...classes],
    axisTick: { show: false },
    axisLine: { show: false },
  };
  const [width, height] = [plotWidth / classes.length, PLOT_HEIGHT / classes.length];
  const rows = { ...axis, axisLabel: words, name: "true class", nameGap: besideRows + 18, inverse: true };
  const columns = { ...axis, axisLabel: { ...words, rotate: slant }, name: "predicted class" };
  return {
    grid: { left: besideRows + 42, top: 8, width: plotWidth, height: PLOT_HEIGHT, outerBoundsMode: "none" },
    xAxis: { ...columns, nameGap: belowColumns + 14 },
    yAxis: rows,
    series: {
      type: "custom",
      data: cells.map(({ value }) => [...value]),
      renderItem: ({ dataIndex }, api) => {
        const cell = cells[dataIndex]!;
        const [x, y] = api.coord([...cell.value]);
        return drawCell(cell, { x: x! - width / 2, y: y! - height / 2, width, height });
      },
    },
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawCell({ count, share }: Cell, box: Box) {
  const text = String(count);
  const opacity = Math.sqrt(share);
  return {
    type: "rect",
    shape: box,
    style: { fill: PALETTE[0], fillOpacity: opacity, stroke: PAPER, lineWidth: 1 },
    textContent: {
      type: "text",
      style: {
        text,
        fill: opacity > 0.65 ? PAPER : INK,
        fontFamily: FONT,
        fontSize: fontSize(text.length, box),
        opacity: count > 0 ? 1 : 0.3,
      },
    },
    textConfig: { position: "inside" },
  } as const;
}

/** As large as the cell lets it, between 6 and 13 pixels. */
function fontSize(letters: number, { width, height }: Box): number {
  return Math.max(6, Math.min(13, height - 4, (width - 4) / (0.6 * letters)));
}
