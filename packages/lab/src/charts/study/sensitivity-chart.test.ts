import { describe, expect, test } from "vitest";
import { description, words } from "./fixtures/svg.ts";
import { sensitivityChart } from "./sensitivity-chart.ts";

const point = (value: number, ...scores: number[]) => ({ value, scores });
const lines = [
  { name: "sgd", points: [point(1, 0.3, Number.NaN), point(0.01, 2, 4), point(0.1, 1, 1)] },
  { name: "adam", points: [point(0.01, 0.9), point(0.1, 0.5), point(1, Number.POSITIVE_INFINITY)] },
];
const draw = (changes: object = {}) => sensitivityChart({ y: "loss", lines, ...changes });

describe("sensitivityChart", () => {
  test("names axes, the best values, the shares of diverged runs and a best value at an end of its grid", () => {
    const svg = draw();
    expect(words(svg)).toEqual(
      expect.arrayContaining(["learning rate (log scale)", "loss", "diverged, %", "sgd", "adam", "100"]),
    );
    expect(description(svg)).toBe(
      "mean, band: 95 % interval of the mean; bands cut at the axis; a diamond marks the best; best at an end of the grid: sgd. sgd: best 0.3 at learning rate 1; diverged: 50 % at 1. adam: best 0.5 at learning rate 0.1; diverged: 100 % at 1.",
    );
  });

  test("higher scores may be better", () => {
    expect(description(draw({ better: "higher" }))).toContain("sgd: best 3 at learning rate 0.01");
  });

  test("all diverged", () => {
    const svg = draw({ lines: [{ name: "sgd", points: [point(1, Number.NaN)] }] });
    expect(description(svg)).toContain("sgd: all diverged.");
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test.each([
    [
      "sensitivityChart({ lines })[0].points[0].value: must be positive, on a logarithmic axis, got 0.",
      { lines: [{ name: "a", points: [point(0, 1)] }] },
    ],
    [
      'sensitivityChart({ better }): must be one of 2 words, got "less". Known: lower, higher.',
      { better: "less" },
    ],
  ])("%s", (message, changes) => expect(() => draw(changes)).toThrow(message));
});
