import { expect, test } from "vitest";
import { type HalvingOptions, successiveHalving } from "./successive-halving.ts";

test("rungs are the grace times powers of the reduction, below the budget", () => {
  expect(successiveHalving({ grace: 1 }).rungs(100)).toEqual([1, 4, 16, 64]);
  expect(successiveHalving({ reduction: 3, grace: 2 }).rungs(54)).toEqual([2, 6, 18]);
  expect(successiveHalving({ grace: 10 }).rungs(10)).toEqual([]);
});

test("the best fourth goes on, and the best of fewer", () => {
  const { goesOn } = successiveHalving({ grace: 1 });
  expect(goesOn(9, [])).toBe(true);
  expect(goesOn(2, [1])).toBe(false);
  expect(goesOn(2, [3, 4, 5, 6, 7, 1])).toBe(false);
  // The second of eight
  expect(goesOn(2, [3, 4, 5, 6, 7, 1, 8])).toBe(true);
  expect(goesOn(2, [2, 2, 2])).toBe(true);
});

test("trials without a score stop, and are below the others", () => {
  const { goesOn } = successiveHalving({ grace: 1 });
  for (const score of [null, Number.NaN, Infinity, -Infinity]) expect(goesOn(score, [])).toBe(false);
  expect(goesOn(1000, [null, Number.NaN, Infinity])).toBe(true);
});

test("higher scores go on where they are better", () => {
  const { goesOn } = successiveHalving({ grace: 1, better: "higher" });
  expect(goesOn(0.9, [0.8, 0.7])).toBe(true);
  expect(goesOn(0.7, [0.8, 0.9])).toBe(false);
});

// Table 1 of Li et al. 2018: 9 configurations of budget 1, one in three goes on to 3 and one of these to 9.
test("of nine trials from the worst to the best, with a reduction of 3, each goes on as the best so far", () => {
  const { goesOn } = successiveHalving({ reduction: 3, grace: 1 });
  const scores = [9, 8, 7, 6, 5, 4, 3, 2, 1];
  expect(scores.map((score, at) => goesOn(score, scores.slice(0, at)))).toEqual(new Array(9).fill(true));
  const best = scores.toReversed();
  const others = (at: number) => best.filter((_, each) => each !== at);
  expect(best.map((score, at) => goesOn(score, others(at)))).toEqual([
    true,
    true,
    true,
    ...new Array(6).fill(false),
  ]);
});

test("its warning names the bias", () => {
  expect(successiveHalving({ grace: 1 }).warning).toBe(
    "Successive halving favours fast starters: a small learning rate, a long warm-up or much regularisation may be best at the end and is stopped before. Do not compare optimizers by it without running the best of each to the end",
  );
});

test.each<[object, string]>([
  [{ grace: 1, eta: 4 }, "successiveHalving({ eta }): is not an option. Known: grace, reduction, better."],
  [{ grace: 1, reduction: 1 }, "successiveHalving({ reduction }): must be an integer of at least 2, got 1."],
  [{ grace: 0 }, "successiveHalving({ grace }): must be a finite number above 0, got 0."],
  [{}, "successiveHalving({ grace }): must be given, got undefined."],
])("%j is an error", (options, message) =>
  expect(() => successiveHalving(options as HalvingOptions)).toThrow(expect.objectContaining({ message })),
);
