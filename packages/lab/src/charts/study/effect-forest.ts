/** @file Differences of pairs with their confidence intervals, as a forest plot. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../../checks.ts";
import { type Axis, linearAxis, rangeOf } from "../axes.ts";
import { requireNumber } from "../checks.ts";
import { drawing, type Shape, SIZE, type ToPixel } from "../layout.ts";
import { shorten } from "../numbers.ts";
import { renderSvg } from "../render.ts";
import { INK, MUTED, PAPER } from "../theme.ts";
import { legendKey } from "./keys.ts";
import { layOutRows } from "./rows.ts";

/** The difference of two groups, such as their means': a minus b. */
export interface Effect {
  readonly a: string;
  readonly b: string;
  readonly difference: number;
  /** Ends of its confidence interval; left out, or not finite, where there is none. */
  readonly low?: number;
  readonly high?: number;
}

export interface EffectForestOptions {
  readonly title?: string;
  /** What differs, with its unit: `"difference of test accuracy, %"`. */
  readonly x: string;
  readonly effects: readonly Effect[];
  /** Of the intervals, such as `"95 % interval (Welch)"`, the default `"confidence interval"`. */
  readonly interval?: string;
}

/**
 * An SVG with a row for each pair: a square at its difference on a line from end to end of its interval, which is filled
 * where the interval leaves out 0, and a line at 0. Differences that are not finite have words alone.
 *
 * @example
 * const effects = [{ a: "adam", b: "sgd", difference: 1.2, low: 0.4, high: 2 }];
 * effectForest({ x: "difference of accuracy, %", effects }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for what is no list of differences, and intervals that do not hold theirs
 */
export function effectForest(options: EffectForestOptions): string {
  requireOptions("effectForest", options, { needed: ["x", "effects"], optional: ["title", "interval"] });
  const { title, effects, interval = "confidence interval" } = options;
  requireEffects(effects);
  const values = effects.flatMap(({ difference, low = NaN, high = NaN }) => [difference, low, high]);
  const axis = linearAxis(options.x, rangeOf([0, ...values]));
  const rows = effects.map((effect) => ({ name: `${effect.a} − ${effect.b}`, value: describe(effect) }));
  const drawn = effects.map((effect, row) =>
    drawing({
      color: INK,
      anchor: [axis.min, row],
      draw: (toPixel) => [
        zeroLine(row, toPixel),
        ...whisker(effect, { row, axis, toPixel }),
        ...square(effect, row, toPixel),
      ],
    }),
  );
  const keys = [
    legendKey({ name: `${interval} without 0`, icon: "effect" }),
    legendKey({ name: "with 0, or without interval", icon: "openEffect" }),
  ];
  const layout = layOutRows({ title, x: axis, rows, series: [...keys, ...drawn] });
  const label = `${title ? `${title}: ` : ""}${options.x}, with ${interval}, of ${effects.length} pairs`;
  const description = `${rows.map(({ name, value }) => `${name}: ${value}`).join("; ")}.`;
  return renderSvg({ ...SIZE, ...layout, label, description });
}

function requireEffects(effects: unknown): void {
  const where = "effectForest({ effects })";
  if (!Array.isArray(effects) || effects.length === 0) {
    throw new ArgumentError({ where, rule: `must be a list of { a, b, difference }, got ${show(effects)}` });
  }
  for (const [index, effect] of effects.entries()) {
    const at = `${where}[${index}]`;
    const { a, b, difference, low = NaN, high = NaN } = effect ?? {};
    if (typeof a !== "string" || typeof b !== "string") {
      const rule = `must have the names a and b, got ${show(a)} and ${show(b)}`;
      throw new ArgumentError({ where: at, rule });
    }
    for (const [name, value] of Object.entries({ difference, low, high }))
      requireNumber(`${at}.${name}`, value);
    if (low > difference || difference > high) {
      throw new ArgumentError({
        where: at,
        rule: `the interval must hold the difference, got ${difference} and ${low} to ${high}`,
        fix: "Turn the signs of all three, or of none",
      });
    }
  }
}

const hasInterval = ({ low = NaN, high = NaN }: Effect): boolean =>
  Number.isFinite(low) && Number.isFinite(high);

/** Whether the interval is on one side of 0. */
const isShown = (effect: Effect): boolean => hasInterval(effect) && (effect.low! > 0 || effect.high! < 0);

const signed = (value: number): string =>
  value > 0 ? `+${shorten3(value)}` : shorten3(value).replace("-", "−");
const shorten3 = (value: number): string => shorten(Number(value.toPrecision(3)));

function describe(effect: Effect): string {
  if (!Number.isFinite(effect.difference)) return "not known";
  const difference = signed(effect.difference);
  return hasInterval(effect)
    ? `${difference} (${signed(effect.low!)} to ${signed(effect.high!)})`
    : difference;
}

function zeroLine(row: number, toPixel: ToPixel): Shape {
  const [[x, y1], [, y2]] = [toPixel([0, row - 0.5]), toPixel([0, row + 0.5])];
  return {
    type: "line",
    shape: { x1: x, x2: x, y1, y2 },
    style: { stroke: MUTED, lineWidth: 1, lineDash: [4, 3] },
  };
}

interface Place {
  readonly row: number;
  readonly axis: Axis;
  readonly toPixel: ToPixel;
}

function whisker(effect: Effect, { row, toPixel }: Place): readonly Shape[] {
  if (!hasInterval(effect)) return [];
  const [[x1, y], [x2]] = [toPixel([effect.low!, row]), toPixel([effect.high!, row])];
  const style = { stroke: INK, lineWidth: 2 };
  const ends = [x1, x2].map(
    (x): Shape => ({ type: "line", shape: { x1: x, x2: x, y1: y - 4, y2: y + 4 }, style }),
  );
  return [{ type: "line", shape: { x1, x2, y1: y, y2: y }, style }, ...ends];
}

function square(effect: Effect, row: number, toPixel: ToPixel): readonly Shape[] {
  if (!Number.isFinite(effect.difference)) return [];
  const [x, y] = toPixel([effect.difference, row]);
  const shape = { x: x - 5, y: y - 5, width: 10, height: 10 };
  return [{ type: "rect", shape, style: { fill: isShown(effect) ? INK : PAPER, stroke: INK, lineWidth: 2 } }];
}
