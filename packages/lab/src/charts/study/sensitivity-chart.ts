/** @file Score against a hyper-parameter over seeds, with the share of runs that diverged below it. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../../checks.ts";
import { type ArmStyle, armStyles } from "../arm-style.ts";
import { type Axis, linearAxis, rangeOf } from "../axes.ts";
import { bandSeries } from "../band.ts";
import { requireChoice, requireNamed, requireNumbers } from "../checks.ts";
import { heightAround, layOut, type Point, plotArea, SIZE } from "../layout.ts";
import type { Scale } from "../line-chart.ts";
import { logAxis } from "../log-axis.ts";
import { shorten } from "../numbers.ts";
import { endMark } from "../path-series.ts";
import { placeSeries, positionAxis } from "../positions.ts";
import { rateLine } from "../rate-line.ts";
import { type ChartOption, renderSvg, type Series } from "../render.ts";
import { centerAxis, cutWords, holdBand } from "./center-axis.ts";
import { type Sensitivity, type SensitivityLine, summariseLine } from "./sensitivity-line.ts";
import { readReduction, type SpreadOptions } from "./spread.ts";

export interface SensitivityChartOptions extends SpreadOptions {
  readonly title?: string;
  /** The hyper-parameter; `"learning rate"` by default. */
  readonly x?: string;
  /** The score, with its unit. */
  readonly y: string;
  readonly lines: readonly SensitivityLine[];
  /** All names of the page, so that each has one colour in all of its pictures; by default those of this one. */
  readonly names?: readonly string[];
  /** Which scores are better: `"lower"` by default. */
  readonly better?: "lower" | "higher";
  /** `"log"` by default. */
  readonly xScale?: Scale;
}

/** Pixels of the plot of scores, of the gap below it, and of the plot of diverged runs. */
const PLOT = { height: 216, gap: 26, share: 60 } as const;

/**
 * An SVG of scores by a hyper-parameter: the mean or the median of the seeds that finished, in a band, with a diamond at
 * the best value; below it the share of runs that diverged. It says whose best value lies at an end of its grid, where a
 * better one may lie beyond.
 *
 * @example
 * const points = [0.01, 0.1, 1].map((value) => ({ value, scores: [value, 2 * value, value < 1 ? 0.1 : Number.NaN] }));
 * sensitivityChart({ y: "loss", lines: [{ name: "sgd", points }] }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for values that are not finite, or not positive on a logarithmic axis
 */
export function sensitivityChart(options: SensitivityChartOptions): string {
  checkOptions(options);
  const { title, x: parameter = "learning rate", better = "lower", xScale = "log" } = options;
  const reduction = readReduction("sensitivityChart", options);
  const lines = options.lines.map((line) => summariseLine(line, reduction, better));
  const styles = armStyles([...(options.names ?? []), ...lines.map(({ name }) => name)]);
  const rates = rangeOf(lines.flatMap(({ rows }) => rows.map(({ value }) => value)));
  const x = xScale === "log" ? logAxis(parameter, rates) : linearAxis(parameter, rates);
  const rows = lines.flatMap((line) => line.rows);
  const y = centerAxis(options.y, {
    centers: rows.flatMap(({ center }) => center ?? []),
    seeds: options.lines.flatMap(({ points }) =>
      points.flatMap((point) => point.scores.filter(Number.isFinite)),
    ),
  });
  const cut = cutWords(
    y,
    rows.flatMap(({ low, high }) => [low ?? [], high ?? []].flat()),
  );
  const scores = lines.flatMap((line) => scoreSeries(line, { style: styles.get(line.name)!, x, y }));
  const shares = lines.map(({ name, rows }) =>
    rateLine(
      undefined,
      rows.map(({ value, lost }) => [value, 100 * lost]),
      styles.get(name)!,
    ),
  );
  const edges = lines.filter(({ isAtEdge }) => isAtEdge).map(({ name }) => name);
  const warning = edges.length > 0 ? [`best at an end of the grid: ${edges.join(", ")}`] : [];
  const words = {
    title,
    subtitle: [reduction.words("band"), ...cut, "a diamond marks the best", ...warning].join("; "),
    series: scores,
  };
  const label = `${title ? `${title}: ` : ""}${options.y} by ${parameter} for ${lines.map(({ name }) => name).join(", ")}`;
  const description = `${words.subtitle}. ${lines.map((line) => describe(line, parameter)).join(" ")}`;
  return renderSvg({ ...SIZE, label, description, ...layOutBoth({ x, y, shares, words }) });
}

