import { describe, expect, test } from "vitest";
import fixture from "../../../../../test/fixtures/metrics.json" with { type: "json" };
import counts from "../../../../../test/fixtures/nn.json" with { type: "json" };
import { expectClose } from "../../../../../test/support/close.ts";
import { cut, double, labelled, nothing, same } from "../../../../../test/support/labelled.ts";
import { type Batch, losses, metrics, nn, score, type Tensor, tensor } from "../../index.ts";

const ofClasses = {
  accuracy: metrics.accuracy(),
  mcc: metrics.matthewsCorrelation(),
  confusion: metrics.confusion(),
};

describe("classification is scikit-learn's", () => {
  test.each(fixture.classification)("$name", async ({ outputs, labels, confusion, ...expected }) => {
    const each = { ...ofClasses, perplexity: metrics.perplexity() };
    const found = await score(same, nothing, labelled(outputs, labels), each);
    expect(found.confusion).toEqual(confusion);
    for (const name of ["accuracy", "mcc", "perplexity"] as const) {
      expectClose([found[name]], expected[name], 1e-13);
    }
  });

  test("equal logits tie, in whatever order and batch", async () => {
    const rows = [
      [0.1, 0.7, -0.3],
      [-0.3, 0.7, 0.1],
      [0.1, 0.7, -0.3],
      [0.7, 0.1, -0.3],
    ];
    const many = Array.from({ length: 33 }, (_, row) => rows[row % 3]!);
    const labels = many.map((_, row) => row % 2);
    const batchesOf = (size: number) =>
      Array.from({ length: Math.ceil(many.length / size) }, (_, at) => ({
        x: double(many.slice(size * at, size * (at + 1))),
        y: tensor(labels.slice(size * at, size * (at + 1)), { dtype: "int32" }),
      }));
    for (const size of [33, 16, 5, 1]) {
      const found = await score(same, nothing, batchesOf(size), { auc: metrics.rocAuc({ label: 1 }) });
      expect(found).toEqual({ auc: 0.5 });
    }
  });

  test("a class that is none, and a count that is none, are refused", async () => {
    const { outputs, labels } = fixture.classification[0]!;
    const wrong = score(same, nothing, labelled(outputs, labels), { recall: metrics.recall({ label: 4 }) });
    await expect(wrong).rejects.toThrow(
      "recall({ label }): must be one of 4 classes, counted from 0, got 4.",
    );
    const single = labelled([[1], [2]], [0, 1]);
    for (const metric of [metrics.topK(1), metrics.calibrationError()])
      await expect(score(same, nothing, single, { metric })).rejects.toThrow(
        /needs outputs with numbers of several classes/,
      );
    expect(() => metrics.topK(0)).toThrow("topK(k): must be a positive integer, got 0.");
    expect(() => metrics.f1({ average: "mean" } as object)).toThrow(
      'f1({ average }): must be "macro", "weighted" or "micro", got "mean".',
    );
  });

  test.each(fixture.classification)("averages over classes of $name", async (each) => {
    const { outputs, labels, precision, recall, f1, topK, calibration } = each;
    const averages = ["macro", "weighted", "micro"] as const;
    const data = labelled(outputs, labels);
    const right = { precision, recall, f1 };
    for (const [name, metric] of Object.entries({
      precision: metrics.precision,
      recall: metrics.recall,
      f1: metrics.f1,
    })) {
      const wanted = right[name as keyof typeof right];
      for (const average of averages) {
        const { found } = await score(same, nothing, data, { found: metric({ average }) });
        expectClose([found], wanted[average], 1e-14);
      }
      for (const [label, value] of wanted.labels.entries()) {
        const { found } = await score(same, nothing, data, { found: metric({ label }) });
        expectClose([found], value, 1e-14);
      }
    }
    for (const [at, share] of topK.entries()) {
      if (share === null) continue;
      const { found } = await score(same, nothing, data, { found: metrics.topK(at + 1) });
      expectClose([found], share, 1e-14);
    }
    for (const [bins, error] of Object.entries(calibration)) {
      const { found } = await score(same, nothing, data, {
        found: metrics.calibrationError({ bins: Number(bins) }),
      });
      expectClose([found], error, 1e-12);
    }
  });

  test.each([
    ["logits of the shape of labels", (x: Tensor) => x, "int64"],
    ["a single output", (x: Tensor) => x.reshape([-1, 1]), "int64"],
    ["numbers of the shape of a single output", (x: Tensor) => x.reshape([-1, 1]), "float64"],
  ] as const)("one class by %s", async (_, toOutputs, dtype) => {
    const { outputs, labels, confusion, ...expected } = fixture.oneClass;
    const data = cut(outputs, (start, end) => ({
      x: toOutputs(double(outputs.slice(start, end))),
      y:
        dtype === "int64"
          ? tensor(labels.slice(start, end), { dtype })
          : double(labels.slice(start, end)).reshape([-1, 1]),
    }));
    const one = { label: 1 };
    const found = await score(same, nothing, data, {
      ...{ accuracy: metrics.accuracy(), confusion: metrics.confusion() },
      ...{ precision: metrics.precision(one), recall: metrics.recall(one), f1: metrics.f1(one) },
    });
    expect(found.confusion).toEqual(confusion);
    for (const [name, value] of Object.entries(expected))
      expectClose([found[name as keyof typeof expected]], value, 1e-14);
  });

  test.each(counts.metrics)("counts of $name", async ({ predicted, labels, ...expected }) => {
    const outputs = predicted.map((guess) => expected.confusion.map((_, each) => Number(each === guess)));
    const found = await score(same, nothing, labelled(outputs, labels), ofClasses);
    expect(found.confusion).toEqual(expected.confusion);
    expectClose([found.accuracy, found.mcc], [expected.accuracy, expected.mcc], 1e-14);
  });
});

