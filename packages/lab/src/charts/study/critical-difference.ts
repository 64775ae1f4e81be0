/** @file Average ranks on a line, with bars over those that a test does not tell apart. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../../checks.ts";
import { armStyles } from "../arm-style.ts";
import { linearAxis } from "../axes.ts";
import { requireNamed, requireNumber } from "../checks.ts";
import { drawing, headingHeight, type Point, type Shape, SIZE, type ToPixel } from "../layout.ts";
import { legendHeight, legendOption } from "../legend.ts";
import { shorten } from "../numbers.ts";
import { positionAxis } from "../positions.ts";
import { renderSvg, type Series } from "../render.ts";
import { INK } from "../theme.ts";
import { wrap } from "../wrap.ts";
import { legendKey } from "./keys.ts";
import { textShape } from "./rows.ts";

export interface AverageRank {
  readonly name: string;
  /** From 1, the best, over all problems. */
  readonly rank: number;
}

export interface CriticalDifferenceOptions {
  readonly title?: string;
  readonly ranks: readonly AverageRank[];
  /** Ranks that are no farther apart do not differ significantly: that of Nemenyi's test, for example. */
  readonly distance: number;
  /** What the distance is of, such as `"Nemenyi, α = 0.05, 14 problems"`. */
  readonly test?: string;
}

/** Pixels for names at each side, of the height of a name, of a bar, and above the line of ranks. */
const NAMES = { width: 128, height: 24, fontSize: 13 } as const;
const BAR = 9;
const ABOVE = 34;

/**
 * An SVG of average ranks as in Demšar, "Statistical comparisons of classifiers over multiple data sets" (2006): names
 * at their ranks, the best at the left, the critical distance as a bar above the line, and thick bars below it that join
 * all groups whose ranks are no farther apart than that.
 *
 * @example
 * const ranks = [{ name: "adam", rank: 1.4 }, { name: "momentum", rank: 1.9 }, { name: "sgd", rank: 2.7 }];
 * criticalDifference({ ranks, distance: 0.9 }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for ranks outside 1 to their number, and a distance that is not positive
 */
export function criticalDifference(options: CriticalDifferenceOptions): string {
  requireOptions("criticalDifference", options, {
    needed: ["ranks", "distance"],
    optional: ["title", "test"],
  });
  requireRanks(options);
  const { title, distance, test } = options;
  const ranks = options.ranks.toSorted((a, b) => a.rank - b.rank);
  const groups = joinedGroups(
    ranks.map(({ rank }) => rank),
    distance,
  );
  const bars = levelsOf(groups);
  const half = Math.ceil(ranks.length / 2);
  const plot = ABOVE + 14 + BAR * (Math.max(-1, ...bars) + 1) + NAMES.height * half;
  const axis = {
    ...linearAxis("average rank (1 is best)", { min: 1, max: Math.max(2, ranks.length) }),
    min: 1,
    max: Math.max(2, ranks.length),
  };
  const width = `CD = ${shorten(distance)}`;
  const series: readonly Series[] = [
    legendKey({ name: "no significant difference", icon: "bar" }),
    legendKey({ name: `${width}, critical difference${test ? ` (${test})` : ""}`, icon: "distance" }),
    {
      ...drawing({
        color: INK,
        anchor: [1, 0],
        draw: (toPixel) => [
          ...distanceBar(Math.min(distance, axis.max - 1), width, toPixel),
          ...groups.flatMap(([from, to], index) =>
            groupBar([ranks[from]!.rank, ranks[to]!.rank], bars[index]!, toPixel),
          ),
          ...names(ranks, { bars: Math.max(-1, ...bars) + 1, toPixel }),
        ],
      }),
      clip: false,
    },
  ];
  const label = `${title ? `${title}: ` : ""}critical-difference diagram of ${ranks.map(({ name }) => name).join(", ")}`;
  const description = describe(ranks, groups, options);
  const { height, option } = layOutRanks({ title, series, plot, axis });
  return renderSvg({ ...SIZE, height, label, description, option });
}

function requireRanks({ ranks, distance }: CriticalDifferenceOptions): void {
  requireNamed("criticalDifference({ ranks })", ranks, "{ name, rank }");
  for (const [index, { rank }] of ranks.entries()) {
    const where = `criticalDifference({ ranks })[${index}].rank`;
    requireNumber(where, rank);
    if (rank >= 1 && rank <= ranks.length) continue;
    throw new ArgumentError({
      where,
      rule: `must be from 1 to ${ranks.length}, the number of ranks, got ${rank}`,
      fix: "Average the ranks of each problem, with the mean rank for ties, and failures last",
    });
  }
  if (distance > 0 && Number.isFinite(distance)) return;
  throw new ArgumentError({
    where: "criticalDifference({ distance })",
    rule: `must be a positive number, got ${show(distance)}`,
    fix: "Nemenyi's is q √(k (k + 1) / (6 n)) for k names and n problems",
  });
}

