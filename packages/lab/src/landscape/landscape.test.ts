import { batches, fit, losses, optim } from "glissade";
import { beforeAll, describe, expect, test } from "vitest";
import { landscapePlot } from "../charts/landscape-plot.ts";
import { buildModel } from "../study/dense.ts";
import { validateStudy } from "../study/validate.ts";
import { landscape } from "./landscape.ts";
import { toVector } from "./parameters.ts";
import { type LandscapePlan, planLandscape } from "./plan.ts";
import type { LandscapeResult, LandscapeRun } from "./result.ts";
import { formatLandscape } from "./table.ts";
import { recordTrajectory } from "./trajectory.ts";

const study = validateStudy(
  {
    name: "tiny",
    data: "glyphs",
    size: 7,
    model: { layers: [8] },
    batch: { size: 32 },
    steps: 30,
    arms: [
      { name: "plain", optimizer: "sgd( .1 )" },
      { optimizer: "sgd(1e20)" },
      { optimizer: "adam(0.01)" },
    ],
  },
  "tiny",
);

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);

let plan: LandscapePlan;
beforeAll(async () => {
  plan = await planLandscape(study);
});

const ignore = () => undefined;

test("the training is that of fit, with its start, its end and the steps between", async () => {
  const { steps, points } = await recordTrajectory(plan, 0, ignore);
  expect(steps).toEqual(Array.from({ length: 31 }, (_, step) => step));
  const options = {
    data: batches(plan.dataset.train, { size: 32, seed: plan.seed }),
    loss: losses.softmaxCrossEntropy,
    optimizer: optim.sgd({ learningRate: 0.1 }),
    seed: plan.seed,
  };
  for await (const event of fit(buildModel(study, 10), { ...options, steps: 30 })) {
    if (event.type === "done") expect(points.at(-1)).toEqual(await toVector(event.state.params));
  }
});

test("a training that diverges has no landscape", async () => {
  const message =
    /^sgd\(1e\+?20\): training diverged at step \d, and a landscape needs its end\. Choose fewer steps or another arm\.$/;
  await expect(recordTrajectory(plan, 1, ignore)).rejects.toThrow(message);
});

describe("on the plane of the principal components", () => {
  let result: LandscapeResult;
  beforeAll(async () => {
    result = await landscape(plan, { arms: [0], plane: "pca", grid: 5, samples: 64 });
  });

  test("the path ends at the origin, and the grid holds it", () => {
    const { runs, x, y, explained } = result;
    const { path } = runs[0]!;
    expect(path.at(-1)).toMatchObject({ step: 30, x: 0, y: 0 });
    expect(path[0]!.x).toBeLessThan(0);
    for (const point of path) {
      expect([x[0]! < point.x, point.x < x[4]!, y[0]! < point.y, point.y < y[4]!]).toEqual([
        true,
        true,
        true,
        true,
      ]);
    }
    const [first, second] = explained!;
    expect(first).toBeGreaterThan(second);
    expect(first + second).toBeLessThanOrEqual(1);
  });

  test("training lowers the loss along the path", () => {
    const { path } = result.runs[0]!;
    expect(path.at(-1)!.loss).toBeLessThan(path[0]!.loss);
  });

  test("the same seed gives the same landscape", async () => {
    expect(await landscape(plan, { arms: [0], plane: "pca", grid: 5, samples: 64 })).toEqual(result);
  });

  test("in words and as a picture", () => {
    const text = formatLandscape(result);
    expect(text).toMatch(
      /^tiny, plain: sgd\(0\.1\), 30 steps\nplane: the path's principal components, [\d.]+ % and [\d.]+ % of its variance\nloss: mean of 64 training images, at 5 x 5 points\n\nstep +x +y +loss\n/,
    );
    expect(text.split("\n")).toHaveLength(4 + 2 + 11 + 2);
    const said = words(landscapePlot(result));
    expect(said).toEqual(expect.arrayContaining(["Loss of tiny around plain, sgd(0.1)"]));
    expect(said.filter((word) => /^(start, step 0|end, step 30): loss/.test(word!))).toHaveLength(2);
  });
});

describe("several arms on one plane", () => {
  let result: LandscapeResult;
  beforeAll(async () => {
    result = await landscape(plan, { arms: [0, 2], plane: "pca", grid: 5, samples: 64 });
  });

  test("start from one point, and the mean of their ends is the origin", () => {
    const [plain, adam] = result.runs.map(({ path }) => path);
    expect(adam![0]).toEqual(plain![0]);
    const ends = [plain!.at(-1)!, adam!.at(-1)!];
    expect(ends[0]!.x + ends[1]!.x).toBeCloseTo(0, 4);
    expect(ends[0]!.y + ends[1]!.y).toBeCloseTo(0, 4);
    expect(ends.map(({ step }) => step)).toEqual([30, 30]);
  });

  test("end where each of them ends alone", async () => {
    const alone = await landscape(plan, { arms: [2], plane: "pca", grid: 3, samples: 64 });
    const losses = (path: LandscapeRun["path"]) => path.map(({ loss }) => loss);
    expect(losses(result.runs[1]!.path)).toEqual(losses(alone.runs[0]!.path));
  });

  test("in words and as a picture", () => {
    expect(formatLandscape(result)).toMatch(
      /^tiny, 30 steps of each arm\nplane: the paths' principal components, [\d.]+ % and [\d.]+ % of their variance\nloss: .*\nstart: loss [\d.]+ at \(\S+, \S+\)\n\narm +optimizer +x +y +loss at the end\n[- ]+\nplain +sgd\(0\.1\) .*\nadam\(0\.01\) +adam\(0\.01\) .*\n\nOn the plane/,
    );
    const said = words(landscapePlot(result));
    expect(said).toContain("Loss of tiny around 2 trainings");
    expect(
      said.filter((word) => /^(start, step 0|plain, step 30|adam\(0\.01\), step 30): loss/.test(word!)),
    ).toHaveLength(3);
  });
});

test("a random plane has the end in its middle, with the same loss there", async () => {
  const result = await landscape(plan, { arms: [0], plane: "random", grid: 3, samples: 64 });
  expect(result).toMatchObject({ x: [-1, 0, 1], y: [-1, 0, 1] });
  expect(result.runs).toMatchObject([{ arm: "plain", path: [{ step: 30, x: 0, y: 0 }] }]);
  expect(result.explained).toBeUndefined();
  expect(result.loss[1]![1]).toBeCloseTo(result.runs[0]!.path[0]!.loss, 6);
  expect(words(landscapePlot(result))).toContain("first random direction");
});
