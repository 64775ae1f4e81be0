/** @file Curves of groups of seeds: a line and a band for each group, and the seeds that diverged. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../../checks.ts";
import { armStyles } from "../arm-style.ts";
import { linearAxis, rangeOf } from "../axes.ts";
import { requireChoice, requireNamed, requireNumbers, requireRising } from "../checks.ts";
import { heightAround, layOut, type Point, SIZE } from "../layout.ts";
import type { Scale } from "../line-chart.ts";
import { logAxis } from "../log-axis.ts";
import { shorten } from "../numbers.ts";
import { renderSvg } from "../render.ts";
import { centerAxis, cutWords } from "./center-axis.ts";
import { type SeedGroup, type SeedSummary, summariseSeeds } from "./seed-runs.ts";
import { drawSummary, INTERVALS, nameOf, targetLine, triangles } from "./seed-series.ts";
import { readReduction, type SpreadOptions } from "./spread.ts";

const PLOT_HEIGHT = 250;

export interface SeedCurvesOptions extends SpreadOptions {
  readonly title?: string;
  /** What the axes show, with units: `"step"`, `"epoch"`, `"examples"`, `"time, s"`; `"validation loss"`. */
  readonly x: string;
  readonly y: string;
  readonly groups: readonly SeedGroup[];
  /** All names of the page, so that each has one colour in all of its pictures; by default those of this one. */
  readonly names?: readonly string[];
  /** Whether each seed is drawn as a thin line; `false` by default. */
  readonly seeds?: boolean;
  /** A value of y to reach, as a dashed line. */
  readonly target?: number;
  /** `"linear"` by default. */
  readonly xScale?: Scale;
  /** By default logarithmic where values are positive and more than thirtyfold apart, else linear from zero. */
  readonly yScale?: Scale;
}

/**
 * An SVG of curves over seeds: for each group the mean or the median of its seeds at each x, in a band that the chart
 * names. Nothing is smoothed. Runs that diverged are no part of these: they are thin lines up to a triangle at their last
 * step, cut where they leave the range of the others. Where seeds have different x, such as seconds, they are read on lines
 * between their points. Long lines keep the least and the largest of each interval, and the chart says "downsampled".
 *
 * @example
 * const run = (scale: number) => ({ points: [0, 1, 2].map((epoch) => [epoch, scale * 0.5 ** epoch] as const) });
 * const groups = [{ name: "sgd", runs: [run(1), run(1.2), run(0.9)] }];
 * seedCurves({ x: "epoch", y: "loss", groups }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for runs whose x do not rise, and a band that is not one of the center
 */
export function seedCurves(options: SeedCurvesOptions): string {
  const { title, target, seeds = false, xScale = "linear", yScale } = checkOptions(options);
  const reduction = readReduction("seedCurves", options);
  const summaries = options.groups
    .map((group) => (xScale === "log" ? withoutOrigin(group) : group))
    .map((group) => summariseSeeds(group, reduction));
  const bounded = boundDiverged(summaries);
  const centers = bounded.flatMap((each) => drawnPoints(each, seeds));
  const finished = bounded.flatMap((each) => each.finished.flat());
  const bands = bounded.flatMap(({ low, high }) => [...low, ...high]);
  const x = (xScale === "log" ? logAxis : linearAxis)(options.x, rangeOf(centers.map(([at]) => at)));
  const heights = (points: readonly Point[]) => points.map(([, value]) => value);
  const y = centerAxis(options.y, {
    centers: [...heights(centers), ...(target === undefined ? [] : [target])],
    seeds: heights(finished),
    scale: yScale,
  });
  const styles = armStyles([...(options.names ?? []), ...bounded.map(({ name }) => name)]);
  const drawn = bounded.map((summary) =>
    drawSummary(summary, { style: styles.get(summary.name)!, seeds, x, y }),
  );
  const goal = target === undefined ? [] : [targetLine(target, x)];
  const series = [...drawn.flat(), ...goal, ...triangles(bounded, styles)];
  const cut = cutWords(y, heights(bands));
  const subtitle = [reduction.words("band"), ...cut, ...remarks(bounded, seeds)].join("; ");
  const label = `${title ? `${title}: ` : ""}${options.y} by ${options.x} for ${bounded.map(({ name }) => name).join(", ")}`;
  const description = `${subtitle}. ${bounded.map((summary) => describe(summary, options)).join(" ")}`;
  const words = { title, subtitle, series };
  const height = heightAround(PLOT_HEIGHT, words);
  return renderSvg({ ...SIZE, height, label, description, option: layOut({ x, y, ...words }) });
}