describe("ranking is scikit-learn's", () => {
  type Weighted = { readonly labels: Tensor; readonly weights: Tensor };
  const take = (outputs: Tensor, { labels, weights }: Weighted) => ({ outputs, targets: labels, weights });
  const toData = ({ outputs, labels, weights }: (typeof fixture.rankings)[number]) => {
    const rows: readonly unknown[] = outputs;
    const ends = [1, 8, rows.length];
    return ends.map((end, index) => ({
      x: double(rows.slice(ends[index - 1] ?? 0, end) as number[][]),
      y: {
        labels: tensor(labels.slice(ends[index - 1] ?? 0, end), { dtype: "int64" }),
        weights: double(weights.slice(ends[index - 1] ?? 0, end)),
      },
    }));
  };

  /** Where scikit-learn has no number, there is NaN. */
  const expectSame = (found: number, wanted: number | null) =>
    wanted === null ? expect(found).toBeNaN() : expectClose([found], [wanted], 1e-13);

  test.each(fixture.rankings)("$name", async (each) => {
    const data = toData(each);
    for (const [name, metric] of Object.entries({
      rocAuc: metrics.rocAuc<Tensor, Weighted>,
      averagePrecision: metrics.averagePrecision<Tensor, Weighted>,
    })) {
      const key = name as "rocAuc" | "averagePrecision";
      for (const { label, ...right } of each.byLabel) {
        const { found } = await score(same, nothing, data, { found: metric({ take, label }) });
        expectSame(found, right[key]);
      }
      const { found: whole } = await score(same, nothing, data, { found: metric({ take }) });
      expectSame(whole, (each.macro ?? each.byLabel.at(-1)!)[key]);
      if (!each.weighted) continue;
      const weighted = metric({ take, average: "weighted" });
      const { found } = await score(same, nothing, data, { found: weighted });
      expectClose([found], each.weighted[key], 1e-13);
    }
  });

  const own = { rocAuc: metrics.rocAuc(), averagePrecision: metrics.averagePrecision() };

  test("without weights, of labels, of numbers, and of rows of classes", async () => {
    const { outputs, labels, byLabel } = fixture.rankings[1]!;
    const right = { rocAuc: byLabel[0]!.rocAuc, averagePrecision: byLabel[0]!.averagePrecision };
    const x = double(outputs as number[]);
    const hot = double(labels.map((label) => [1 - label, label]));
    const two = double((outputs as number[]).map((value) => [1, value + 1]));
    for (const batch of [
      { x, y: tensor(labels, { dtype: "int32" }) },
      { x: x.reshape([-1, 1]), y: double(labels).reshape([-1, 1]) },
      { x: two, y: hot },
    ]) {
      const found = await score(same, nothing, [batch], own);
      expectClose([found.rocAuc, found.averagePrecision], [right.rocAuc!, right.averagePrecision!], 1e-13);
    }
  });

  test("class 0 of a single output is ranked from below", async () => {
    const data = { x: tensor([[2], [1], [-1], [0]]), y: new Int32Array([0, 1, 1, 0]) };
    const found = { first: metrics.averagePrecision({ label: 0 }), second: metrics.averagePrecision() };
    // From below: right at the second place and at the last; from above at the second and the fourth.
    expect(await score(same, nothing, data, found)).toEqual({ first: 0.5, second: 0.5 });
  });

  test("classes that do not occur are left out of the mean, and scores that are NaN are told", async () => {
    const rows = [[2, 0, 1], [0, 1, 3], [1, 3, 0], [3, 2, 0]]; // biome-ignore format: rows
    const y = tensor([0, 1, 1, 0], { dtype: "int32" });
    const each = await Promise.all(
      [0, 1].map((label) =>
        score(same, nothing, [{ x: double(rows), y }], { found: metrics.rocAuc({ label }) }),
      ),
    );
    const mean = (each[0]!.found + each[1]!.found) / 2;
    expectClose([(await score(same, nothing, [{ x: double(rows), y }], own)).rocAuc], mean, 1e-14);
    const broken = [{ x: double([Number.NaN, 1]), y: tensor([0, 1], { dtype: "int32" }) }];
    expect(await score(same, nothing, broken, own)).toEqual({
      rocAuc: Number.NaN,
      averagePrecision: Number.NaN,
    });
  });

  test("what is refused", async () => {
    const failing = (metric: metrics.CollectingMetric<number>, batch: Batch) =>
      expect(score(same, nothing, [batch], { metric })).rejects;
    const batch = { x: double([[1, 2], [3, 4]]), y: tensor([0, 2], { dtype: "int32" }) }; // biome-ignore format: rows
    await failing(metrics.rocAuc(), batch).toThrow(
      "rocAuc: labels must be in [0, 2), the number of outputs, got 2.",
    );
    const fine = { ...batch, y: tensor([0, 1], { dtype: "int32" }) };
    await failing(metrics.averagePrecision({ label: 2 }), fine).toThrow(
      "averagePrecision({ label }): must be one of 2 classes, counted from 0, got 2.",
    );
    const wide = (outputs: Tensor, targets: Tensor) => ({ outputs, targets, weights: outputs });
    await failing(metrics.rocAuc({ take: wide }), fine).toThrow(
      "rocAuc({ take }): needs weights of the shape of the labels, got float64[2, 2] for int64[2].",
    );
    const none = { take: () => 1 } as unknown as metrics.RankingOptions;
    await failing(metrics.rocAuc(none), fine).toThrow(
      "rocAuc({ take }): must be an object with names, got 1.",
    );
  });
});

