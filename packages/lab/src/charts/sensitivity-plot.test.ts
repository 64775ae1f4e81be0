import { expect, test } from "vitest";
import { sensitivityPlot } from "./sensitivity-plot.ts";

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
const crosses = (svg: string) => svg.match(/d="M-1 -1L1 1M1 -1L-1 1"/g)?.length ?? 0;
const diamonds = (svg: string) => svg.match(/d="M0 -1L1 0L0 1L-1 0Z"/g)?.length ?? 0;

const point = (rate: number, value: number | null) => ({ rate, value });
const line = {
  optimizer: "sgd",
  rates: [0.1],
  points: [point(0.01, 4), point(0.1, 1e-3), point(1, 9), point(10, null)],
};
const options = { title: "f = x^2", steps: 20, start: 5 };

test("a cross for each rate that diverged or ended above the start", () => {
  const svg = sensitivityPlot([line], { ...options, minimum: 0 });
  expect(crosses(svg)).toBe(2);
  expect(diamonds(svg)).toBe(1);
  expect(words(svg)).toEqual(
    expect.arrayContaining([
      "f = x^2",
      "after 20 steps",
      "sgd",
      "f above its minimum (log scale)",
      "learning rate (log scale)",
    ]),
  );
});

test("values at the minimum are drawn, and where it is unknown they are themselves", () => {
  const exact = { ...line, points: [point(0.01, 0), point(0.1, 0)] };
  expect(sensitivityPlot([exact], { ...options, minimum: 0 })).not.toMatch(/NaN|Infinity/);
  const svg = sensitivityPlot([{ ...line, points: [point(0.01, -3), point(0.1, 4)] }], options);
  expect(words(svg)).toContain("f");
  expect(crosses(svg)).toBe(0);
});

test("all diverged", () => {
  const svg = sensitivityPlot([{ ...line, points: [point(0.1, null), point(1, null)] }], options);
  expect(svg).not.toMatch(/NaN|Infinity/);
});
