/** @file Final value against learning rate, one line for each optimizer. */

import { armStyles } from "./arm-style.ts";
import { type Axis, rangeOf } from "./axes.ts";
import { heightAbove } from "./height.ts";
import { CROSS, heightAround, layOut, type Point, SIZE } from "./layout.ts";
import { logAxis, magnitudeAxis } from "./log-axis.ts";
import { endMark } from "./path-series.ts";
import { type RatePoint, rateLine } from "./rate-line.ts";
import { renderSvg, type Series } from "./render.ts";
import { INK } from "./theme.ts";

const PLOT_HEIGHT = 216;

export interface RateLine {
  readonly optimizer: string;
  /** Those of the points to be marked. */
  readonly rates: readonly number[];
  /** By rising rate; `null` where the path diverged. */
  readonly points: readonly { readonly rate: number; readonly value: number | null }[];
}

export interface SensitivityPlotOptions {
  readonly title: string;
  readonly steps: number;
  /** The value at the start; to end above it is as bad as to diverge. */
  readonly start: number;
  /** The lowest value that there is, where it is known. */
  readonly minimum?: number;
}

/** Draws how far each rate leads: a line where that is below the start, a cross at the top where it is not. */
export function sensitivityPlot(lines: readonly RateLine[], options: SensitivityPlotOptions): string {
  const { title, steps, start } = options;
  const height = heightAbove(options.minimum, start);
  const points = lines.map((line) =>
    line.points.map(({ rate, value }): RatePoint => {
      const isLost = value === null || value > start;
      return [rate, isLost ? null : height.of(value)];
    }),
  );
  const y = magnitudeAxis(height.name, rangeOf(points.flat().map(([, at]) => at ?? height.of(start))));
  const series = drawSeries(lines, points, y.max);
  const words = { series, title, subtitle: `after ${steps} steps` };
  const option = layOut({ x: rateAxis(lines), y, ...words });
  const label = `Final value by learning rate of ${lines.map(({ optimizer }) => optimizer).join(", ")}`;
  return renderSvg({ ...SIZE, height: heightAround(PLOT_HEIGHT, words), label, option });
}

function rateAxis(lines: readonly RateLine[]): Axis {
  return logAxis("learning rate", rangeOf(lines.flatMap(({ points }) => points.map(({ rate }) => rate))));
}

function drawSeries(
  lines: readonly RateLine[],
  points: readonly (readonly RatePoint[])[],
  top: number,
): readonly Series[] {
  const styles = armStyles(lines.map(({ optimizer }) => optimizer));
  const drawn = lines.flatMap(({ optimizer, rates }, index) => {
    const style = styles.get(optimizer)!;
    const own = points[index]!.filter(([rate, height]) => rates.includes(rate) && height !== null) as Point[];
    return [rateLine(optimizer, points[index]!, style), endMark({ points: own, ...style })];
  });
  const lost = lines.flatMap(({ optimizer }, index) =>
    points[index]!.filter(([, height]) => height === null).map(([rate]) => ({
      value: [rate, top],
      itemStyle: { borderColor: styles.get(optimizer)!.color, borderWidth: 2 },
    })),
  );
  return [...drawn, ...crosses(lost)];
}

function crosses(data: { readonly value: number[] }[]): readonly Series[] {
  if (data.length === 0) return [];
  const itemStyle = { borderColor: INK, borderWidth: 2 };
  const name = "diverged, or above the start";
  return [{ type: "scatter", name, symbol: CROSS, symbolSize: 8, clip: false, itemStyle, data }];
}
