import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { kernelDensity } from "./density.ts";
import { description, words } from "./fixtures/svg.ts";
import { type ViolinPlotOptions, violinPlot } from "./violin-plot.ts";

interface DensityRow {
  readonly values: readonly number[];
  readonly at: readonly number[];
  readonly density: readonly number[];
}

const file = new URL("./fixtures/scipy-charts.json", import.meta.url);
const fixture: { readonly samples: readonly DensityRow[] } = JSON.parse(readFileSync(file, "utf8"));
const groups = [
  { name: "sgd", values: [1, 2, 3, 9] },
  { name: "adam", values: [2, 2, Number.NaN] },
];
const draw = (changes: Partial<ViolinPlotOptions> = {}) => violinPlot({ x: "loss", groups, ...changes });
const violins = (svg: string) => svg.match(/fill-opacity="0.3"/g)?.length ?? 0;

test.each(fixture.samples)("the density is that of SciPy: $values", ({ values, at, density }) => {
  const { of } = kernelDensity(values)!;
  expect(at.map(of)).toEqual(density.map((each) => expect.closeTo(each, 12)));
});

describe("violinPlot", () => {
  test("has a violin where there is a spread, and says what else is in it", () => {
    const svg = draw();
    expect(violins(svg)).toBe(1);
    expect(words(svg)).toEqual(
      expect.arrayContaining([
        ...["density (Gaussian kernels)", "median and quartiles", "a seed", "loss"],
        ...["sgd", "n = 4", "adam", "n = 3, 1 diverged"],
      ]),
    );
    expect(description(svg)).toBe(
      "Median and quartiles. sgd: 2.5 (1.75 to 4.5), n = 4. adam: 2 (2 to 2), n = 3, 1 diverged.",
    );
  });

  test("has the density of logarithms on a logarithmic axis", () => {
    const values = [0.001, 0.01, 0.1];
    const svg = draw({ xScale: "log", groups: [{ name: "a", values }] });
    expect(violins(svg)).toBe(1);
    expect(words(svg)).toContain("loss (log scale)");
  });
});
