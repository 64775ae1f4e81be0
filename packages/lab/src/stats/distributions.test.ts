import { describe, expect, test } from "vitest";
import { normalSurvival, studentCritical, studentTwoSided } from "./distributions.ts";

// Expected values: scipy.stats.norm.sf, 2 * t.sf and t.ppf(0.975) of SciPy 1.17.1
const NORMAL = [
  [-40, 1],
  [-3, 0.9986501019683699],
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1.9999, 0.02275553158476718],
  [2, 0.022750131948179195],
  [5, 2.866515718791933e-7],
  [20, 2.7536241186061556e-89],
  [37, 5.7255712225239266e-300],
] as const;

const STUDENT = [
  [0, 1, 1],
  [1, 1, 0.5],
  [1e6, 1, 6.366197723673691e-7],
  [1e100, 1, 6.366197723675814e-101],
  [1e10, 2.5, 1.4386794381663444e-25],
  [0.001, 3, 0.9992648949694609],
  [-2, 4.5, 0.10825790718112499],
  [1.7, 1e3, 0.0894418869592401],
  [38, 1e4, 2.8966010697711966e-295],
  [1.74, 1e6, 0.0818593255961028],
] as const;

const CRITICAL = [
  [1, 12.706204736174694],
  [1.5, 6.016663104427929],
  [4.5, 2.6589123472044034],
  [30, 2.0422724563012378],
  [1e6, 1.959966356814107],
] as const;

function relativeError(got: number, want: number): number {
  return Math.abs(got - want) / want;
}

describe("normalSurvival", () => {
  test.each(NORMAL)("%d", (z, want) => expect(relativeError(normalSurvival(z), want)).toBeLessThan(1e-12));

  test("infinite z", () => expect([normalSurvival(-Infinity), normalSurvival(Infinity)]).toEqual([1, 0]));
});

test.each(STUDENT)("studentTwoSided(%d, %d)", (t, df, want) =>
  expect(relativeError(studentTwoSided(t, df), want)).toBeLessThan(1e-10),
);

test.each(CRITICAL)("studentCritical(0.05, %d)", (df, want) =>
  expect(relativeError(studentCritical(0.05, df), want)).toBeLessThan(1e-10),
);