describe("regression is scikit-learn's", () => {
  const each = {
    meanAbsoluteError: metrics.meanAbsoluteError(),
    meanSquaredError: metrics.meanSquaredError(),
    rootMeanSquaredError: metrics.rootMeanSquaredError(),
    r2: metrics.r2(),
  };

  test.each(fixture.regression)("$name", async ({ outputs, targets, ...expected }) => {
    const data = cut<unknown>(outputs, (start, end) => ({
      x: double(outputs.slice(start, end) as number[][]),
      y: double(targets.slice(start, end) as number[][]),
    }));
    const found = await score(same, nothing, data, each);
    for (const name of Object.keys(each) as (keyof typeof each)[]) {
      // Of targets around 1e6 with deviations around 1, six digits are lost before anything is computed.
      expectClose([found[name]], expected[name], 1e-9);
    }
  });

  test("R² of one example is not a number", async () => {
    const one = [{ x: tensor([[1]]), y: tensor([[1]]) }];
    expect(await score(same, nothing, one, { r2: metrics.r2() })).toEqual({ r2: Number.NaN });
  });
});

test("probabilities of the classes serve as targets", async () => {
  const data = [{ x: tensor([[0, 2], [3, 1], [0, 1]]), y: tensor([[0, 1], [0.9, 0.1], [0.6, 0.4]]) }]; // biome-ignore format: rows
  const { accuracy, confusion } = await score(same, nothing, data, ofClasses);
  expect(accuracy).toBeCloseTo(2 / 3, 14);
  expect(confusion).toEqual([[1, 1], [0, 1]]); // biome-ignore format: rows
});