/** First and last of each largest run of sorted ranks that are no farther apart than the distance. */
export function joinedGroups(
  ranks: readonly number[],
  distance: number,
): readonly (readonly [number, number])[] {
  const runs = ranks.map(
    (rank, from) => [from, ranks.findLastIndex((other) => other - rank <= distance)] as const,
  );
  return runs.filter(([from, to], index) => to > from && (index === 0 || to > runs[index - 1]![1]));
}

/** The row of each bar, so that bars which overlap lie below each other. */
function levelsOf(groups: readonly (readonly [number, number])[]): readonly number[] {
  const ends: number[] = [];
  return groups.map(([from, to]) => {
    const free = ends.findIndex((end) => end < from);
    const level = free < 0 ? ends.length : free;
    ends[level] = to;
    return level;
  });
}

interface RankLayout {
  readonly title?: string;
  readonly series: readonly Series[];
  readonly plot: number;
  readonly axis: ReturnType<typeof linearAxis>;
}

/** The line of ranks at the top, and room for names at both sides. */
function layOutRanks({ title, series, plot, axis }: RankLayout) {
  const room = SIZE.width - 24;
  const legendTop = headingHeight({ title }) - 2;
  const top = legendTop + legendHeight(series, room) + 26 + ABOVE;
  const side = NAMES.width + 20;
  const ranks = { ...positionAxis({ ...axis, interval: 1 }), position: "top" as const, nameGap: 24 };
  return {
    height: top + plot - ABOVE + 12,
    option: {
      title: { show: title !== undefined, text: title },
      legend: { top: legendTop, ...legendOption(series, room) },
      grid: { left: side, right: side, top, height: plot - ABOVE, outerBoundsMode: "none" as const },
      xAxis: { ...ranks, splitLine: { show: false } },
      yAxis: { type: "value" as const, min: 0, max: 1, inverse: true, show: false },
      series: [...series],
    },
  };
}

const line = (
  [x1, y1]: Point,
  [x2, y2]: Point,
  style: { stroke: string; lineWidth: number; lineDash?: number[] },
): Shape => ({
  type: "line",
  shape: { x1, y1, x2, y2 },
  style,
});

/** The critical distance, above the line from its best end. */
function distanceBar(distance: number, text: string, toPixel: ToPixel): readonly Shape[] {
  const [[start, base], [end]] = [toPixel([1, 0]), toPixel([1 + distance, 0])];
  const y = base - ABOVE - 14;
  const style = { stroke: INK, lineWidth: 2 };
  const ends = [start, end].map((x) => line([x, y - 4], [x, y + 4], style));
  const words = textShape(text, { x: end + 8, y, align: "left", fill: INK, fontSize: 12 });
  return [line([start, y], [end, y], style), ...ends, words];
}

function groupBar([low, high]: Point, level: number, toPixel: ToPixel): readonly Shape[] {
  const [[from, base], [to]] = [toPixel([low, 0]), toPixel([high, 0])];
  const y = base + 10 + BAR * level;
  return [line([from - 3, y], [to + 3, y], { stroke: INK, lineWidth: 4 })];
}

/** The better half at the left, the other at the right, each on a line of its own down from its rank. */
function names(
  ranks: readonly AverageRank[],
  { bars, toPixel }: { readonly bars: number; readonly toPixel: ToPixel },
): readonly Shape[] {
  const styles = armStyles(ranks.map(({ name }) => name));
  const half = Math.ceil(ranks.length / 2);
  return ranks.flatMap(({ name, rank }, index) => {
    const isLeft = index < half;
    const level = isLeft ? index : ranks.length - 1 - index;
    const { color, dash } = styles.get(name)!;
    const [x, base] = toPixel([rank, 0]);
    const y = base + 14 + BAR * bars + NAMES.height * (level + 0.5);
    const edge = isLeft ? NAMES.width + 14 : SIZE.width - NAMES.width - 14;
    const style = { stroke: color, lineWidth: 2, ...(dash !== "solid" && { lineDash: dash }) };
    const lines = wrap(name, { width: NAMES.width, fontSize: 11 }).slice(0, 2);
    const words = lines.map((text, row) =>
      textShape(text, {
        x: edge + (isLeft ? -5 : 5),
        y: y + 11 * (row - (lines.length - 1) / 2),
        align: isLeft ? "right" : "left",
        fill: INK,
        fontSize: lines.length > 1 ? 11 : NAMES.fontSize,
      }),
    );
    return [line([x, base], [x, y], style), line([x, y], [edge, y], style), ...words];
  });
}

function describe(
  ranks: readonly AverageRank[],
  groups: readonly (readonly [number, number])[],
  { distance, test }: CriticalDifferenceOptions,
): string {
  const all = ranks.map(({ name, rank }) => `${name} ${shorten(rank)}`).join(", ");
  const joined = groups.map(([from, to]) =>
    ranks
      .slice(from, to + 1)
      .map(({ name }) => name)
      .join(", "),
  );
  const words = joined.length > 0 ? `not told apart: ${joined.join("; ")}` : "all are told apart";
  return `Average ranks: ${all}. Critical difference ${shorten(distance)}${test ? `, ${test}` : ""}; ${words}.`;
}
