import { expect, test } from "vitest";
import { formatDifference, formatMean, formatNumber, formatP } from "./format.ts";
import { unitOf } from "./labels.ts";

test("a mean has as many decimals as two digits of its error", () => {
  expect(formatMean({ mean: 0.857779, standardError: 0.000563 })).toBe("0.85778 ± 0.00056");
  expect(formatMean({ mean: 0.857779, standardError: 0.000563 }, 100)).toBe("85.778 ± 0.056");
  expect(formatMean({ mean: 0.857779, standardError: null })).toBe("0.8578");
  expect(formatMean({ mean: 0.857779, standardError: null }, 100)).toBe("85.78");
  expect(formatMean({ mean: 0.5, standardError: 0 })).toBe("0.5000 ± 0.0000");
  expect(formatMean({ mean: null, standardError: null })).toBe("-");
});

test("a difference has a sign, and an interval where there is one", () => {
  const known = { mean: -0.00635, low: -0.00824, high: 0.00046 };
  expect(formatDifference(known)).toBe("-0.0063 (95 % CI -0.0082 to +0.0005)");
  expect(formatDifference({ mean: 0.01, low: null, high: null })).toBe("+0.0100");
});

test("what is shown in per cent differs in percentage points", () => {
  const unit = unitOf({ metric: "accuracy", statistic: "final" });
  expect(formatDifference({ mean: 0.027, low: 0.019, high: 0.035 }, unit)).toBe(
    "+2.70 percentage points (95 % CI +1.90 to +3.50)",
  );
  expect(formatDifference({ mean: 0.01, low: null, high: null }, unit)).toBe("+1.00 percentage points");
  expect(unitOf({ metric: "accuracy", statistic: "steps" }).scale).toBe(1);
});

test("p-values and numbers", () => {
  expect([0.04999, 0.5, 1, 0.00012345, 4.36e-8].map(formatP)).toEqual([
    "0.050",
    "0.500",
    "1.000",
    "1.2e-4",
    "4.4e-8",
  ]);
  expect([12.34567, 0, 123456, null, undefined].map(formatNumber)).toEqual([
    "12.35",
    "0",
    "1.235e5",
    "-",
    "-",
  ]);
});
