import { describe, expect, test } from "vitest";
import { effectForest } from "./effect-forest.ts";
import { description, words } from "./fixtures/svg.ts";

const effects = [
  { a: "momentum", b: "sgd", difference: 1.92, low: 1.2, high: 2.6 },
  { a: "adam", b: "sgd", difference: -1.1, low: -2.4, high: 0.2 },
  { a: "lion", b: "sgd", difference: 0.5 },
  { a: "muon", b: "sgd", difference: Number.NaN, low: Number.NaN, high: Number.NaN },
];
const draw = (changes: object = {}) => effectForest({ x: "difference, %", effects, ...changes });

describe("effectForest", () => {
  test("says each difference once, with its interval", () => {
    const svg = draw();
    expect(words(svg)).toEqual(
      expect.arrayContaining(["momentum − sgd", "+1.92 (+1.2 to +2.6)", "adam − sgd", "difference, %"]),
    );
    expect(description(svg)).toBe(
      "momentum − sgd: +1.92 (+1.2 to +2.6); adam − sgd: −1.1 (−2.4 to +0.2); lion − sgd: +0.5; muon − sgd: not known.",
    );
  });

  test("fills the squares of intervals without 0, and draws none for what is not known", () => {
    const squares = [...draw().matchAll(/l10 0l0 10l-10 0Z" fill="(#\w+)"/g)].map(([, fill]) => fill);
    expect(squares).toEqual(["#1b1f24", "#ffffff", "#ffffff"]);
  });

  test.each([
    ["effectForest({ effects }): must be a list of { a, b, difference }, got an object.", { effects: {} }],
    [
      'effectForest({ effects })[0]: must have the names a and b, got "a" and undefined.',
      { effects: [{ a: "a" }] },
    ],
    [
      "effectForest({ effects })[0].difference: must be a number, got undefined. Write NaN for what has no value.",
      { effects: [{ a: "a", b: "b" }] },
    ],
    [
      "effectForest({ effects })[0]: the interval must hold the difference, got 1 and -2 to 0. Turn the signs of all three, or of none.",
      { effects: [{ a: "a", b: "b", difference: 1, low: -2, high: 0 }] },
    ],
  ])("%s", (message, changes) => expect(() => draw(changes)).toThrow(message));
});
