/** @file Histograms of several samples: bars side by side in shared bins, and a line at each mean. */

import type { CustomSeriesOption } from "echarts/charts";
import { requireOptions } from "../checks.ts";
import { mean } from "../stats/moments.ts";
import { type ArmStyle, armStyles } from "./arm-style.ts";
import { between, extend, linearAxis, type Range, rangeOf, shareOf } from "./axes.ts";
import { drawing, heightAround, layOut, type Point, type Shape, SIZE } from "./layout.ts";
import { renderSvg } from "./render.ts";
import { PAPER } from "./theme.ts";

export interface Sample {
  readonly name: string;
  readonly values: readonly number[];
}

const PLOT_HEIGHT = 233;

/** Equal bins over all samples. */
interface Bins {
  readonly range: Range;
  readonly count: number;
}

export interface HistogramOptions {
  readonly title?: string;
  /** What the values are, with their unit. */
  readonly x: string;
  readonly samples: readonly Sample[];
  /** What is counted; `"count"` by default. */
  readonly y?: string;
}

/**
 * An SVG of the distribution of values in one or several samples, with a line at each mean; what is not finite is left
 * out.
 *
 * @example
 * histogram({ x: "accuracy", samples: [{ name: "sgd", values: [0.8, 0.82, 0.9] }] }).slice(0, 4); // "<svg"
 */
export function histogram(options: HistogramOptions): string {
  requireOptions("histogram", options, { needed: ["x", "samples"], optional: ["title", "y"] });
  const { title, samples, y: counted = "count" } = options;
  const drawn = samples.map(({ name, values }) => ({ name, values: values.filter(Number.isFinite) }));
  const bins = chooseBins(drawn.flatMap(({ values }) => values));
  const counts = drawn.flatMap(({ values }) => countPerBin(values, bins));
  const styles = armStyles(drawn.map(({ name }) => name));
  const y = linearAxis(counted, { min: 0, max: Math.max(4, ...counts) });
  const series = drawn.map((sample, index) =>
    bars(sample, {
      bins,
      style: styles.get(sample.name)!,
      index,
      of: drawn.length,
      top: y.max,
    }),
  );
  const x = linearAxis(options.x, bins.range);
  const label = `Histogram of ${options.x} for ${drawn.map(({ name }) => name).join(", ")}`;
  const height = Math.max(SIZE.height, heightAround(PLOT_HEIGHT, { title, series }));
  return renderSvg({ ...SIZE, height, label, option: layOut({ x, y, title, series }) });
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

/** Lighter where another sample has the same colour. */
function rectangle([x, y]: Point, [right, bottom]: Point, { color, variant }: ArmStyle): Shape {
  const shape = { x, y, width: right - x, height: bottom - y };
  const shade = variant === 0 ? {} : { fillOpacity: Math.max(0.2, 0.5 ** variant) };
  return { type: "rect", shape, style: { fill: color, ...shade, stroke: PAPER, lineWidth: 1 } };
}

function meanLine([x1, y1]: Point, [x2, y2]: Point, { color, dash }: ArmStyle): Shape {
  return { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: color, lineWidth: 2, lineDash: dash } };
}
