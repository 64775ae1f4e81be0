import { describe, expect, test } from "vitest";
import type { StudyInput } from "./study.ts";
import { describeStudyKeys, validateStudy } from "./validate.ts";

const minimal: StudyInput = { name: "rates", data: "glyphs", arms: [{ optimizer: "sgd(0.1)" }] };

test("fills in the defaults", () => {
  expect(validateStudy(minimal, "my.json")).toEqual({
    name: "rates",
    data: "glyphs",
    size: 14,
    model: { layers: [100, 50], activation: "relu", output: "none", initialize: "kaiming" },
    loss: "softmax-cross-entropy",
    batch: { size: 64, order: "epochs" },
    problem: "dense",
    validation: 0,
    metric: "accuracy",
    evaluations: 20,
    runs: 5,
    looks: 1,
    seed: 1,
    pairing: "paired",
    search: { method: "grid", trials: 12, runs: 1, extend: true },
    arms: [{ name: "sgd(0.1)", optimizer: "sgd(0.1)" }],
  });
});

test("keeps what is given, and is at rest once it is valid", () => {
  const study = validateStudy(
    { ...minimal, model: { layers: [] }, batch: { order: "fresh" }, seed: 0 },
    "my.json",
  );
  expect(study.model.layers).toEqual([]);
  expect(study.batch).toEqual({ size: 64, order: "fresh" });
  expect(study.seed).toBe(0);
  expect(validateStudy(study, "my.json")).toEqual(study);
});

test("an arm that is searched needs no learning rate of its own", () => {
  const arms = [{ optimizer: "sgd(momentum=0.9)", space: "default" }];
  expect(validateStudy({ name: "a", data: "glyphs", arms }, "my.json").arms).toMatchObject(arms);
  expect(() =>
    validateStudy({ name: "a", data: "glyphs", arms: [{ ...arms[0], optimizer: "sdg" }] }, "my.json"),
  ).toThrow(/^my\.json: arms\[0\]\.optimizer: .*sdg.*sgd/);
});

describe("errors name the key, the rule and the value", () => {
  const sgd = { optimizer: "sgd(1)" };
  test.each<[change: object, message: string]>([
    [
      { step: 5 },
      'my.json: unknown key "step". The nearest is steps (known: name, problem, data, size, model, loss, batch, validation, metric, steps, seconds, target, evaluations, runs, looks, seed, pairing, search, arms).',
    ],
    [
      { model: { layer: [5] } },
      'my.json: model: unknown key "layer". The nearest is layers (known: layers, activation, output, initialize).',
    ],
    [
      { arms: [sgd, { ...sgd, lr: 1 }] },
      'my.json: arms[1]: unknown key "lr". Known: optimizer, name, space.',
    ],
    [
      { constructor: 1 },
      'my.json: unknown key "constructor". Known: name, problem, data, size, model, loss, batch, validation, metric, steps, seconds, target, evaluations, runs, looks, seed, pairing, search, arms.',
    ],
    [
      { name: undefined },
      "my.json: name: expected a text of 1 to 200 characters without control characters, got nothing.",
    ],
    [{ data: 3 }, "my.json: data: expected a non-empty string, got 3."],
    [{ validation: 1 }, "my.json: validation: expected a number from 0 to less than 1, got 1."],
    [{ seconds: 0 }, "my.json: seconds: expected a positive number, got 0."],
    [
      { name: " " },
      'my.json: name: expected a text of 1 to 200 characters without control characters, got " ".',
    ],
    [{ steps: 0 }, "my.json: steps: expected an integer of at least 1, got 0."],
    [{ runs: 2.5 }, "my.json: runs: expected an integer from 1 to 10000, got 2.5."],
    [
      { problem: "quadratic-deep", model: { layers: [7] } },
      'my.json: model: describes the network of the problem "dense", which this study\'s problem has no use for. Leave it out, or leave problem out.',
    ],
    [{ runs: 1e9 }, "my.json: runs: expected an integer from 1 to 10000, got 1000000000."],
    [
      { arms: [{ optimizer: "sgd(1)", name: "a\nb" }] },
      'my.json: arms[0].name: expected a text of 1 to 200 characters without control characters, got "a\\nb".',
    ],
    [{ seed: Number.NaN }, "my.json: seed: expected an integer from 0 to 9007199254740991, got NaN."],
    [{ size: null }, "my.json: size: expected an integer of at least 1, got null."],
    [
      { loss: "hinge" },
      'my.json: loss: expected one of "half-squared-error", "mean-squared-error", "softmax-cross-entropy", got "hinge".',
    ],
    [{ batch: 64 }, "my.json: batch: expected an object with the keys size, order, got 64."],
    [
      { model: { layers: [100, "50"] } },
      'my.json: model.layers[1]: expected an integer of at least 1, got "50".',
    ],
    [
      { model: { layers: 100 } },
      "my.json: model.layers: expected a list, each an integer of at least 1, got 100.",
    ],
    [
      { model: { initialize: "uniform" } },
      'my.json: model.initialize: expected "uniform(a)" or "normal(s)" with a positive number, "xavier" or "kaiming", got "uniform".',
    ],
    [
      { arms: [] },
      "my.json: arms: expected a list of at least 1, each an object with the keys optimizer, name, space, got [].",
    ],
    [
      { arms: [sgd, { optimizer: 3 }] },
      'my.json: arms[1].optimizer: expected an optimizer such as "sgd(0.2, momentum=0.9)", or in a module a function, got 3.',
    ],
    [
      { arms: [sgd, sgd] },
      'my.json: arms[1].name: must differ from the other arms, got "sgd(1)" as in arms[0]. Give each arm a name of its own.',
    ],
  ])("%j", (change, message) => {
    expect(() => validateStudy({ ...minimal, ...change }, "my.json")).toThrow(
      expect.objectContaining({ message }),
    );
  });

  test("not an object at all, and cut where it is long", () => {
    expect(() => validateStudy(["x".repeat(80)], "my.json")).toThrow(
      "my.json: expected an object with the keys name, problem, data, size, model, loss, batch, validation, metric, steps, seconds, target, evaluations, runs, looks, seed, pairing, search, arms, " +
        `got ["${"x".repeat(55)}....`,
    );
  });
});