function checkOptions(options: SensitivityChartOptions): void {
  requireOptions("sensitivityChart", options, {
    needed: ["y", "lines"],
    optional: ["title", "names", "x", "better", "xScale", "center", "band"],
  });
  const { lines, better = "lower", xScale = "log" } = options;
  requireChoice("sensitivityChart({ better })", better, ["lower", "higher"]);
  requireChoice("sensitivityChart({ xScale })", xScale, ["linear", "log"]);
  requireNamed("sensitivityChart({ lines })", lines, "{ name, points }");
  for (const [line, { points }] of lines.entries()) {
    for (const [index, { value, scores }] of points.entries()) {
      const where = `sensitivityChart({ lines })[${line}].points[${index}]`;
      requireNumbers(`${where}.scores`, scores);
      if (Number.isFinite(value) && (xScale !== "log" || value > 0)) continue;
      const kind = xScale === "log" ? "positive, on a logarithmic axis" : "a finite number";
      throw new ArgumentError({ where: `${where}.value`, rule: `must be ${kind}, got ${show(value)}` });
    }
  }
}

interface DrawOptions {
  readonly style: ArmStyle;
  readonly x: Axis;
  readonly y: Axis;
}

function scoreSeries({ name, rows, best }: Sensitivity, { style, x, y }: DrawOptions): readonly Series[] {
  const hold = holdBand(y);
  const edge = (side: "low" | "high") =>
    rows.flatMap(({ value, [side]: height }): Point[] => (height === null ? [] : [[value, hold(height)]]));
  const band = bandSeries({
    color: style.color,
    low: edge("low"),
    high: edge("high"),
    anchor: [x.min, y.min],
  });
  const line = rateLine(
    name,
    rows.map(({ value, center }) => [value, center]),
    style,
  );
  const points = best ? [[best.value, best.center!] as const] : [];
  return [...(edge("low").length > 1 ? [band] : []), line, endMark({ points, ...style })];
}

interface BothParts {
  readonly x: Axis;
  readonly y: Axis;
  readonly shares: readonly Series[];
  readonly words: { readonly title?: string; readonly subtitle: string; readonly series: readonly Series[] };
}

/** The chart of scores, and below it, along the same axis, that of diverged runs. */
function layOutBoth({ x, y, shares, words }: BothParts): {
  readonly height: number;
  readonly option: ChartOption;
} {
  const inner = heightAround(PLOT.height, words);
  const { left, top, width, height } = plotArea(words, inner);
  const below = top + height + PLOT.gap;
  const percent = linearAxis("diverged, %", { min: 0, max: 100 });
  const option = layOut({ x, y, ...words });
  const upper = { ...positionAxis(x), name: "", axisLabel: { show: false } };
  const lower = { ...positionAxis({ ...percent, interval: 50 }), nameGap: 54 };
  const placed = shares.map((each) => ({
    ...placeSeries(each, { x, y: percent }),
    ...{ xAxisIndex: 1, yAxisIndex: 1, clip: false },
  }));
  return {
    height: inner + PLOT.gap + PLOT.share,
    option: {
      title: option.title,
      legend: option.legend,
      grid: [
        { left, top, width, height, outerBoundsMode: "none" },
        { left, top: below, width, height: PLOT.share, outerBoundsMode: "none" },
      ],
      xAxis: [upper, { ...positionAxis(x), gridIndex: 1 }],
      yAxis: [
        { ...positionAxis(y), nameGap: 54 },
        { ...lower, gridIndex: 1 },
      ],
      series: [...words.series.map((each) => placeSeries(each, { x, y })), ...placed],
    },
  };
}

function describe({ name, rows, best }: Sensitivity, parameter: string): string {
  if (!best) return `${name}: all diverged.`;
  const lost = rows
    .filter((row) => row.lost > 0)
    .map((row) => `${shorten(100 * row.lost)} % at ${shorten(row.value)}`);
  const end = lost.length > 0 ? `; diverged: ${lost.join(", ")}` : "";
  return `${name}: best ${shorten(best.center!)} at ${parameter} ${shorten(best.value)}${end}.`;
}
