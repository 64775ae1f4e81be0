import { expect, test } from "vitest";
import { lineChart } from "./line-chart.ts";

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
const halving = [0, 1, 2, 3, 4, 5, 6].map((step) => [step, 0.5 ** step] as const);

test("lines, points, axes and title are named", () => {
  const svg = lineChart({
    title: "Halving",
    x: "step",
    y: "f",
    lines: [{ name: "computed", points: halving, marks: [[3, 0.125]] }],
  });
  expect(words(svg)).toEqual(expect.arrayContaining(["Halving", "computed", "step", "f (log scale)"]));
  expect(svg).toContain('aria-label="Halving: f by step for computed" width="560" height="360"');
});

test("scales are chosen", () => {
  const points = [0.001, 0.01, 0.1].map((rate) => [rate, rate] as const);
  const lines = [{ name: "sgd", points }];
  const svg = lineChart({ x: "rate", y: "f", xScale: "log", yScale: "linear", lines });
  expect(words(svg)).toEqual(expect.arrayContaining(["rate (log scale)", "f"]));
});

test("what is not finite is a gap, and nothing is a picture", () => {
  const points = [
    [0, 1],
    [1, Number.NaN],
    [2, Number.POSITIVE_INFINITY],
    [3, 2],
  ] as const;
  for (const lines of [[{ name: "a", points }], []]) {
    expect(lineChart({ x: "x", y: "y", lines })).not.toMatch(/NaN|Infinity/);
  }
});