function checkOptions(options: SeedCurvesOptions): SeedCurvesOptions {
  requireOptions("seedCurves", options, {
    needed: ["x", "y", "groups"],
    optional: ["title", "names", "center", "band", "seeds", "target", "xScale", "yScale"],
  });
  const { groups, xScale = "linear", yScale = "linear" } = options;
  requireChoice("seedCurves({ xScale })", xScale, ["linear", "log"]);
  requireChoice("seedCurves({ yScale })", yScale, ["linear", "log"]);
  if (options.target !== undefined) requireNumbers("seedCurves({ target })", [options.target]);
  requireNamed("seedCurves({ groups })", groups, "{ name, runs }");
  groups.forEach(({ runs }: SeedGroup, group) => {
    const where = `seedCurves({ groups })[${group}].runs`;
    if (!Array.isArray(runs)) {
      throw new ArgumentError({ where, rule: `must be a list of { points }, got ${show(runs)}` });
    }
    for (const [index, run] of runs.entries()) requireRising(`${where}[${index}].points`, run?.points);
  });
  return options;
}

/** What a logarithmic axis can show. */
const withoutOrigin = ({ name, runs }: SeedGroup): SeedGroup => ({
  name,
  runs: runs.map((run) => ({ ...run, points: run.points.filter(([x]) => x > 0) })),
});

/**
 * Diverged runs held between ends around the others, or they would flatten them; where they began has room for three
 * times its height.
 */
function boundDiverged(summaries: readonly SeedSummary[]): readonly SeedSummary[] {
  if (summaries.every(({ diverged }) => diverged.length === 0)) return summaries;
  const finished = summaries.flatMap((summary) => summary.finished.flat().map(([, y]) => y));
  const begun = summaries.flatMap(({ diverged }) => diverged.flatMap((points) => points.slice(0, 1)));
  const room = begun.flatMap(([, y]) => [y, y - 2 * Math.abs(y), y + 2 * Math.abs(y)]);
  const { min } = rangeOf([...finished, ...begun.map(([, y]) => y)]);
  const { max } = rangeOf([...finished, ...room]);
  const least = rangeOf([min, ...room]).min;
  const bound = ([x, y]: Point): Point => [x, Math.min(Math.max(y, least), max)];
  return summaries.map((summary) => ({
    ...summary,
    diverged: summary.diverged.map((points) => points.map(bound)),
  }));
}

const drawnPoints = ({ center, diverged, finished }: SeedSummary, seeds: boolean) => [
  ...center,
  ...diverged.flat(),
  ...(seeds ? finished.flat() : []),
];

/** What a reader must know of the lines. */
function remarks(summaries: readonly SeedSummary[], seeds: boolean): readonly string[] {
  const longest = Math.max(...summaries.map(({ center }) => center.length));
  const thin = summaries.flatMap(({ finished, diverged }) => [...diverged, ...(seeds ? finished : [])]);
  const isLong = longest > 2 * INTERVALS.lines || thin.some((points) => points.length > 2 * INTERVALS.seeds);
  return [
    seeds ? ["thin lines: single seeds"] : [],
    summaries.some(({ isInterpolated }) => isInterpolated) ? ["seeds read between their points"] : [],
    summaries.some(({ isCut }) => isCut) ? ["lines reach as far as all seeds do"] : [],
    isLong ? [`downsampled to the least and the largest of each of ${INTERVALS.lines} intervals`] : [],
  ].flat();
}

function describe(summary: SeedSummary, { x }: SeedCurvesOptions): string {
  const lost = summary.diverged.length;
  const [end, low, high] = [summary.center, summary.low, summary.high].map((points) => points.at(-1));
  const band = low && high ? ` (${shorten(low[1])} to ${shorten(high[1])})` : "";
  const last = end ? `, ${shorten(end[1])}${band} at ${x} ${shorten(end[0])}` : "";
  return `${nameOf(summary)}${last}${lost > 0 ? `, ${lost} diverged` : ""}.`;
}
