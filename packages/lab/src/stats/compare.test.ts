import { describe, expect, test } from "vitest";
import { compareSamples } from "./compare.ts";
import { describeSample } from "./describe.ts";

const NO_SPREAD = { student: null, welch: null, cohensD: null, hedgesG: null };

describe("compareSamples", () => {
  test("two small samples by hand", () => {
    // pooled deviation 1, standard error √(2/3)
    const result = compareSamples([3, 4, 5], [1, 2, 3]);
    expect(result.student).toMatchObject({ t: expect.closeTo(Math.sqrt(6), 14), df: 4 });
    expect(result.cohensD).toBeCloseTo(2, 14);
    expect(result.hedgesG).toBeCloseTo(2 * (1 - 3 / 15), 14);
    expect(result.difference).toMatchObject({ mean: 2, confidence: 0.95 });
  });

  test("the method reaches the Mann-Whitney test", () => {
    const [a, b] = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(compareSamples(a, b).mannWhitney?.method).toBe("exact");
    expect(compareSamples(a, b, { method: "asymptotic" }).mannWhitney?.method).toBe("asymptotic");
  });

  test("swapping the samples changes signs only", () => {
    const [a, b] = [
      [1, 4, 2, 8],
      [5, 7, 9, 12, 11],
    ];
    const [ab, ba] = [compareSamples(a, b), compareSamples(b, a)];
    expect(ab.welch!.t).toBeCloseTo(-ba.welch!.t, 14);
    expect(ab.welch!.p).toBeCloseTo(ba.welch!.p, 14);
    expect(ab.difference!.low).toBeCloseTo(-ba.difference!.high!, 14);
  });

  test("a constant sample against one that is not", () => {
    expect(compareSamples([0.1, 0.1, 0.1], [1, 2, 3]).welch?.df).toBeCloseTo(2, 14);
  });

  test("constant samples have no spread, even where 0.1 + 0.1 + 0.1 is not 0.3", () => {
    const result = compareSamples([0.1, 0.1, 0.1], [0.7, 0.7, 0.7]);
    expect(result).toMatchObject(NO_SPREAD);
    expect(result.difference).toEqual({
      mean: expect.closeTo(-0.6, 15),
      low: null,
      high: null,
      confidence: 0.95,
    });
    expect(result.mannWhitney?.p).toBeGreaterThan(0);
  });

  test("one value has a difference and a rank, and no spread", () => {
    const result = compareSamples([1], [2, 3, 4]);
    expect(result).toMatchObject({ ...NO_SPREAD, mannWhitney: { u: 0, p: 0.5, method: "exact" } });
    expect(result.difference).toMatchObject({ mean: -2, low: null });
  });

  test("an empty sample has nothing", () => {
    expect(compareSamples([], [1, 2])).toEqual({ ...NO_SPREAD, mannWhitney: null, difference: null });
  });
});

describe("describeSample", () => {
  test.each([
    [[], { n: 0, mean: null, standardError: null, deviation: null, median: null, quartiles: null }],
    [[2], { n: 1, mean: 2, standardError: null, deviation: null, median: 2, quartiles: [2, 2] }],
    [
      [0.1, 0.1, 0.1],
      { n: 3, mean: 0.1, standardError: 0, deviation: 0, median: 0.1, quartiles: [0.1, 0.1] },
    ],
  ])("%j", (sample, expected) => {
    expect(describeSample(sample)).toEqual({ ...expected, dagostino: null, shapiro: null });
  });

  test("Shapiro-Wilk ends at the 5000 values of Royston's fit", () => {
    const ladder = Array.from({ length: 5001 }, (_, i) => i);
    expect(describeSample(ladder.slice(1)).shapiro).not.toBeNull();
    expect(describeSample(ladder).shapiro).toBeNull();
  });

  test("a symmetric sample: SciPy's numbers for 1..10", () => {
    const { dagostino, shapiro } = describeSample([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(dagostino?.statistic).toBeCloseTo(2.02697581498966, 13);
    expect(dagostino?.p).toBeCloseTo(0.362950830342156, 13);
    expect(shapiro?.w).toBeCloseTo(0.9701646110856056, 13);
    expect(shapiro?.p).toBeCloseTo(0.8923673061902978, 10);
  });
});
