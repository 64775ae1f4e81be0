import { describe, expect, test } from "vitest";
import { PALETTE } from "../theme.ts";
import { description, words } from "./fixtures/svg.ts";
import { type PairwiseMatrixOptions, pairwiseMatrix } from "./pairwise-matrix.ts";

const none = Number.NaN;
const options: PairwiseMatrixOptions = {
  names: ["sgd", "momentum", "adam"],
  p: [
    [none, 1e-8, 0.3],
    [1e-8, none, none],
    [0.3, none, none],
  ],
  test: "Welch, Holm",
};
const draw = (changes: object = {}) => pairwiseMatrix({ ...options, ...changes });
const cells = (svg: string, color: string) =>
  svg.match(new RegExp(`l0 48[^>]*fill="${color}" fill-opacity="0.9"`, "g"));

describe("pairwiseMatrix", () => {
  test("shows each p-value, and where there is none", () => {
    const svg = draw();
    expect(words(svg).filter((word) => word === "1e-8")).toHaveLength(2);
    expect(words(svg)).toEqual(
      expect.arrayContaining(["0.3", "none", "p &lt; 0.05", "Welch, Holm; deeper below 0.01 and 0.001"]),
    );
    expect(description(svg)).toBe(
      "1 of 3 differences are shown at p &lt; 0.05: sgd and momentum (p = 1e-8).",
    );
  });

  test("has the colour of the sign where differences are given", () => {
    const differences = [
      [0, -2, 1],
      [2, 0, 1],
      [-1, -1, 0],
    ];
    expect(cells(draw(), PALETTE[1]!)).toBeNull();
    expect(cells(draw({ differences }), PALETTE[0]!)).toHaveLength(1);
    expect(cells(draw({ differences }), PALETTE[1]!)).toHaveLength(1);
  });

  test.each([
    [
      "pairwiseMatrix({ p }): must be from 0 to 1, got 2. Write NaN for a pair without a test.",
      { names: ["a"], p: [[2]] },
    ],
    [
      "pairwiseMatrix({ p }): must be rows of numbers of one length, 2 by 2 as there are names, got rows of 1.",
      { names: ["a", "b"], p: [[1]] },
    ],
    ["pairwiseMatrix({ level }): must be between 0 and 1, got 5.", { level: 5 }],
  ])("%s", (message, changes) => expect(() => draw(changes)).toThrow(message));
});
