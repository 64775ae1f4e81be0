/** @file Every seed of every group as a dot, with the mean and its interval. */

import { armStyles } from "../arm-style.ts";
import { drawing, SIZE, type ToPixel } from "../layout.ts";
import { renderSvg } from "../render.ts";
import { cutWords } from "./center-axis.ts";
import { legendKey } from "./keys.ts";
import { layOutRows } from "./rows.ts";
import {
  describeRow,
  dots,
  middle,
  ROW,
  readSamples,
  rowOf,
  type SampleRowsOptions,
  sampleAxis,
} from "./seed-rows.ts";
import { readReduction, type SpreadOptions } from "./spread.ts";

export interface StripPlotOptions extends SampleRowsOptions, SpreadOptions {}

/**
 * An SVG with a row for each group: a dot for each seed, moved aside where dots would hide each other, and over them the
 * mean or the median on a line for its band, which the chart names. Seeds whose value is not finite are counted beside the name.
 *
 * @example
 * const groups = [{ name: "sgd", values: [0.91, 0.93, 0.92] }, { name: "adam", values: [0.94, 0.95, Number.NaN] }];
 * stripPlot({ x: "accuracy", groups }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for values that are no numbers, or not positive on a logarithmic axis
 */
export function stripPlot(options: StripPlotOptions): string {
  const rows = readSamples("stripPlot", options, ["center", "band"]);
  const reduction = readReduction("stripPlot", options);
  const spreads = rows.map(({ values }) => (values.length > 0 ? reduction.of(values) : null));
  const axis = sampleAxis(options, rows);
  const styles = armStyles(rows.map(({ name }) => name));
  const drawn = rows.map(({ name, values }, row) => {
    const { color } = styles.get(name)!;
    const draw = (toPixel: ToPixel) => [
      ...dots(values, { row, color, toPixel }),
      ...(spreads[row] ? middle(spreads[row], { row, axis, toPixel }) : []),
    ];
    // A dot at an end of the axis is whole.
    return { ...drawing({ color, anchor: [axis.min, row], draw }), clip: false };
  });
  const ends = spreads.flatMap((spread) => [spread?.low ?? [], spread?.high ?? []].flat());
  const words = [reduction.words("line"), ...cutWords(axis, ends, "lines")].join("; ");
  const keys = [legendKey({ name: "a seed", icon: "dot" }), legendKey({ name: words, icon: "interval" })];
  const { title } = options;
  const layout = layOutRows({
    title,
    x: axis,
    rows: rows.map(rowOf),
    series: [...keys, ...drawn],
    rowHeight: ROW.height,
  });
  const label = `${title ? `${title}: ` : ""}${options.x} of each seed of ${rows.map(({ name }) => name).join(", ")}`;
  const description = `${words}. ${rows.map((row, index) => describeRow(row, spreads[index]!)).join(" ")}`;
  return renderSvg({ ...SIZE, ...layout, label, description });
}
