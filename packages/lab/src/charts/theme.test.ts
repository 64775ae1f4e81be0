/** @file The colours of pictures, as readers with and without colour vision see them. */

import { describe, expect, test } from "vitest";
import { DARK_STYLE, PALETTE, PAPER } from "./theme.ts";

type Triple = readonly [number, number, number];

/** Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency" (2009), severity 1. */
const VISIONS: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  "colour vision": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

const linear = (hex: string): number[] =>
  [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });

const times = (rows: readonly Triple[], vector: readonly number[]): number[] =>
  rows.map((row) => row.reduce((sum, each, index) => sum + each * vector[index]!, 0));

/** CIE L*a*b* under D65. */
function lab(rgb: readonly number[]): number[] {
  const xyz = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb.map((each) => Math.min(1, Math.max(0, each))),
  );
  const [x, y, z] = xyz.map((each, index) => {
    const t = each / [0.9505, 1, 1.089][index]!;
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
  });
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

const dark = PALETTE.map((color) => new RegExp(`fill="${color}"\\]\\{fill:(#\\w+)`).exec(DARK_STYLE)![1]!);

/** The least difference of two colours of a palette (CIE 1976). */
function leastDifference(rows: readonly Triple[], colors: readonly string[]): number {
  const seen = colors.map((color) => lab(times(rows, linear(color))));
  const all = seen.flatMap((a, i) =>
    seen.slice(i + 1).map((b) => Math.hypot(...a.map((each, axis) => each - b[axis]!))),
  );
  return Math.min(...all);
}

describe.each(Object.entries(VISIONS))("to readers with %s", (_, rows) => {
  test("the colours of optimizers differ on light paper", () =>
    expect(leastDifference(rows, PALETTE)).toBeGreaterThan(15));
  test("the colours of optimizers differ on dark paper", () =>
    expect(leastDifference(rows, dark)).toBeGreaterThan(15));
});

test("each colour stands out from its paper, by a contrast of 3 and more", () => {
  const brightness = (color: string) => times([[0.2126, 0.7152, 0.0722]], linear(color))[0]! + 0.05;
  const nightly = new RegExp(`fill="${PAPER}"\\]\\{fill:(#\\w+)`).exec(DARK_STYLE)![1]!;
  for (const color of PALETTE) expect(brightness(PAPER) / brightness(color)).toBeGreaterThan(3);
  for (const color of dark) expect(brightness(color) / brightness(nightly)).toBeGreaterThan(3);
});
