import { describe, expect, test } from "vitest";
import fixture from "../../../../../test/fixtures/splits.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { glyphs, kFolds } from "../../data/index.ts";
import {
  batches,
  compile,
  evaluate,
  rescale,
  scalingOf,
  splitData,
  standardize,
  type Tensor,
  takeRows,
  tensor,
  zeros,
} from "../../index.ts";

const { labels, groups } = fixture;
const count = (values: readonly number[], classes: number) =>
  Array.from({ length: classes }, (_, own) => values.filter((value) => value === own).length);

describe("scalings are scikit-learn's", () => {
  const { table, other } = fixture;

  test("standardize", async () => {
    const scaling = standardize(table, { dtype: "float64" });
    expectClose(scaling.shift, fixture.standard.mean, 1e-12);
    expectClose(scaling.scale, fixture.standard.scale, 1e-9);
    expectClose(await numbers(scaling.apply(other)), fixture.standard.applied, 1e-6);
    expectClose(await numbers(scaling.invert(scaling.apply(other))), other, 1e-12);
  });

  test("rescale", async () => {
    const columns = (rows: number[][]) => rows.map((row) => row.slice(0, 3));
    const scaling = rescale(columns(table), { low: -1, high: 2, dtype: "float64" });
    expectClose(await numbers(scaling.apply(columns(other))), fixture.ranged, 1e-9);
  });

  test("JSON holds one, and a graph applies it", async () => {
    const scaling = standardize(table);
    const again = scalingOf(JSON.parse(JSON.stringify(scaling)));
    const x = tensor(other);
    const inGraph = compile((rows: Tensor) => again.apply(rows));
    expectClose(await numbers(await inGraph(x)), await numbers(scaling.apply(x)), 1e-6);
  });

  test("images have one mean, images of several channels one for each", async () => {
    const images = tensor([1, 2, 3, 4, 10, 20, 30, 40], { shape: [1, 2, 2, 2] });
    expect(standardize(images).shift).toEqual([2.5, 25]);
    expect(standardize(images, { axis: null }).shift).toEqual([13.75]);
    expect(
      standardize(
        images.reshape([2, 2, 2]).shape[0] === 2 ? await evaluate(images.reshape([2, 2, 2])) : images,
      ).shift,
    ).toEqual([13.75]);
  });

  test.each([
    [
      "standardize(rows): row 1, column 0: must be finite, got NaN. Leave the row out, or fill it in: impute(rows).",
      () =>
        standardize([
          [1, 2],
          [Number.NaN, 3],
        ]),
    ],
    [
      "scaling.apply(rows): needs 2 columns along axis -1, got [1, 3].",
      () =>
        standardize([
          [1, 2],
          [2, 3],
        ]).apply([[1, 2, 3]]),
    ],
    [
      "rescale(rows): needs numbers in memory, got float32[2], which is not computed yet. Await evaluate() of the data first.",
      () => rescale(zeros([2]).exp()),
    ],
    ["standardize(rows): has no axis 3, got [1, 2].", () => standardize([[1, 2]], { axis: 3 })],
  ])("%s", (message, run) =>
    expect(run).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`)),
  );
});

describe("kFolds", () => {
  test("as they lie are scikit-learn's", () => {
    const folds = kFolds(47, 5, { shuffle: false });
    expect(folds.map(({ test }) => [...test])).toEqual(fixture.folds);
  });

  test("every row is in one test part, and in training otherwise", () => {
    for (const options of [{}, { stratify: labels }, { groups }, { seed: 3, stratify: labels }]) {
      const folds = kFolds(47, 4, options);
      expect(folds.flatMap(({ test }) => [...test]).toSorted((a, b) => a - b)).toEqual([...labels.keys()]);
      for (const { train, test } of folds) {
        expect(new Set([...train, ...test]).size).toBe(47);
        expect(train.length + test.length).toBe(47);
      }
    }
  });

  test("columns as readers give them are labels", () => {
    const column = { dtype: "uint8", shape: [47], data: Uint8Array.from(labels) } as const;
    expect(kFolds(47, 5, { stratify: column })).toEqual(kFolds(47, 5, { stratify: labels }));
    expect(kFolds(47, 3, { groups: column })).toEqual(kFolds(47, 3, { groups: labels }));
  });

  test("stratified, classes are as even as scikit-learn's", () => {
    const counts = kFolds(47, 5, { stratify: labels }).map(({ test }) =>
      count(
        [...test].map((row) => labels[row]!),
        3,
      ),
    );
    for (let own = 0; own < 3; own++) {
      const [ours, theirs] = [counts, fixture.classCounts].map((all) =>
        all.map((each) => each[own]!).toSorted(),
      );
      expect(ours).toEqual(theirs);
    }
  });

  test("groups stay together, and folds are as even as scikit-learn's", () => {
    const folds = kFolds(47, 4, { groups, shuffle: false });
    expect(folds.map(({ test }) => test.length).toSorted((a, b) => a - b)).toEqual(fixture.groupSizes);
    for (const { train, test } of folds) {
      const inTest = new Set([...test].map((row) => groups[row]));
      expect([...train].some((row) => inTest.has(groups[row]))).toBe(false);
    }
  });

  test.each([
    ["kFolds(folds): must be an integer from 2 to 3, the number of rows, got 4.", () => kFolds(3, 4)],
    [
      "kFolds(folds): must be an integer from 2 to 1, the number of groups, got 2.",
      () => kFolds(3, 2, { groups: [1, 1, 1] }),
    ],
    ["kFolds({ stratify }): must be as many as the 3 rows, got 2.", () => kFolds(3, 2, { stratify: [1, 2] })],
    [
      "kFolds({ stratify, groups }): takes one of the two, got both.",
      () => kFolds(2, 2, { stratify: [1, 2], groups: [1, 2] }),
    ],
  ])("%s", (message, run) => expect(run).toThrow(message));
});

describe("splitData", () => {
  const data = { x: labels.map((_, row) => [row, 2 * row]), y: labels };

  test("parts share no row and keep rows whole", async () => {
    const { train, validation, test: held } = splitData(data, { test: 0.2, validation: 0.1, seed: 4 });
    expect([train, validation, held].map(({ y }) => y.shape[0])).toEqual([33, 5, 9]);
    const rows = (await Promise.all([train, validation, held].map(({ x }) => numbers(x)))).flat();
    expect(rows.filter((_, index) => index % 2 === 0).toSorted((a, b) => a - b)).toEqual([...labels.keys()]);
    const [x, y] = [await numbers(held.x), await numbers(held.y)];
    expect(y).toEqual(y.map((_, index) => labels[x[2 * index]!]));
  });

  test("the same seed gives the same parts, another one others", async () => {
    const rows = async (seed: number) => numbers(splitData(data, { seed }).test.x);
    expect(await rows(1)).toEqual(await rows(1));
    expect(await rows(1)).not.toEqual(await rows(2));
  });

  test.each([
    [50, 3, { test: 0.2 }, [30, 0]],
    [10, 5, { test: 0.1, validation: 0.1 }, [5, 5]],
    [7, 4, { test: 0.5, validation: 0.3 }, [14, 8]],
  ])("of %d classes of %d each, %j is the share of all rows", (classes, each, shares, expected) => {
    const own = Array.from({ length: classes * each }, (_, row) => row % classes);
    const parts = splitData({ x: own, y: own }, { ...shares, stratify: own, seed: 3 });
    expect([parts.test.y.shape[0], parts.validation.y.shape[0]]).toEqual(expected);
  });

  test("stratified, each part has its share of each class", async () => {
    const { test: held } = splitData(data, { test: 0.5, stratify: labels });
    const all = count(labels, 3);
    expect(count(await numbers(held.y), 3)).toEqual(all.map((each) => Math.round(each / 2)));
  });

  test("groups stay together", async () => {
    const own = { x: groups.map((group) => [group]), y: labels };
    const { train, test: held } = splitData(own, { test: 0.3, groups });
    const [a, b] = [new Set(await numbers(train.x)), await numbers(held.x)];
    expect(b.length).toBeGreaterThan(5);
    expect(b.some((group) => a.has(group))).toBe(false);
  });

  test("examples stay examples, which batches take", () => {
    const { train, test: held } = splitData(glyphs({ train: 100, test: 1 }).train, { test: 0.25 });
    expect([train.size, held.size, train.inputs.length]).toEqual([75, 25, 75 * 196]);
    expect([...batches(train, { size: 25 })(0)]).toHaveLength(3);
  });

  test("takeRows", async () => {
    const taken = takeRows(data, [3, 1]);
    expect(await numbers(taken.x)).toEqual([3, 6, 1, 2]);
    expect(() => takeRows(data, [47])).toThrow(
      "takeRows(positions): must be a list of integers from 0 to 46, got 47.",
    );
  });

  test("refuses shares that leave nothing", () => {
    expect(() => splitData(data, { test: 0.7, validation: 0.3 })).toThrow(
      "splitData({ test, validation }): must leave rows for training, got shares of 0.7 and 0.3.",
    );
    expect(() => splitData({ x: [1, 2] }, { test: 0.45, validation: 0.45 })).toThrow(
      "splitData({ test, validation }): must leave rows for training, got shares of 0.45 and 0.45 of 2 rows.",
    );
  });
});

test("numbers whose squares leave float64 are refused", () =>
  expect(() => standardize(Float64Array.of(1e200, -1e200))).toThrow(
    "scalingOf(parts): needs finite shifts and scales other than 0, got Infinity. Bring the numbers nearer to 1 first: their squares must stay within float64.",
  ));
