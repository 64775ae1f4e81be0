/** @file A confusion matrix as a heat map: how the samples of each true class were classified. */

import { type ChartOption, renderSvg } from "./render.ts";
import { FONT, INK, PALETTE, PAPER } from "./theme.ts";

export type Matrix = readonly (readonly number[])[];

const SIZE = { width: 480, height: 440 } as const;

interface Cell {
  readonly value: readonly [column: number, row: number];
  readonly count: number;
  /** Of its row. */
  readonly share: number;
}

/** Draws counts as words and the square root of each cell's share of its row as colour, so that rare errors show. */
export function confusionMatrix(name: string, matrix: Matrix): string {
  const cells = matrix.flatMap((row, index) => cellsOf(row, index));
  const label = `Confusion matrix of ${name}: true classes in rows, predictions in columns`;
  return renderSvg({ ...SIZE, label, option: layOut(cells, matrix.length) });
}

function cellsOf(row: readonly number[], index: number): readonly Cell[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count, column) => ({
    value: [column, index],
    count,
    share: total > 0 ? count / total : 0,
  }));
}

function layOut(cells: readonly Cell[], classes: number): ChartOption {
  const data = Array.from({ length: classes }, (_, index) => String(index));
  const axis = {
    type: "category",
    data,
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { interval: 0 },
  } as const;
  const width = 400 / classes;
  return {
    grid: { left: 56, top: 8, width: 400, height: 380, outerBoundsMode: "none" },
    xAxis: { ...axis, name: "predicted class", nameGap: 28 },
    yAxis: { ...axis, name: "true class", inverse: true },
    series: {
      type: "custom",
      data: cells.map(({ value }) => [...value]),
      renderItem: ({ dataIndex }, api) => {
        const cell = cells[dataIndex]!;
        const [x, y] = api.coord([...cell.value]);
        return drawCell(cell, { x: x! - width / 2, y: y! - 190 / classes, width, height: 380 / classes });
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
