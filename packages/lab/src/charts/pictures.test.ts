import { expect, test } from "vitest";
import { confusionMatrix } from "./confusion-matrix.ts";
import { histogram } from "./histogram.ts";
import { seedCurves } from "./study/seed-curves.ts";

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
const paths = (svg: string, attribute: string) =>
  [...svg.matchAll(/<path d="([^"]*)"([^>]*)>/g)].filter((match) => match[2]!.includes(attribute));

test("a histogram has a bar for each filled bin, as high as its count", () => {
  const svg = histogram({ x: "MCC", y: "runs", samples: [{ name: "sgd", values: [0, 0, 0, 0.5, 1] }] });
  const bars = paths(svg, 'fill="#0072b2" stroke="#ffffff"').map((match) => match[1]!);
  const heights = bars.map((path) => Number(/l0 (-?[\d.]+)/.exec(path)![1]));
  expect(heights).toHaveLength(3);
  expect(heights[0]! / heights[1]!).toBeCloseTo(3, 2);
  expect(heights[1]).toBeCloseTo(heights[2]!, 2);
  expect(words(svg)).toEqual(expect.arrayContaining(["MCC", "runs", "sgd", "0.2", "4"]));
});

test("a histogram of equal values, of one, of none", () => {
  for (const values of [[0.8, 0.8], [0], []]) {
    const svg = histogram({ x: "MCC", y: "runs", samples: [{ name: "a", values }] });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(words(svg)).toContain("a");
  }
});

test("losses over decades have a logarithmic axis", () => {
  const points = [1, 0.1, 0.01].map((loss, step) => [step, loss] as const);
  const svg = seedCurves({ x: "step", y: "training loss", groups: [{ name: "sgd", runs: [{ points }] }] });
  expect(words(svg)).toEqual(expect.arrayContaining(["training loss (log scale)", "0.01", "0.1", "1"]));
});

test("a confusion matrix shows counts, and shares of rows as the square of the opacity", () => {
  const matrix = [
    [9, 3],
    [0, 0],
  ];
  const svg = confusionMatrix({ title: "sgd", matrix, classes: ["ring", "moon"] });
  expect(words(svg)).toEqual(expect.arrayContaining(["9", "3", "true class", "predicted class"]));
  expect(words(svg).filter((word) => word === "ring" || word === "moon")).toHaveLength(4);
  const opacities = paths(svg, 'fill="#0072b2"').map((match) =>
    Number(/fill-opacity="([\d.]+)"/.exec(match[2]!)![1]),
  );
  expect(opacities.map((opacity) => opacity ** 2)).toEqual(
    [0.75, 0.25, 0, 0].map((share) => expect.closeTo(share, 3)),
  );
});

test("the same picture twice is the same text", () => {
  const draw = () => histogram({ x: "MCC", y: "runs", samples: [{ name: "sgd", values: [0.1, 0.2] }] });
  expect(draw()).toBe(draw());
});

test("a picture stands alone: light by itself, dark where the reader's scheme is", () => {
  const svg = histogram({ x: "<b>", y: "runs", samples: [{ name: '"a" & <b>\'', values: [0.1, 0.2] }] });
  expect(svg).toMatch(
    /^<svg role="img" aria-label="Histogram of &lt;b&gt; for [^"]*" width="560" height="360" xmlns=/,
  );
  expect(svg).toContain("@media screen and (prefers-color-scheme: dark)");
  expect(svg).not.toMatch(/<b>|class=|ecmeta|CDATA/);
});
