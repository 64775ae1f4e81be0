/** @file Quasi-random sequences against SciPy's, from the fixture that fixtures/qmc.py wrote, and what scrambling keeps. */

import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { halton, scrambledHalton } from "./halton.ts";
import { type Sequence, scrambledSobol, sobol } from "./sobol.ts";

interface Row {
  readonly index: number;
  readonly point: readonly number[];
}

const fixture: { readonly sobol: readonly Row[]; readonly halton: readonly Row[] } = JSON.parse(
  readFileSync(new URL("./fixtures/qmc.json", import.meta.url), "utf8"),
);

test("sobol has SciPy's points in 40 dimensions, to the last bit", () => {
  const point = sobol(40);
  for (const row of fixture.sobol) expect(point(row.index)).toEqual(row.point);
});

test("halton has SciPy's points in 21 dimensions", () => {
  const point = halton(21);
  for (const row of fixture.halton) {
    for (const [axis, value] of point(row.index).entries()) expect(value).toBeCloseTo(row.point[axis]!, 14);
  }
});

/** How many of the first points are in each of equal parts of an axis. */
function counts(point: Sequence, axis: number, { points, parts }: { points: number; parts: number }) {
  const found = new Array<number>(parts).fill(0);
  for (let k = 0; k < points; k++) found[Math.floor(point(k)[axis]! * parts)]!++;
  return found;
}

describe.each([0, 1, 2 ** 31 - 1])("scrambled by seed %d", (seed) => {
  it("64 points of sobol are one in each of 64 parts of each of 40 axes", () => {
    const point = scrambledSobol(40, seed);
    const ones = new Array(64).fill(1);
    for (let axis = 0; axis < 40; axis++)
      expect(counts(point, axis, { points: 64, parts: 64 })).toEqual(ones);
  });

  it("64 points of the first two axes of sobol are one in each of 8 x 8 squares", () => {
    const point = scrambledSobol(2, seed);
    const squares = Array.from({ length: 64 }, (_, k) => {
      const [x, y] = point(k);
      return 8 * Math.floor(8 * x!) + Math.floor(8 * y!);
    });
    expect(new Set(squares).size).toBe(64);
  });

  it("p² points of halton are one in each of p² parts of the axis of prime p", () => {
    const point = scrambledHalton(4, seed);
    for (const [axis, prime] of [2, 3, 5, 7].entries()) {
      const parts = prime ** 2;
      expect(counts(point, axis, { points: parts, parts })).toEqual(new Array(parts).fill(1));
    }
  });
});

test.each([
  ["sobol", scrambledSobol],
  ["halton", scrambledHalton],
])("over 400 seeds a point of scrambled %s is uniform, also the first", (_, scrambled) => {
  const at = Array.from({ length: 400 }, (_, seed) => scrambled(3, seed)(0));
  for (const axis of [0, 1, 2]) {
    const values = at.map((point) => point[axis]!);
    const mean = values.reduce((sum, value) => sum + value) / 400;
    // 4 standard errors of a uniform mean, √(1/12/400)
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * 0.0144);
    expect(values.filter((value) => value < 0.25).length).toBeGreaterThan(100 - 4 * 8.7);
    expect(values.filter((value) => value < 0.25).length).toBeLessThan(100 + 4 * 8.7);
  }
});

test("sobol says how many dimensions it has", () => {
  expect(() => sobol(41)).toThrow(
    'sobol(dimensions): has direction numbers for 40 hyper-parameters, got 41. Fix some of them, or use "halton" or "random".',
  );
});
