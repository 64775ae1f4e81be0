/** @file Histograms of the runs of each arm: bars side by side in shared bins, and a line at each mean. */

import type { CustomSeriesOption } from "echarts/charts";
import { mean } from "../stats/moments.ts";
import { type ArmStyle, armStyles } from "./arm-style.ts";
import { between, extend, linearAxis, type Range, rangeOf, shareOf } from "./axes.ts";
import { drawing, layOut, type Point, type Shape, SIZE } from "./layout.ts";
import { renderSvg } from "./render.ts";
import { PAPER } from "./theme.ts";

export interface Sample {
  readonly name: string;
  readonly values: readonly number[];
}

/** Equal bins over all samples. */
interface Bins {
  readonly range: Range;
  readonly count: number;
}

/** Draws the distribution of one metric in several samples; what is not finite is left out. */
export function histogram(metric: string, samples: readonly Sample[]): string {
  const drawn = samples.map(({ name, values }) => ({ name, values: values.filter(Number.isFinite) }));
  const bins = chooseBins(drawn.flatMap(({ values }) => values));
  const counts = drawn.flatMap(({ values }) => countPerBin(values, bins));
  const styles = armStyles(drawn.map(({ name }) => name));
  const y = linearAxis("runs", { min: 0, max: Math.max(4, ...counts) });
  const series = drawn.map((sample, index) =>
    bars(sample, {
      bins,
      style: styles.get(sample.name)!,
      index,
      of: drawn.length,
      top: y.max,
    }),
  );
  const x = linearAxis(metric, bins.range);
  const label = `Histogram of ${metric} for ${drawn.map(({ name }) => name).join(", ")}`;
  return renderSvg({ ...SIZE, label, option: layOut({ x, y, series }) });
}

/** About 2√n bins, so that both the shape and single stragglers show. */
function chooseBins(values: readonly number[]): Bins {
  const range = rangeOf(values);
  const count = Math.min(30, Math.max(8, Math.ceil(2 * Math.sqrt(values.length))));
  if (values.length > 0 && range.max > range.min) return { range, count };
  const middle = values[0] ?? 0.5;
  return { range: extend({ min: middle, max: middle }, 0.01 * Math.abs(middle) || 0.01), count };
}

function countPerBin(values: readonly number[], { range, count }: Bins): readonly number[] {
  const counts = new Array<number>(count).fill(0);
  for (const value of values) counts[Math.min(count - 1, Math.floor(shareOf(range, value) * count))]!++;
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
  const center = mean(values);
  const rectangles = countPerBin(values, bins).flatMap((count, bin) => {
    const edge = (part: number) => between(bins.range, (bin + part / of) / bins.count);
    return count > 0 ? [{ from: [edge(index), count], to: [edge(index + 1), 0] } as const] : [];
  });
  return drawing({
    name,
    color: style.color,
    anchor: [bins.range.min, 0],
    draw: (toPixel) => [
      ...rectangles.map(({ from, to }) => rectangle(toPixel(from), toPixel(to), style)),
      ...(values.length > 0 ? [meanLine(toPixel([center, top]), toPixel([center, 0]), style)] : []),
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
