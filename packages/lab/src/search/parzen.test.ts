/** @file Parzen estimators against SciPy's truncated normal distributions, from the fixture that fixtures/parzen.py wrote. */

import { readFileSync } from "node:fs";
import { hostRandom } from "glissade/data";
import { expect, it, test } from "vitest";
import { parzen } from "./parzen.ts";
import type { Range } from "./space.ts";

interface Case {
  readonly range: Range;
  readonly tried: readonly number[];
  readonly probes: readonly number[];
  readonly log: readonly number[];
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL("./fixtures/parzen.json", import.meta.url), "utf8"),
);

it.each(cases)(
  "has SciPy's density over $range with $tried.length values",
  ({ range, tried, probes, log }) => {
    const { logDensity } = parzen(range, tried);
    for (const [i, probe] of probes.entries())
      expect(Math.abs(logDensity(probe) - log[i]!)).toBeLessThan(1e-9);
  },
);

test("whole numbers are drawn as often as their density says", () => {
  const { draw, logDensity } = parzen({ integer: [1, 6] }, [1, 1, 2, 5]);
  const random = hostRandom(0);
  const drawn = Array.from({ length: 20_000 }, () => draw(random));
  const values = [1, 2, 3, 4, 5, 6];
  expect(values.reduce((sum, value) => sum + Math.exp(logDensity(value)), 0)).toBeCloseTo(1, 12);
  for (const value of values) {
    const share = Math.exp(logDensity(value));
    const got = drawn.filter((each) => each === value).length / drawn.length;
    expect(Math.abs(got - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / drawn.length));
  }
});

test("choices have their counts and one more", () => {
  const { draw, logDensity } = parzen({ choices: ["a", "b", null] }, ["b", "b", "a"]);
  const shares = ["a", "b", null].map((value) => Math.exp(logDensity(value)));
  for (const [i, share] of [2 / 6, 3 / 6, 1 / 6].entries()) expect(shares[i]).toBeCloseTo(share, 14);
  const random = hostRandom(1);
  const drawn = Array.from({ length: 6000 }, () => draw(random));
  expect(Math.abs(drawn.filter((value) => value === "b").length - 3000)).toBeLessThan(4 * 38.8);
});
