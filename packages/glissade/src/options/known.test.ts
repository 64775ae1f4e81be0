import { expect, test } from "vitest";
import { requireKnown } from "./known.ts";

const known = ["learningRate", "b1", "b2", "eps", "weightDecay", "momentum"];

test("known options, and none, pass", () => {
  requireKnown("adam", undefined, known);
  requireKnown("adam", {}, known);
  requireKnown("adam", { learningRate: 1, b1: undefined }, known);
});

const list = "learningRate, b1, b2, eps, weightDecay, momentum";

test.each<readonly [unknown, string]>([
  [{ b1: 0.9, lr: 0.1 }, `adam({ lr }): is not an option. The nearest is learningRate (known: ${list}).`],
  [{ toString: 1 }, `adam({ toString }): is not an option. Known: ${list}.`],
  [{ lr: undefined }, `adam({ lr }): is not an option. The nearest is learningRate (known: ${list}).`],
  [0.1, "adam(options): must be an object of options, got 0.1."],
  [null, "adam(options): must be an object of options, got null."],
  ["fast", 'adam(options): must be an object of options, got "fast".'],
  [[0.1], "adam(options): must be an object of options, got [0.1]."],
  [() => 0.1, "adam(options): must be an object of options, got a function."],
  [
    Object.assign(new (class Rate {})(), { value: 1 }),
    "adam(options): must be an object of options, got a Rate.",
  ],
])("%o", (options, message) => {
  expect(() => requireKnown("adam", options, known)).toThrow(message);
});
