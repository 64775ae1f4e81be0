/** @file The distribution of every group as a violin, with its quartiles and its seeds. */

import { armStyles } from "../arm-style.ts";
import { type Axis, between, rangeOf } from "../axes.ts";
import { drawing, type Point, type Shape, SIZE, type ToPixel } from "../layout.ts";
import { positionOn } from "../positions.ts";
import { renderSvg } from "../render.ts";
import { INK, PAPER } from "../theme.ts";
import { kernelDensity } from "./density.ts";
import { legendKey } from "./keys.ts";
import { layOutRows } from "./rows.ts";
import {
  describeRow,
  readSamples,
  rowOf,
  type SampleRow,
  type SampleRowsOptions,
  sampleAxis,
} from "./seed-rows.ts";
import { readReduction, type Spread } from "./spread.ts";

export interface ViolinPlotOptions extends SampleRowsOptions {}

/** Pixels of a row, of the widest place to each side, and of an upright line for a seed. */
const ROW = { height: 54, room: 21, seed: 4 } as const;

/** Points along each side of a violin. */
const POINTS = 60;

/**
 * An SVG with a row for each group: its density by Gaussian kernels with Silverman's bandwidth, between the least and
 * the largest value, as wide at its peak as the others; the median and the quartiles as a box, a small line for each seed.
 * Values of one size have no density and are lines alone; those that are not finite are counted beside the name.
 *
 * @example
 * const groups = [{ name: "sgd", values: [0.91, 0.93, 0.92, 0.95] }, { name: "adam", values: [0.94, 0.95, 0.99] }];
 * violinPlot({ x: "accuracy", groups }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for values that are no numbers, or not positive on a logarithmic axis
 */
export function violinPlot(options: ViolinPlotOptions): string {
  const rows = readSamples("violinPlot", options);
  const axis = sampleAxis(options, rows);
  const { of: spreadOf } = readReduction("violinPlot", { center: "median" });
  const spreads = rows.map(({ values }) => (values.length > 0 ? spreadOf(values) : null));
  const styles = armStyles(rows.map(({ name }) => name));
  const drawn = rows.map(({ name, values }, row) => {
    const { color } = styles.get(name)!;
    const at = (toPixel: ToPixel) => ({ row, color, axis, toPixel });
    const draw = (toPixel: ToPixel) => [
      ...violin(values, at(toPixel)),
      ...values.map((value) => seedLine(value, at(toPixel))),
      ...box(spreads[row]!, at(toPixel)),
    ];
    return { ...drawing({ color, anchor: [axis.min, row], draw }), clip: false };
  });
  const keys = [
    legendKey({ name: "density (Gaussian kernels)", icon: "violin", opacity: 0.5 }),
    legendKey({ name: "median and quartiles", icon: "box" }),
    legendKey({ name: "a seed", icon: "tick" }),
  ];
  const { title } = options;
  const series = [...keys, ...drawn];
  const layout = layOutRows({ title, x: axis, rows: rows.map(rowOf), series, rowHeight: ROW.height });
  const label = `${title ? `${title}: ` : ""}distribution of ${options.x} for ${rows.map(({ name }) => name).join(", ")}`;
  const description = `Median and quartiles. ${rows.map((row, index) => describeRow(row, spreads[index]!)).join(" ")}`;
  return renderSvg({ ...SIZE, ...layout, label, description });
}

interface Place {
  readonly row: number;
  readonly color: string;
  readonly axis: Axis;
  readonly toPixel: ToPixel;
}

/** The outline, of the density along the axis: where this is logarithmic, that of logarithms. */
function violin(values: SampleRow["values"], { row, color, axis, toPixel }: Place): readonly Shape[] {
  const positions = values.map(positionOn(axis));
  const density = kernelDensity(positions);
  if (!density) return [];
  const range = rangeOf(positions);
  const at = Array.from({ length: POINTS + 1 }, (_, index) => between(range, index / POINTS));
  const heights = at.map(density.of);
  const peak = Math.max(...heights);
  const [[start, y], [end]] = [toPixel([Math.min(...values), row]), toPixel([Math.max(...values), row])];
  const side = (sign: 1 | -1) =>
    heights.map(
      (height, index): Point => [
        start + ((end - start) * index) / POINTS,
        y + sign * ROW.room * (height / peak),
      ],
    );
  const points = [...side(1), ...side(-1).toReversed()].map((point) => [...point]);
  return [
    {
      type: "polygon",
      shape: { points },
      style: { fill: color, fillOpacity: 0.3, stroke: color, lineWidth: 1.5 },
    },
  ];
}

function seedLine(value: number, { row, color, toPixel }: Place): Shape {
  const [x, y] = toPixel([value, row]);
  const shape = { x1: x, x2: x, y1: y - ROW.seed, y2: y + ROW.seed };
  return { type: "line", shape, style: { stroke: color, lineWidth: 1.5 } };
}

/** The box between the quartiles with the median, above the lines of the seeds. */
function box(spread: Spread | null, { row, toPixel }: Place): readonly Shape[] {
  if (!spread) return [];
  const [x, y] = toPixel([spread.center, row]);
  const median: Shape = {
    type: "circle",
    shape: { cx: x, cy: y, r: 4 },
    style: { fill: PAPER, stroke: INK, lineWidth: 2 },
  };
  const { low, high } = spread;
  if (low === null || high === null) return [median];
  const [[from], [to]] = [toPixel([low, row]), toPixel([high, row])];
  const bar: Shape = {
    type: "line",
    shape: { x1: from, x2: to, y1: y, y2: y },
    style: { stroke: INK, lineWidth: 3 },
  };
  return [bar, median];
}
