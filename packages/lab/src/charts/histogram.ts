/** @file How the runs of each arm spread: bars side by side in shared bins, and a line at each mean. */

import type { CustomSeriesOption } from "echarts/charts";
import { type ArmStyle, armStyles } from "./arm-style.ts";
import { linearAxis, type Range, rangeOf } from "./axes.ts";
import { drawing, layOut, type Point, type Shape, SIZE } from "./layout.ts";
import { renderSvg } from "./render.ts";
import { PAPER } from "./theme.ts";

export interface Sample {
  readonly name: string;
  readonly values: readonly number[];
}

/** Equal bins over all samples. */
interface Bins {
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

/** Draws the distribution of one metric in several samples. */
export function histogram(metric: string, samples: readonly Sample[]): string {
  const bins = chooseBins(samples.flatMap(({ values }) => values));
  const counts = samples.flatMap(({ values }) => countPerBin(values, bins));
  const styles = armStyles(samples.map(({ name }) => name));
  const y = linearAxis("runs", { min: 0, max: Math.max(4, ...counts) });
  const series = samples.map((sample, index) =>
    bars(sample, {
      bins,
      style: styles.get(sample.name)!,
      index,
      of: samples.length,
      top: y.max,
    }),
  );
  const x = linearAxis(metric, { min: bins.start, max: bins.start + bins.width * bins.count });
  const label = `Histogram of ${metric} for ${samples.map(({ name }) => name).join(", ")}`;
  return renderSvg({ ...SIZE, label, option: layOut({ x, y, series }) });
}

/** About 2√n bins, so that both the shape and single stragglers show. */
function chooseBins(values: readonly number[]): Bins {
  const { min, max }: Range = rangeOf(values);
  const count = Math.min(30, Math.max(8, Math.ceil(2 * Math.sqrt(values.length))));
  const width = (max - min || 0.02 * Math.abs(max) || 0.02) / count;
  return max > min ? { start: min, width, count } : { start: min - (width * count) / 2, width, count };
}

function countPerBin(values: readonly number[], { start, width, count }: Bins): readonly number[] {
  const counts = new Array<number>(count).fill(0);
  for (const value of values) counts[Math.min(count - 1, Math.floor((value - start) / width))]!++;
  return counts;
}

interface BarsOptions {
  readonly bins: Bins;
  readonly style: ArmStyle;
  /** Place among the samples, which share the width of a bin. */
  readonly index: number;
  readonly of: number;
  /** End of the line at the mean. */
  readonly top: number;
}

function bars({ name, values }: Sample, options: BarsOptions): CustomSeriesOption {
  const { bins, style, index, of, top } = options;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const rectangles = countPerBin(values, bins).flatMap((count, bin) => {
    const left = bins.start + (bin + index / of) * bins.width;
    return count > 0 ? [{ from: [left, count], to: [left + bins.width / of, 0] } as const] : [];
  });
  return drawing({
    name,
    color: style.color,
    anchor: [bins.start, 0],
    draw: (toPixel) => [
      ...rectangles.map(({ from, to }) => rectangle(toPixel(from), toPixel(to), style)),
      ...(values.length > 0 ? [meanLine(toPixel([mean, top]), toPixel([mean, 0]), style)] : []),
    ],
  });
}

function rectangle([x, y]: Point, [right, bottom]: Point, { color }: ArmStyle): Shape {
  const shape = { x, y, width: right - x, height: bottom - y };
  return { type: "rect", shape, style: { fill: color, stroke: PAPER, lineWidth: 1 } };
}

function meanLine([x1, y1]: Point, [x2, y2]: Point, { color, dash }: ArmStyle): Shape {
  return { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: color, lineWidth: 2, lineDash: dash } };
}
