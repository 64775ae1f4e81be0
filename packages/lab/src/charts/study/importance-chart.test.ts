import { describe, expect, test } from "vitest";
import { PALETTE } from "../theme.ts";
import { description, shapes, words } from "./fixtures/svg.ts";
import { importanceChart } from "./importance-chart.ts";

const parameters = [
  { name: "momentum", importance: 0.1 },
  { name: "batch", importance: Number.NaN },
  { name: "learningRate", importance: 0.8, low: 0.7, high: 0.9 },
];

describe("importanceChart", () => {
  test("sorts, and has no bar for what is not known", () => {
    const svg = importanceChart({ x: "share", parameters });
    expect(description(svg)).toBe("learningRate: 0.8; momentum: 0.1; batch: not known.");
    expect(words(svg)).toEqual(expect.arrayContaining(["share", "its interval", "not known", "0.8"]));
    const bars = shapes(svg, `fill="${PALETTE[0]}"`).map((path) => Number(/l([\d.]+) 0/.exec(path)?.[1]));
    expect(bars.filter((width) => width > 20)).toHaveLength(2);
  });

  test("refuses importances that are no numbers", () => {
    const wrong = [{ name: "a", importance: "high" as never }];
    expect(() => importanceChart({ parameters: wrong })).toThrow(
      'importanceChart({ parameters })[0].importance: must be a number, got "high". Write NaN for what has no value.',
    );
  });
});
