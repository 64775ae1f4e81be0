import { readFileSync } from "node:fs";
import { hostRandom } from "glissade/data";
import { describe, expect, test } from "vitest";
import { type Spending, spendingBoundaries } from "./alpha-spending.ts";

interface Case {
  readonly spending: Spending;
  readonly looks: readonly number[];
  readonly alpha: number;
  readonly spent: readonly number[];
  readonly z: readonly number[];
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL("./fixtures/alpha-spending.json", import.meta.url), "utf8"),
);

const equal = (count: number) => Array.from({ length: count }, (_, i) => (i + 1) / count);

describe("boundaries", () => {
  test.each(cases)("$spending, $alpha, $looks", ({ spending, looks, alpha, spent, z }) => {
    const ours = spendingBoundaries(looks, { spending, alpha });
    for (const [index, look] of ours.entries()) {
      expect(look.information).toBe(looks[index]);
      expect(Math.abs(look.z / z[index]! - 1)).toBeLessThan(1e-9);
      expect(Math.abs(look.spent / spent[index]! - 1)).toBeLessThan(1e-9);
    }
    expect(ours.at(-1)!.spent).toBeCloseTo(alpha, 12);
  });
});

// DeMets and Lan, "Interim analysis: the alpha spending function approach", 1994: five equal looks at 0.05, two-sided
test.each<[Spending, readonly number[]]>([
  ["obrien-fleming", [4.88, 3.36, 2.68, 2.29, 2.03]],
  ["pocock", [2.44, 2.43, 2.41, 2.4, 2.39]],
])("the published boundaries of %s", (spending, published) => {
  const ours = spendingBoundaries(equal(5), { spending }).map(({ z }) => Number(z.toFixed(2)));
  expect(ours).toEqual(published);
});

test("one look is an ordinary test", () => {
  const [look] = spendingBoundaries([1]);
  expect(look).toEqual({
    information: 1,
    z: expect.closeTo(1.959963984540054, 12),
    level: expect.closeTo(0.05, 13),
    spent: expect.closeTo(0.05, 13),
  });
});

test("very early looks have hardly a level, and fifty looks are quick", () => {
  expect(spendingBoundaries([1e-4, 1])[0]).toMatchObject({ z: Infinity, level: 0 });
  const looks = spendingBoundaries(equal(50));
  expect(looks).toHaveLength(50);
  expect(looks.at(-1)!.z).toBeGreaterThan(spendingBoundaries(equal(5)).at(-1)!.z);
});

test("a study without an effect stops about as often as it may", () => {
  const looks = spendingBoundaries(equal(4), { spending: "pocock" });
  const random = hostRandom(1);
  let stopped = 0;
  for (let study = 0; study < 20_000; study++) {
    let total = 0;
    const crosses = looks.some(({ z }, look) => {
      total += random.normal();
      return Math.abs(total) / Math.sqrt(look + 1) > z;
    });
    stopped += crosses ? 1 : 0;
  }
  // five deviations of a share of 0.05 in 20 000
  expect(Math.abs(stopped / 20_000 - 0.05)).toBeLessThan(5 * Math.sqrt((0.05 * 0.95) / 20_000));
});

test.each([
  [[], "[]"],
  [[0.5, 0.4], "[0.5, 0.4]"],
  [[0, 1], "[0, 1]"],
  [[0.5, 1.1], "[0.5, 1.1]"],
])("refuses looks %j", (looks, shown) => {
  const message = `spendingBoundaries(looks): looks must ascend from above 0 to 1 at most, got ${shown}. Divide the runs that are done at each look by those that are planned.`;
  expect(() => spendingBoundaries(looks)).toThrow(expect.objectContaining({ message }));
});
