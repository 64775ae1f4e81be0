import { readFileSync } from "node:fs";
import { hostRandom } from "glissade/data";
import { describe, expect, test } from "vitest";
import { normalityPower } from "./normality-power.ts";
import { shapiroTest } from "./shapiro-wilk.ts";

const rows: readonly ReturnType<typeof normalityPower>[] = JSON.parse(
  readFileSync(new URL("./fixtures/normality-power.json", import.meta.url), "utf8"),
);

test("is SciPy's, simulated", () => expect(rows.map((row) => normalityPower(row!.n))).toEqual(rows));

test("sizes between those of the table have the power of the next smaller", () => {
  expect(normalityPower(7)).toEqual(normalityPower(5));
  expect(normalityPower(1000)?.n).toBe(100);
  expect(normalityPower(2)).toBeNull();
});

describe("our own test has it too", () => {
  const { uniform } = hostRandom(2);
  test.each([
    [5, "skewed", () => -Math.log(1 - uniform())],
    [20, "flat", uniform],
  ] as const)("%i values, %s", (n, kind, draw) => {
    const samples = Array.from({ length: 4000 }, () => Array.from({ length: n }, draw));
    const share = samples.filter((sample) => shapiroTest(sample)!.p < 0.05).length / samples.length;
    const want = normalityPower(n)![kind];
    expect(Math.abs(share - want)).toBeLessThan(5 * Math.sqrt((want * (1 - want)) / samples.length));
  });
});