test("metrics that are numbers say what is better", () => {
  const { confusion, topK, ...numbers } = metrics;
  const said = Object.entries({ ...numbers, topK: () => topK(1) }).map(([name, metric]) => [
    name,
    metric().better,
  ]);
  expect(Object.fromEntries(said)).toEqual({
    ...{ accuracy: "higher", matthewsCorrelation: "higher", r2: "higher", topK: "higher" },
    ...{ precision: "higher", recall: "higher", f1: "higher", calibrationError: "lower" },
    ...{ meanAbsoluteError: "lower", meanSquaredError: "lower", rootMeanSquaredError: "lower" },
    ...{ perplexity: "lower", rocAuc: "higher", averagePrecision: "higher" },
  });
  expect(confusion().better).toBeUndefined();
});

describe("functions", () => {
  const data = [
    { x: tensor([[1], [2], [3]]), y: tensor([[1], [1], [1]]) },
    { x: tensor([[5]]), y: tensor([[1]]) },
  ];

  test("of a batch are averaged over examples, whether they give one number or one for each", async () => {
    const mean = (outputs: Tensor, targets: Tensor) => outputs.sub(targets).mean();
    const each = (outputs: Tensor, targets: Tensor) => outputs.sub(targets).mean({ axis: 1 });
    expect(await score(same, nothing, data, { mean, each })).toEqual({ mean: 1.75, each: 1.75 });
  });

  test("that are losses are metrics", async () => {
    const found = await score(same, nothing, data, { loss: losses.meanSquaredError });
    expect(found.loss).toBeCloseTo((0 + 1 + 4 + 16) / 4, 6);
  });
});

describe("errors", () => {
  const data = { x: tensor([[1, 2]]), y: tensor([5], { dtype: "int32" }) };
  const failing = (metric: metrics.Metric | metrics.MetricFunction, given: Batch = data) =>
    expect(score(same, nothing, given, { metric })).rejects;

  test.each([5, -1])("a label beyond the outputs: %d", async (label) => {
    const given = { ...data, y: tensor([label], { dtype: "int32" }) };
    const rule = `labels must be in [0, 2), the number of outputs, got ${label}.`;
    await failing(metrics.confusion(), given).toThrow(`confusion: ${rule}`);
    await failing(metrics.matthewsCorrelation(), given).toThrow(`matthewsCorrelation: ${rule}`);
  });

  test("labels that do not fit the outputs", async () => {
    await failing(metrics.accuracy(), { x: tensor([[1, 2]]), y: tensor([[0]], { dtype: "int32" }) }).toThrow(
      "accuracy: needs outputs with one number per class on the last axis and integer labels, or targets like the outputs, got int32[1, 1] for outputs float32[1, 2].",
    );
  });

  test("targets of another shape", async () => {
    await failing(metrics.r2(), { x: tensor([[1], [2]]), y: tensor([1, 2]) }).toThrow(
      "r2: needs targets of the shape of the outputs, got float32[2] for outputs float32[2, 1]. Reshape one of them: broadcasting would compare every example with every other.",
    );
  });

  test("a metric that was not made", async () => {
    // @ts-expect-error what makes a metric is no metric
    await failing(metrics.accuracy).toThrow(
      "metrics.accuracy: takes options, got a Tensor. Call it where the metrics are listed, with brackets behind its name.",
    );
  });

  test("a function without a tensor, and what is no metric", async () => {
    // @ts-expect-error a number
    await failing(() => 1).toThrow(
      "metrics.metric: a function among the metrics must return a tensor, got 1.",
    );
    // @ts-expect-error a name
    await failing("accuracy").toThrow(
      'metrics.metric: must be a metric or a function of outputs and targets, got "accuracy".',
    );
  });
});

test("two columns are ranked by their difference, where probabilities tie at 1", async () => {
  const x = tensor([
    [0, 40],
    [0, 42],
    [0, 41],
    [0, 43],
  ]);
  const own = { auc: metrics.rocAuc(), precision: metrics.averagePrecision() };
  const model = nn.lambda("logits", (logits: Tensor) => logits);
  const found = await score(model, { params: [], state: [] }, { x, y: Int32Array.of(0, 1, 0, 1) }, own);
  expect(found).toMatchObject({ auc: 1, precision: 1 });
});
