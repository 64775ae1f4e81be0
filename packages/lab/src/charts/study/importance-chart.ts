/** @file How much each hyper-parameter matters, as bars. */

import { requireOptions } from "../../checks.ts";
import { linearAxis, rangeOf } from "../axes.ts";
import { requireNamed, requireNumber } from "../checks.ts";
import { drawing, type Shape, SIZE, type ToPixel } from "../layout.ts";
import { shorten } from "../numbers.ts";
import { renderSvg } from "../render.ts";
import { INK, PALETTE } from "../theme.ts";
import { legendKey } from "./keys.ts";
import { layOutRows } from "./rows.ts";

export interface Importance {
  /** Of the hyper-parameter. */
  readonly name: string;
  /** Such as the share of the variance that it explains; NaN where it is not known. */
  readonly importance: number;
  /** Ends of an interval of it. */
  readonly low?: number;
  readonly high?: number;
}

export interface ImportanceChartOptions {
  readonly title?: string;
  /** What the bars measure, with its unit; `"importance"` by default. */
  readonly x?: string;
  /** In any order; the chart sorts them. */
  readonly parameters: readonly Importance[];
}

const COLOR = PALETTE[0]!;

/**
 * An SVG with a bar for each hyper-parameter, the most important at the top, and a line over its interval where it has
 * one. One whose importance is not finite has no bar, and stands last.
 *
 * @example
 * const parameters = [{ name: "momentum", importance: 0.1 }, { name: "learningRate", importance: 0.8 }];
 * importanceChart({ parameters }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for parameters without names, and importances that are no numbers
 */
export function importanceChart(options: ImportanceChartOptions): string {
  requireOptions("importanceChart", options, { needed: ["parameters"], optional: ["title", "x"] });
  const { title, x = "importance", parameters } = options;
  requireNamed("importanceChart({ parameters })", parameters, "{ name, importance }");
  for (const [index, { importance, low = 0, high = 0 }] of parameters.entries()) {
    for (const [name, value] of Object.entries({ importance, low, high })) {
      requireNumber(`importanceChart({ parameters })[${index}].${name}`, value);
    }
  }
  const sorted = parameters.toSorted((a, b) => rankOf(b) - rankOf(a));
  const values = sorted.flatMap(({ importance, low = NaN, high = NaN }) => [importance, low, high]);
  const axis = linearAxis(x, rangeOf([0, ...values]));
  const bars = sorted.map((parameter, row) =>
    drawing({
      color: COLOR,
      anchor: [axis.min, row],
      draw: (toPixel) => [...bar(parameter, row, toPixel), ...interval(parameter, row, toPixel)],
    }),
  );
  const hasIntervals = sorted.some(({ low, high }) => low !== undefined && high !== undefined);
  const keys = [
    legendKey({ name: x, icon: "bar", color: COLOR }),
    ...(hasIntervals ? [legendKey({ name: "its interval", icon: "line" })] : []),
  ];
  const rows = sorted.map(({ name, importance }) => ({ name, value: describeValue(importance) }));
  const layout = layOutRows({ title, x: axis, rows, series: [...keys, ...bars] });
  const label = `${title ? `${title}: ` : ""}${x} of ${sorted.map(({ name }) => name).join(", ")}`;
  const description = `${rows.map(({ name, value }) => `${name}: ${value}`).join("; ")}.`;
  return renderSvg({ ...SIZE, ...layout, label, description });
}

const rankOf = ({ importance }: Importance): number =>
  Number.isFinite(importance) ? importance : -Number.MAX_VALUE;

const describeValue = (value: number): string => (Number.isFinite(value) ? shorten(value) : "not known");

function bar({ importance }: Importance, row: number, toPixel: ToPixel): readonly Shape[] {
  if (!Number.isFinite(importance)) return [];
  const [[zero, y], [end]] = [toPixel([0, row]), toPixel([importance, row])];
  const shape = { x: Math.min(zero, end), y: y - 8, width: Math.abs(end - zero), height: 16 };
  return [{ type: "rect", shape, style: { fill: COLOR } }];
}

function interval({ low = NaN, high = NaN }: Importance, row: number, toPixel: ToPixel): readonly Shape[] {
  if (!(Number.isFinite(low) && Number.isFinite(high))) return [];
  const [[x1, y], [x2]] = [toPixel([low, row]), toPixel([high, row])];
  return [{ type: "line", shape: { x1, x2, y1: y, y2: y }, style: { stroke: INK, lineWidth: 2 } }];
}
