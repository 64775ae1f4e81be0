import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mannWhitneyTest } from "./mann-whitney.ts";
import { hasExactTail } from "./mann-whitney-exact.ts";
import { rank } from "./ranks.ts";

interface ExactValue {
  readonly n: number;
  readonly m: number;
  readonly u: number;
  readonly p: number;
}

const exactValues: readonly ExactValue[] = JSON.parse(
  readFileSync(new URL("./fixtures/mann-whitney.json", import.meta.url), "utf8"),
);

/** Samples without ties: as many values of b as possible below each value of a, until there are u pairs. */
function samplesWith(u: number, n: number, m: number): readonly [number[], number[]] {
  const below = ladder(n).map((i) => Math.min(m, Math.max(0, u - i * m)));
  return [below.map((count, i) => count - 0.75 + i / (2 * n)), ladder(m)];
}

const ladder = (length: number, from = 0) => Array.from({ length }, (_, i) => from + i);

test("rank gives equal values their mean rank", () => {
  const { ranks, groups } = rank([5, 2, 5, 1, 5]);
  expect([...ranks]).toEqual([4, 2, 4, 1, 4]);
  expect(groups).toEqual([1, 1, 3]);
  expect(rank([]).groups).toEqual([]);
});

describe("auto", () => {
  test.each([
    { n: 8, m: 300, from: 0.5, method: "exact" },
    { n: 300, m: 8, from: 0.5, method: "exact" },
    { n: 9, m: 9, from: 0.5, method: "asymptotic" },
    { n: 3, m: 3, from: 1, method: "asymptotic" },
  ])("$method for $n and $m values, b from $from", ({ n, m, from, method }) => {
    expect(mannWhitneyTest(ladder(n), ladder(m, from))?.method).toBe(method);
  });
});

describe("exact", () => {
  // The worked example in the documentation of scipy.stats.mannwhitneyu
  test("diabetes of nine adults", () => {
    const exact = mannWhitneyTest([19, 22, 16, 29, 24], [20, 11, 17, 12], "exact");
    expect(exact?.u).toBe(17);
    expect(exact?.p).toBeCloseTo(1 / 9, 15);
  });

  test("separated samples have p = 2 / (n+m choose n), beyond the range of integers", () => {
    const p = mannWhitneyTest(ladder(60), ladder(60, 100), "exact")?.p;
    expect(p! * Number(96614908840363322603893139521372656n)).toBeCloseTo(2, 12);
  });

  test.each(exactValues)("$n and $m values, U = $u", ({ n, m, u, p }) => {
    const got = mannWhitneyTest(...samplesWith(u, n, m), "exact");
    expect([got?.u, got?.method]).toEqual([u, "exact"]);
    expect(Math.abs(got!.p - p)).toBeLessThanOrEqual(1e-11 * p);
  });

  test("a sample of few values beside one of very many is compared asymptotically", () => {
    expect(hasExactTail({ n: 7, m: 1e7 })).toBe(true);
    expect(hasExactTail({ n: 7, m: 2e7 })).toBe(false);
    expect(hasExactTail({ n: 8, m: 2e7 })).toBe(true);
  });

  test("ties round the greater U down, as SciPy does", () => {
    const tied = mannWhitneyTest([1, 2, 3], [3, 4, 5], "exact");
    expect(tied).toEqual({ u: 0.5, p: expect.closeTo(0.2, 15), method: "exact" });
  });
});

test("the order of the samples changes U and not p", () => {
  const [a, b] = [ladder(6), ladder(9, 2.5)];
  const [ab, ba] = [mannWhitneyTest(a, b), mannWhitneyTest(b, a)];
  expect(ab!.u + ba!.u).toBe(6 * 9);
  expect(ab!.p).toBeCloseTo(ba!.p, 15);
});

test("values that are all equal tell nothing", () => {
  expect(mannWhitneyTest([1, 1], [1, 1])).toEqual({ u: 2, p: 1, method: "asymptotic" });
});

test("null for an empty sample", () => expect(mannWhitneyTest([], [1])).toBeNull());
