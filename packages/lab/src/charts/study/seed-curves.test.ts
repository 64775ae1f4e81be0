import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { studentCritical } from "../../stats/distributions.ts";
import { armStyles } from "../arm-style.ts";
import type { Point } from "../layout.ts";
import { downsample } from "./downsample.ts";
import { description, shapes, words } from "./fixtures/svg.ts";
import { type SeedCurvesOptions, seedCurves } from "./seed-curves.ts";
import { type SeedRun, summariseSeeds } from "./seed-runs.ts";
import { type Band, type Center, readReduction } from "./spread.ts";

interface SampleRow extends Readonly<Record<"interval" | "deviation" | "quartiles", readonly number[]>> {
  readonly values: readonly number[];
  readonly mean: number;
  readonly median: number;
}

const file = new URL("./fixtures/scipy-charts.json", import.meta.url);
const fixture: { readonly samples: readonly SampleRow[] } = JSON.parse(readFileSync(file, "utf8"));
const run = (...values: number[]): SeedRun => ({ points: values.map((y, x): Point => [x, y]) });
const mean = readReduction("seedCurves", {});
const draw = (changes: Partial<SeedCurvesOptions> = {}) =>
  seedCurves({ x: "epoch", y: "loss", groups: [{ name: "sgd", runs: [run(4, 2), run(6, 3)] }], ...changes });

describe("the middle of seeds and its band", () => {
  test.each(fixture.samples)("is that of NumPy and SciPy: $values", (sample) => {
    const spread = (center: Center, band: Band) => readReduction("f", { center, band }).of(sample.values);
    const near = (value: number) => expect.closeTo(value, 12);
    for (const band of ["interval", "deviation"] as const) {
      const [low, high] = sample[band].map(near);
      expect(spread("mean", band)).toEqual({ center: near(sample.mean), low, high });
    }
    const [low, high] = sample.quartiles.map(near);
    expect(spread("median", "quartiles")).toEqual({ center: near(sample.median), low, high });
    expect(spread("mean", "none")).toEqual({ center: near(sample.mean), low: null, high: null });
  });

  test("one seed has no band", () => {
    expect(mean.of([3])).toEqual({ center: 3, low: null, high: null });
  });
});

describe("seeds of a group", () => {
  test("runs that diverged are apart from the mean, as far as they are finite", () => {
    const runs = [run(4, 2), run(6, 4), run(5, Number.NaN), { ...run(5, 9), diverged: true }];
    const { center, low, diverged, finished } = summariseSeeds({ name: "sgd", runs }, mean);
    expect(center).toEqual([
      [0, 5],
      [1, 3],
    ]);
    expect(low[1]![1]).toBeCloseTo(3 - studentCritical(0.05, 1) * 1);
    expect(finished).toHaveLength(2);
    expect(diverged).toEqual([
      [[0, 5]],
      [
        [0, 5],
        [1, 9],
      ],
    ]);
  });

  test("the line ends where a seed does", () => {
    const summary = summariseSeeds({ name: "sgd", runs: [run(4, 2, 1), run(6, 4)] }, mean);
    expect(summary.center.map(([x]) => x)).toEqual([0, 1]);
    expect(summary.isCut).toBe(true);
  });

  test("seeds with different x are read between their points", () => {
    const times = (scale: number) => ({ points: [0, 1, 2].map((x): Point => [x * scale, 10 * x]) });
    const summary = summariseSeeds({ name: "sgd", runs: [times(1), times(1.25)] }, mean);
    expect(summary.center).toEqual([
      [0, 0],
      [1, expect.closeTo(9, 12)],
      [1.25, expect.closeTo(11.25, 12)],
      [2, expect.closeTo(18, 12)],
    ]);
  });
});

describe("downsampling", () => {
  const points = Array.from({ length: 10_000 }, (_, x): Point => [x, Math.sin(x) + (x === 4321 ? 50 : 0)]);
  test("keeps ends and every spike, in order, and is the same each time", () => {
    const kept = downsample(points, { intervals: 50, position: (x) => x });
    expect(kept.length).toBeLessThanOrEqual(102);
    expect(kept).toContainEqual(points[4321]);
    expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(kept.map(([x]) => x)).toEqual(kept.map(([x]) => x).sort((a, b) => a - b));
    expect(downsample(points, { intervals: 50, position: (x) => x })).toEqual(kept);
  });

  test("keeps the least and the largest of each interval", () => {
    const kept = downsample(points, { intervals: 10, position: (x) => x });
    for (let part = 0; part < 10; part++) {
      const inside = (all: readonly Point[]) =>
        all.filter(([x]) => Math.floor((10 * x) / 9999) === part).map(([, y]) => y);
      expect(Math.min(...inside(kept))).toBe(Math.min(...inside(points)));
      expect(Math.max(...inside(kept))).toBe(Math.max(...inside(points)));
    }
  });

  test("has equal parts of a logarithmic axis", () => {
    const kept = downsample(points.slice(1), { intervals: 40, position: Math.log10 });
    expect(kept.filter(([x]) => x < 100).length).toBeGreaterThan(20);
  });

  test("the chart says so, and only then", () => {
    const long = { points: points.slice(0, 1000) };
    const svg = draw({ groups: [{ name: "sgd", runs: [long, long] }] });
    expect(words(svg).join(" ")).toContain(
      "downsampled to the least and the largest of each of 240 intervals",
    );
    expect(words(draw()).join(" ")).not.toContain("downsampled");
  });
});

