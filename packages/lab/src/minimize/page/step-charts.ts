/** @file Value, gradient and step length by step, with a line that the player moves. */

import { armStyles } from "../../charts/arm-style.ts";
import { linearAxis, rangeOf } from "../../charts/axes.ts";
import { type Height, heightAbove } from "../../charts/height.ts";
import { heightAround, layOut, type Point, plotArea, SIZE } from "../../charts/layout.ts";
import { magnitudeAxis } from "../../charts/log-axis.ts";
import { pixelsOf } from "../../charts/pixels.ts";
import { renderSvg, type Series } from "../../charts/render.ts";
import type { DrawnFunction } from "../../charts/scene.ts";
import { INK } from "../../charts/theme.ts";
import { type Html, html, trusted } from "../../report/html.ts";
import type { MinimizeRun } from "../minimize.ts";
import type { MinimizeRuns } from "../result.ts";
import { rowsOf } from "./cells.ts";

const PLOT_HEIGHT = 230;

/** A path that diverges is followed to what the others reach, or this many times the largest beginning. */
const REACH = 1000;

export interface StepChart {
  readonly figure: Html;
  /** Where the line stands, for each frame. */
  readonly cursors: readonly number[];
}

export interface StepChartOptions {
  readonly drawn: DrawnFunction;
  /** The step of each frame. */
  readonly frames: readonly number[];
}

/** The charts of the first rows of the table, which are those of one number. */
export function stepCharts(result: MinimizeRuns, { drawn, frames }: StepChartOptions): readonly StepChart[] {
  const { minima: [lowest] = [], evaluate } = drawn;
  const value = heightAbove(lowest && evaluate(lowest), result.runs[0]!.path[0]!.value);
  const quantities: readonly Height[] = [
    value,
    ...["|gradient|", "step length"].map((name) => ({ name, of: (each: number) => each })),
  ];
  return quantities.map(({ name, of }, index) => {
    const lines = result.runs.map((run) =>
      readRow(run, index).map(([step, each]): Point => [step, of(each)]),
    );
    return draw(lines, { index, name, frames, runs: result.runs });
  });
}

function readRow(run: MinimizeRun, row: number): readonly Point[] {
  const { read } = rowsOf(run)[row]!;
  return run.path
    .map(({ step }, index): Point => [step, read(run.path, index) as number])
    .filter(([, value]) => Number.isFinite(value));
}

interface DrawOptions {
  readonly index: number;
  readonly name: string;
  readonly frames: readonly number[];
  readonly runs: readonly MinimizeRun[];
}

function draw(lines: readonly (readonly Point[])[], { index, name, frames, runs }: DrawOptions): StepChart {
  const values = (some: typeof lines) => some.flat().map(([, value]) => value);
  const settled = values(lines.filter((_, line) => runs[line]!.status === "done"));
  const ceiling = Math.max(
    rangeOf(settled).max,
    ...lines.map(([first]) => REACH * Math.abs(first?.[1] ?? 0)),
  );
  const shown = values(lines).filter((value) => value <= ceiling);
  const x = linearAxis("step", { min: 0, max: Math.max(1, frames.at(-1)!) });
  const y = magnitudeAxis(name, rangeOf(shown));
  const series = toSeries(lines, runs);
  const size = { ...SIZE, height: heightAround(PLOT_HEIGHT, { series }) };
  const { left, top, width, height } = plotArea({ series }, size.height);
  const cursors = frames.map((step) => pixelsOf(x, y, { left, top, width, height })([step, y.min])[0]);
  const picture = renderSvg({ ...size, label: `${name} by step`, option: layOut({ x, y, series }) });
  const figure = html`<figure class="stage">${trusted(picture)}
<svg class="overlay" viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true">
<line id="cursor-${index}" x1="${left}" x2="${left}" y1="${top}" y2="${top + height}" stroke="${INK}"/></svg></figure>`;
  return { figure, cursors };
}

function toSeries(lines: readonly (readonly Point[])[], runs: readonly MinimizeRun[]): readonly Series[] {
  const styles = armStyles(runs.map(({ optimizer }) => optimizer));
  return runs.map(({ optimizer }, index) => {
    const { color, dash } = styles.get(optimizer)!;
    const data = lines[index]!.map((point) => [...point]);
    return {
      type: "line",
      name: optimizer,
      color,
      data,
      symbol: "none",
      lineStyle: { color, width: 1.8, type: dash },
    };
  });
}
