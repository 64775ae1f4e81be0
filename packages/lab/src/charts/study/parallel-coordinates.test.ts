import { describe, expect, test } from "vitest";
import { NONE, readCoordinate } from "./coordinate.ts";
import { description, words } from "./fixtures/svg.ts";
import { parallelCoordinates } from "./parallel-coordinates.ts";

const trials = [
  { values: { rate: 0.1, optimizer: "sgd", momentum: 0.9 }, score: 0.3 },
  { values: { rate: 0.001, optimizer: "adam" }, score: 0.2 },
  { values: { rate: 1, optimizer: "sgd", momentum: 0.5 }, score: Number.NaN },
];
const parameters = [{ name: "rate", scale: "log" as const }, { name: "optimizer" }, { name: "momentum" }];
const draw = (changes: object = {}) =>
  parallelCoordinates({ parameters, score: { name: "loss" }, trials, ...changes });

describe("coordinates", () => {
  test("of numbers are shares of a round axis, of their logarithms where it is logarithmic", () => {
    const linear = readCoordinate("f", { name: "x" }, [0, 10]);
    expect([0, 5, 10, Number.NaN].map((value) => linear.at(value))).toEqual([0, 0.5, 1, null]);
    const log = readCoordinate("f", { name: "x", scale: "log" }, [0.01, 1]);
    expect([0.01, 0.1, 1].map((value) => log.at(value))).toEqual([0, 0.5, 1]);
    expect(log.ticks.map(({ text }) => text)).toEqual(["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"]);
  });

  test("of choices are evenly apart, with a tick for those left out", () => {
    const choices = readCoordinate("f", { name: "x" }, ["a", "b", undefined, "a"]);
    expect(["a", "b", "c", undefined].map((value) => choices.at(value))).toEqual([0.25, 0.75, null, null]);
    expect(choices.ticks).toEqual([
      { at: NONE, text: "none" },
      { at: 0.25, text: "a" },
      { at: 0.75, text: "b" },
    ]);
  });
});

describe("parallelCoordinates", () => {
  test("says what it shows", () => {
    const svg = draw();
    expect(words(svg)).toEqual(
      expect.arrayContaining([
        ...["rate (log scale)", "optimizer", "momentum", "loss", "sgd", "adam", "none"],
        ...["best trial", "other trials, darker is better", "diverged"],
      ]),
    );
    expect(description(svg)).toBe("3 trials, 1 diverged. Best: loss 0.2 at rate 0.001, optimizer adam.");
    expect(description(draw({ score: { name: "accuracy", better: "higher" } }))).toContain("accuracy 0.3");
  });

  test("has a line for each trial", () => {
    expect(draw().match(/<polyline /g)).toHaveLength(3);
  });

  test.each([
    [
      'parallelCoordinates({ parameters }): must be in the values of a trial, got "ratee". The nearest is rate (known: rate, optimizer, momentum).',
      { parameters: [{ name: "ratee" }] },
    ],
    [
      'parallelCoordinates: values of momentum: must be positive on a logarithmic axis, got 0. Give scale: "linear".',
      { parameters: [{ name: "momentum", scale: "log" }], trials: [{ values: { momentum: 0 }, score: 1 }] },
    ],
    [
      "parallelCoordinates({ trials })[0].score: must be a number, got undefined. Write NaN for what has no value.",
      { trials: [{ values: {} }] },
    ],
    ["parallelCoordinates({ trials }): must be a list of { values, score }, got an object.", { trials: {} }],
  ])("%s", (message, changes) => expect(() => draw(changes)).toThrow(message));
});
