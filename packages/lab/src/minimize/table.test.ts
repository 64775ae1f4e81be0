import { describe, expect, test } from "vitest";
import type { MinimizeResult } from "./minimize.ts";
import { describeEnd, formatPath, formatRuns } from "./table.ts";

const point = (step: number, x: number, value = x * x) => ({ step, x: [x], value, gradient: [2 * x] });

function makeResult(steps: number, changes: Partial<MinimizeResult> = {}): MinimizeResult {
  const path = Array.from({ length: steps + 1 }, (_, step) => point(step, 2 ** -step));
  return { function: "x^2", optimizer: "sgd(0.25)", path, status: "done", ...changes };
}

/** The first column below the header. */
function stepsShown(steps: number): readonly number[] {
  const lines = formatPath(makeResult(steps), ["x"]).split("\n");
  return lines.slice(4).map((line) => Number.parseInt(line, 10));
}

describe("formatPath", () => {
  test("aligns one row per step", () => {
    const path = [
      { step: 0, x: [-0.5, 2.9], value: 1 / 3, gradient: [3, -4] },
      { step: 1, x: [1e-12, 2], value: Number.NaN, gradient: [Number.NaN, 0] },
    ];
    expect(formatPath(makeResult(0, { path }), ["x", "y"])).toBe(
      [
        "f = x^2",
        "sgd(0.25)",
        "",
        "step      x    y             f  |gradient|",
        "   0   -0.5  2.9  0.3333333333           5",
        "   1  1e-12    2           NaN         NaN",
      ].join("\n"),
    );
  });

  test("shows up to 30 steps whole, and of more a sample with both ends", () => {
    expect(stepsShown(0)).toEqual([0]);
    expect(stepsShown(30)).toEqual(Array.from({ length: 31 }, (_, step) => step));
    const shown = stepsShown(1000);
    expect(shown).toHaveLength(31);
    expect(shown.slice(0, 3)).toEqual([0, 33, 67]);
    expect(shown.at(-1)).toBe(1000);
  });
});

test("several runs have a row each", () => {
  const runs = [makeResult(2), makeResult(1, { optimizer: "sgd(9, momentum=0.5)", status: "diverged" })];
  expect(formatRuns({ function: "x^2", runs }, ["x"])).toBe(
    [
      "f = x^2",
      "from x = 1: f = 1",
      "",
      "optimizer             status    after step     x       f  |gradient|",
      "--------------------  --------  ----------  ----  ------  ----------",
      "sgd(0.25)             done               2  0.25  0.0625         0.5",
      "sgd(9, momentum=0.5)  diverged           1   0.5    0.25           1",
    ].join("\n"),
  );
});

test.each([
  [makeResult(1), "Done after 1 step: f = 0.25 and |gradient| = 1 at x = 0.5."],
  [makeResult(2), "Done after 2 steps: f = 0.0625 and |gradient| = 0.5 at x = 0.25."],
  [
    makeResult(0, { path: [point(7, 1e200, Number.POSITIVE_INFINITY)], status: "diverged" }),
    "Diverged at step 7: f = Infinity and |gradient| = 2e+200 at x = 1e+200. Try a smaller learning rate.",
  ],
  [
    makeResult(0, { path: [point(0, 0, Number.NaN)], status: "diverged" }),
    "Diverged at step 0: f = NaN and |gradient| = 0 at x = 0. Choose another start.",
  ],
])("describeEnd %#", (result, sentence) => {
  expect(describeEnd(result, ["x"])).toBe(sentence);
});
