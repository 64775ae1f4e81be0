import { describe, expect, test } from "vitest";
import fixture from "../../../../../test/fixtures/metrics.json" with { type: "json" };
import { expectClose } from "../../../../../test/support/close.ts";
import { double, labelled, nothing, same } from "../../../../../test/support/labelled.ts";
import { metrics, score, tensor, zeros } from "../../index.ts";

describe.each([-100, 1])("labels of %d do not count", (ignoreIndex) => {
  const { outputs, labels } = fixture.classification[0]!;
  const own = labels.map((label, row) => (ignoreIndex < 0 && row % 3 === 0 ? ignoreIndex : label));
  const rows = own.flatMap((label, row) => (label === ignoreIndex ? [] : [row]));
  const kept = labelled(
    rows.map((row) => outputs[row]!),
    rows.map((row) => own[row]!),
  );
  const makers = {
    accuracy: metrics.accuracy,
    confusion: metrics.confusion,
    matthewsCorrelation: metrics.matthewsCorrelation,
    perplexity: metrics.perplexity,
    precision: metrics.precision,
    recall: metrics.recall,
    f1: metrics.f1,
    calibrationError: metrics.calibrationError,
    topK: (options?: metrics.LabelOptions) => metrics.topK(2, options),
  };
  test.each(Object.entries(makers))("for %s", async (_name, make) => {
    const found = await score(same, nothing, labelled(outputs, own), { metric: make({ ignoreIndex }) });
    const expected = await score(same, nothing, kept, { metric: make() });
    expectClose([found.metric].flat(2) as number[], [expected.metric].flat(2) as number[], 1e-13);
  });
});

test.each([
  ["calibrationError", metrics.calibrationError],
  ["perplexity", metrics.perplexity],
  ["accuracy", metrics.accuracy],
  ["confusion", metrics.confusion],
] as const)("%s reads labels that are truth values", async (_name, make) => {
  const x = double([
    [1, 2],
    [0, 0],
    [3, 1],
  ]);
  const [found, expected] = await Promise.all(
    (["bool", "int32"] as const).map((dtype) =>
      score(same, nothing, { x, y: tensor([1, 0, 1], { dtype }) }, { metric: make({ ignoreIndex: 0 }) }),
    ),
  );
  expect(found).toEqual(expected);
});

test("labels count the same, in whatever batches they come", async () => {
  const batchOf = (labels: number[]) => ({
    x: zeros([1, labels.length, 2]),
    y: tensor([labels], { dtype: "int32" }),
  });
  const data = [batchOf([0]), batchOf([1, 1, 1]), batchOf([])];
  const each = { accuracy: metrics.accuracy(), top: metrics.topK(1), recall: metrics.recall({ label: 0 }) };
  expect(await score(same, nothing, data, each)).toEqual({ accuracy: 0.25, top: 0.25, recall: 1 });
  const empty = [
    { x: double([[1], [3]]), y: double([[1], [1]]) },
    { x: zeros([0, 1], { dtype: "float64" }), y: zeros([0, 1], { dtype: "float64" }) },
  ];
  expect(await score(same, nothing, empty, { mae: metrics.meanAbsoluteError() })).toEqual({ mae: 1 });
});

test("a label whose output is NaN is none of the k largest", async () => {
  const data = { x: double([[Number.NaN, 1]]), y: new Int32Array([0]) };
  expect(await score(same, nothing, data, { top: metrics.topK(1) })).toEqual({ top: 0 });
});

test("a label beyond the outputs is none of the k largest", async () => {
  const data = {
    x: double([
      [3, 2],
      [3, 2],
      [3, 2],
    ]),
    y: new Int32Array([-1, 2, 1]),
  };
  expect(await score(same, nothing, data, { top: metrics.topK(2) })).toEqual({ top: 1 / 3 });
});

test("labels of sequences count one by one", async () => {
  const logits = tensor([[[1, 0], [0, 1]], [[1, 0], [1, 0]]]); // biome-ignore format: rows
  const data = [{ x: logits, y: tensor([[0, 1], [1, 0]], { dtype: "uint8" }) }]; // biome-ignore format: rows
  const { accuracy, confusion } = await score(same, nothing, data, {
    accuracy: metrics.accuracy(),
    confusion: metrics.confusion(),
  });
  expect(accuracy).toBe(0.75);
  expect(confusion).toEqual([[2, 0], [1, 1]]); // biome-ignore format: rows
});
