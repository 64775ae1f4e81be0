/** @file Average ranks on a line, with bars over those that a test does not tell apart. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../../checks.ts";
import { linearAxis } from "../axes.ts";
import { requireNamed, requireNumber } from "../checks.ts";
import { drawing, headingHeight, SIZE } from "../layout.ts";
import { legendHeight, legendOption } from "../legend.ts";
import { shorten } from "../numbers.ts";
import { positionAxis } from "../positions.ts";
import { renderSvg, type Series } from "../render.ts";
import { INK } from "../theme.ts";
import { legendKey } from "./keys.ts";
import { ABOVE, type AverageRank, BAR, distanceBar, groupBar, NAMES, rankedNames } from "./rank-shapes.ts";

export interface CriticalDifferenceOptions {
  readonly title?: string;
  readonly ranks: readonly AverageRank[];
  /** Ranks that are no farther apart do not differ significantly: that of Nemenyi's test, for example. */
  readonly distance: number;
  /** What the distance is of, such as `"Nemenyi, α = 0.05, 14 problems"`. */
  readonly test?: string;
}

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
          ...rankedNames(ranks, { bars: Math.max(-1, ...bars) + 1, toPixel }),
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
