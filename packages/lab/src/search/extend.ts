/** @file Edges of a space on which the best trial is, and wider spaces beyond them. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../checks.ts";
import { requirePositive } from "../stats/arguments.ts";
import { type Numeric, numberAt, numericOf, pointsOf, positionOf, scaleNameOf } from "./axis.ts";
import { readSpace } from "./read-space.ts";
import type { Interval, Range, Space, Values } from "./space.ts";
import { requireValues } from "./trial.ts";

/** An end of a range. */
export type End = "lowest" | "highest";

/** A hyper-parameter whose best value is on an edge of its range, so that a better one may be beyond. */
export interface Edge {
  readonly name: string;
  readonly end: End;
  readonly value: number;
  /** Whether `extend` can widen the range there: there is room before the range's limits. */
  readonly canExtend: boolean;
  /** All of it in words. */
  readonly sentence: string;
}

/** The part of a range, on its scale, that counts as its edge. */
const NEAR = 0.05;

/** Digits of the end of an extended range: too few for the rounding of logarithms to show. */
const DIGITS = 12;

/**
 * The hyper-parameters of the best trial that are on an edge of their ranges: within 5 % of the range, on its scale, or
 * half a step of its grid if that is less. Lists have no edge, and neither has an end that is a limit.
 *
 * @throws ArgumentError where the best trial lacks a number for a range.
 *
 * @example
 * const space = { learningRate: { log: [1e-4, 1] } } as const;
 * edges(space, { learningRate: 1 })[0]?.sentence;
 * // "learningRate 1 is the highest of its range, 0.0001 to 1: a higher one may be better"
 */
export function edges(space: Space, best: Values): readonly Edge[] {
  readSpace("edges(space)", space);
  requireValues("edges(best)", best);
  return Object.entries(space).flatMap(([name, range]) => {
    const value = Object.hasOwn(best, name) ? best[name] : undefined;
    return numericOf(range) ? edgesOf(name, range, requireNumber(name, value)) : [];
  });
}

function edgesOf(name: string, range: Range, value: number): readonly Edge[] {
  const { scale, interval } = numericOf(range)!;
  const limits = limitsOf(range);
  const near = Math.min(NEAR, 0.5 / (pointsOf(range) - 1));
  const position = positionOf(value, scale, interval);
  const ends = [
    { end: "lowest", distance: position, isLimit: interval[0] <= limits[0] },
    { end: "highest", distance: 1 - position, isLimit: interval[1] >= limits[1] },
  ] as const;
  return ends
    .filter(({ distance, isLimit }) => distance <= near && !isLimit)
    .map(({ end, distance }) => {
      const canExtend = widen(range, end, NEAR) !== range;
      return { name, end, value, canExtend, sentence: describe({ name, end, value }, range, distance) };
    });
}

function describe(
  { name, end, value }: Pick<Edge, "name" | "end" | "value">,
  range: Range,
  distance: number,
) {
  const [low, high] = numericOf(range)!.interval.map((each) => Number(each.toPrecision(4)));
  const where = Math.abs(distance) < 1e-6 ? "is" : "is close to";
  const other = end === "lowest" ? "lower" : "higher";
  return `${name} ${value} ${where} the ${end} of its range, ${low} to ${high}: a ${other} one may be better`;
}

export interface ExtendOptions {
  /** The part of a range, on its scale, by which it grows at an edge; 0.5 by default. Rounded up to whole steps of its grid. */
  readonly by?: number;
}

/**
 * A wider space: ranges grow at the given edges by half their width on their scales, in whole steps of their grids, so
 * that the values of the old grid are values of the new one; no further than their limits. A sampler of the new space with
 * the old one as `beyond` has trials that are all new.
 *
 * @example
 * const space = { learningRate: { log: [0.01, 1], points: 5 } } as const;
 * const wider = extend(space, edges(space, { learningRate: 1 }));
 * wider; // { learningRate: { log: [0.01, 10], points: 7 } }
 * sampler("grid", wider, { beyond: space }).trials; // 2
 */
export function extend(
  space: Space,
  at: readonly Pick<Edge, "name" | "end">[],
  options: ExtendOptions = {},
): Space {
  requireOptions("extend", options, { optional: ["by"] });
  const { by = 0.5 } = options;
  requirePositive("extend({ by })", by);
  readSpace("extend(space)", space);
  requireEdges("extend(edges)", at);
  const wider = new Map(Object.entries(space));
  for (const { name, end } of at) {
    const range = wider.get(name);
    if (!range) {
      throw new ArgumentError({
        where: "extend(edges)",
        rule: `must be edges of the space, got ${show(name)}`,
      });
    }
    wider.set(name, widen(range, end, by));
  }
  return Object.fromEntries(wider);
}

/** The same range where there is no room for a step. */
function widen(range: Range, end: End, by: number): Range {
  const numeric = numericOf(range);
  if (!numeric) return range;
  const { scale, interval, isInteger } = numeric;
  const [low, high] = interval;
  const limits = limitsOf(range);
  const last = pointsOf(range) - 1;
  // A step less than a hair too many is none too many.
  for (let steps = Math.ceil(by * last - 1e-9); steps > 0; steps--) {
    const target = numberAt(end === "lowest" ? -steps / last : 1 + steps / last, scale, interval);
    const clean = isInteger ? Math.round(target) : Number(target.toPrecision(DIGITS));
    const snapped = snap(clean, numeric, limits);
    if (snapped < limits[0] || snapped > limits[1] || snapped === low || snapped === high) continue;
    return withInterval(range, end === "lowest" ? [snapped, high] : [low, snapped], last + 1 + steps);
  }
  return range;
}

/** A limit where a number is that but for rounding. */
function snap(value: number, { scale, interval }: Numeric, limits: Interval): number {
  const at = (each: number) => positionOf(each, scale, interval);
  return limits.find((limit) => Math.abs(at(value) - at(limit)) <= 1e-9) ?? value;
}

/** The grid of the wider range has the steps of the old one. */
function withInterval(range: Range, interval: Interval, points: number): Range {
  const grid = { points, ...("limits" in range && { limits: range.limits! }) };
  if ("integer" in range) return { integer: interval, ...(range.log && { log: true }), ...grid };
  return { [scaleNameOf(range)!]: interval, ...grid } as unknown as Range;
}

/** Where a range ends at the latest. One of positive whole numbers stays positive, and none crosses 0. */
function limitsOf(range: Range): Interval {
  if ("limits" in range && range.limits) return range.limits;
  const { scale, isInteger, interval } = numericOf(range)!;
  const [low, high] = interval;
  const least = isInteger ? Math.min(low, 1) : 0;
  return [low >= 0 ? least : -Infinity, high <= 0 ? 0 : scale.highest];
}

function requireEdges(where: string, edges: unknown): void {
  const isEdge = (each: unknown) =>
    typeof each === "object" &&
    each !== null &&
    "end" in each &&
    (each.end === "lowest" || each.end === "highest");
  if (Array.isArray(edges) && edges.every(isEdge)) return;
  throw new ArgumentError({
    where,
    rule: `must be a list of what edges() gives, { name, end: "lowest" or "highest" }, got ${show(edges)}`,
  });
}

function requireNumber(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new ArgumentError({
    where: `edges(best).${name}`,
    rule: `must be a number of its range, got ${show(value)}`,
  });
}