test("the keys as text", () => {
  expect(describeStudyKeys()).toMatchInlineSnapshot(`
    "name: Heading of the result.
        a text of 1 to 200 characters without control characters (required)
    problem: dense, a network of the keys data, size, model, loss and batch; or a ready problem by its name.
        the name of a problem, or in a module a function (default: "dense")
    data: glyphs, mnist, fashion-mnist, or a directory; the problem's own by default.
        a non-empty string (may be left out)
    size: Side of the square images in pixels.
        an integer of at least 1 (default: 14)
    model: The network.
    model.layers: Units of each hidden layer.
        a list, each an integer of at least 1 (default: [100,50])
    model.activation: Activation of the hidden layers.
        one of "sigmoid", "tanh", "relu" (default: "relu")
    model.output: Activation of the last layer.
        one of "sigmoid", "tanh", "relu", "none" (default: "none")
    model.initialize: How weights and biases start.
        "uniform(a)" or "normal(s)" with a positive number, "xavier" or "kaiming" (default: "kaiming")
    loss: What training makes small.
        one of "half-squared-error", "mean-squared-error", "softmax-cross-entropy" (default: "softmax-cross-entropy")
    batch: The samples of a step.
    batch.size: Samples in each step.
        an integer of at least 1 (default: 64)
    batch.order: Shuffled epochs without repetition, or distinct rows drawn afresh each step.
        one of "epochs", "fresh" (default: "epochs")
    validation: Share of the training rows that validation takes.
        a number from 0 to less than 1 (default: 0)
    metric: The metric that arms are compared by.
        a non-empty string (default: "accuracy")
    steps: Training steps of each run; the problem's own number by default.
        an integer of at least 1 (may be left out)
    seconds: Seconds of training after which a run ends.
        a positive number (may be left out)
    target: A value of the validation's metric: when runs first reach it is reported.
        a number (may be left out)
    evaluations: Validations of each run, where there is validation data.
        an integer of at least 1 (default: 20)
    runs: Runs of each arm, each from its own seed.
        an integer from 1 to 10000 (default: 5)
    looks: How often arms are compared while runs come in; a look that shows the best to beat all others ends the study.
        an integer from 1 to 20 (default: 1)
    seed: Seed that all the others come from.
        an integer from 0 to 9007199254740991 (default: 1)
    pairing: Whether the first run of every arm has the same parameters and batches, and so on, or each its own.
        one of "paired", "independent" (default: "paired")
    search: How the values of spaces are chosen, by the validation.
    search.method: How trials are chosen.
        one of "grid", "random", "sobol", "halton", "tpe" (default: "grid")
    search.trials: Trials of each arm; a grid has as many as its points.
        an integer from 1 to 10000 (default: 12)
    search.runs: Runs of each trial, of other seeds than the final runs.
        an integer from 1 to 10000 (default: 1)
    search.extend: Whether a search whose best is at an end of a range goes on beyond it.
        true or false (default: true)
    search.halving: Stops trials that are behind (asynchronous successive halving), which favours fast starters; left out, all are trained to the end.
    search.halving.grace: Steps after which the trials of an arm are first judged, by the validation; later ones follow in powers of the reduction.
        an integer of at least 1 (required)
    search.halving.reduction: One trial in so many goes on.
        an integer of at least 2 (default: 4)
    arms: The optimizers to compare.
    arms[].optimizer: The optimizer with its arguments.
        an optimizer such as "sgd(0.2, momentum=0.9)", or in a module a function (required)
    arms[].name: Heading in tables and charts.
        a text of 1 to 200 characters without control characters (default: the optimizer)
    arms[].space: Options of the optimizer that are searched, such as { "learningRate": { "log": [0.001, 1] } }.
        "default", or for each option a range such as { log: [low, high] }, of one of these kinds: integer, log, linear, complement, choices, fixed (may be left out)"
  `);
});