describe("the chart", () => {
  test("says which middle and which band it shows, with the seeds of each group", () => {
    expect(words(draw())).toEqual(
      expect.arrayContaining([
        "mean, band: 95 % interval of the mean; bands cut at the axis",
        "epoch",
        "loss",
      ]),
    );
    expect(words(draw())).toContain("sgd (2 seeds)");
    expect(words(draw({ center: "median" }))).toContain("median, band: quartiles");
    expect(words(draw({ band: "none", seeds: true }))).toContain("mean; thin lines: single seeds");
  });

  test("has a title and a description for readers who do not see it", () => {
    const svg = draw({ title: "T" });
    expect(svg).toContain("<title>T: loss by epoch for sgd</title>");
    expect(description(svg)).toBe(
      "mean, band: 95 % interval of the mean; bands cut at the axis. sgd (2 seeds), 2.5 (-3.853 to 8.853) at epoch 1.",
    );
  });

  test("a triangle marks the last step of each run that diverged, and no point is at zero", () => {
    const runs = [run(4, 2), run(5, 1e30, Number.POSITIVE_INFINITY), run(Number.NaN)];
    const svg = draw({ groups: [{ name: "sgd", runs }] });
    const { color } = armStyles(["sgd"]).get("sgd")!;
    expect(shapes(svg, `fill="${color}" stroke="#1b1f24"`)).toEqual(["M0 -0.9L1 0.9L-1 0.9Z"]);
    expect(words(svg)).toEqual(expect.arrayContaining(["sgd (1 of 3 seeds)", "diverged, at its last step"]));
    expect(description(svg)).toContain("2 diverged");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("of runs that all diverged, of none, and of one", () => {
    for (const runs of [[run(1, Number.NaN)], [], [run(3)]]) {
      const svg = draw({ groups: [{ name: "sgd", runs }] });
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test("logarithmic axes show what is positive", () => {
    const runs = [run(0, 4, 2), run(1, 1e-9, 3)];
    const svg = draw({ groups: [{ name: "sgd", runs }], xScale: "log", yScale: "log" });
    expect(words(svg)).toEqual(expect.arrayContaining(["epoch (log scale)", "loss (log scale)"]));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("a name has its colour among all names of a page", () => {
    const groups = [{ name: "relu", runs: [run(4, 2)] }];
    expect(draw({ groups, names: ["tanh", "relu"] })).toContain(
      armStyles(["tanh", "relu"]).get("relu")!.color,
    );
  });

  test("a target is a line, and in the range of the axis", () => {
    expect(words(draw({ target: 8 }))).toEqual(expect.arrayContaining(["target 8", "8"]));
  });

  test("the same numbers are the same picture", () => expect(draw()).toBe(draw()));
});

describe("errors", () => {
  test.each<[string, unknown]>([
    [
      "seedCurves({ groups })[0].runs[0].points[1]: must be a pair of numbers whose x is above the one before, got [1,2], then [1,3]. Sort the points by x, and keep one of each.",
      {
        groups: [
          {
            name: "a",
            runs: [
              {
                points: [
                  [1, 2],
                  [1, 3],
                ],
              },
            ],
          },
        ],
      },
    ],
    [
      "seedCurves({ groups })[0].runs: must be a list of { points }, got undefined.",
      { groups: [{ name: "a" }] },
    ],
    [
      "seedCurves({ groups }): must be a list of { name, runs }, got an array of 0. Give one for each name in the legend.",
      { groups: [] },
    ],
    [
      'seedCurves({ groups })[1]: must have a name of its own, got "a" for the second time. Join what belongs together, or name it apart.',
      {
        groups: [
          { name: "a", runs: [] },
          { name: "a", runs: [] },
        ],
      },
    ],
    [
      'seedCurves({ center }): must be one of 2 words, got "medain". The nearest is median (known: mean, median).',
      { center: "medain" },
    ],
    [
      'seedCurves({ center, band }): a band around a median must be "quartiles" or "none", got "deviation". Give center: "mean", which the band belongs to.',
      { center: "median", band: "deviation" },
    ],
    [
      "seedCurves({ smooth }): is not an option. Known: x, y, groups, title, names, center, band, seeds, target, xScale, yScale.",
      { smooth: 0.9 },
    ],
  ])("%s", (message, changes) => expect(() => draw(changes as Partial<SeedCurvesOptions>)).toThrow(message));
});
