import { describe, expect, test } from "vitest";
import { description, words } from "./fixtures/svg.ts";
import { performanceProfile, profile } from "./performance-profile.ts";

const solvers = [
  { name: "adam", costs: [1, 4, 3, Number.NaN] },
  { name: "sgd", costs: [2, 2, Number.POSITIVE_INFINITY, Number.NaN] },
];

describe("performanceProfile", () => {
  test("rises at each ratio, from the share of wins to that of solved problems", () => {
    const steps = [
      { factor: 1, share: 0.5 },
      { factor: 2, share: 0.75 },
    ];
    expect(profile({ steps, best: 0.5, solved: 0.75 }, 3)).toEqual([
      [1, 50],
      [2, 75],
      [3, 75],
    ]);
    expect(profile({ steps: [], best: 0, solved: 0 }, 3)).toEqual([
      [1, 0],
      [3, 0],
    ]);
  });

  test("says what it shows", () => {
    const svg = performanceProfile({ cost: "steps", solvers });
    expect(words(svg)).toEqual(
      expect.arrayContaining([
        ...["steps / that of the best", "problems solved, %", "adam", "sgd"],
        "4 problems; at 1: how often it is the best",
      ]),
    );
    expect(description(svg)).toBe(
      "adam: the best on 2 of 4, solves 3 of 4. sgd: the best on 1 of 4, solves 2 of 4.",
    );
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test.each([
    [
      "performanceProfile({ solvers })[1].costs: must have a number for each of 1 problems, got 2. Write Infinity for a problem that was not solved.",
      [[1], [1, 2]],
    ],
    [
      "performanceProfile({ solvers })[0].costs[1]: must be positive, got 0. Ratios to the best need costs such as steps or seconds.",
      [[1, 0]],
    ],
  ])("%s", (message, costs) => {
    const wrong = costs.map((each, index) => ({ name: `${index}`, costs: each }));
    expect(() => performanceProfile({ solvers: wrong })).toThrow(message);
  });
});
