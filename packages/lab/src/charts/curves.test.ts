import { expect, test } from "vitest";
import { type CurveArm, summariseCurves } from "./curves.ts";

function run(
  status: "done" | "diverged" | "failed",
  losses: readonly (number | null)[],
): CurveArm["runs"][number] {
  return {
    status,
    steps: 10 * losses.length,
    curve: losses.map((loss, index) => ({ step: 10 * (index + 1), loss })),
  };
}

test("the mean and the band are of the finished runs", () => {
  const runs = [
    run("done", [4, 2]),
    run("done", [2, 1]),
    run("failed", [100]),
    run("diverged", [3, 1e30, null]),
  ];
  expect(summariseCurves([{ name: "a", runs }])).toEqual([
    {
      name: "a",
      mean: [
        [10, 3],
        [20, 1.5],
      ],
      low: [
        [10, 2],
        [20, 1],
      ],
      high: [
        [10, 4],
        [20, 2],
      ],
      diverged: [
        [
          [10, 3],
          [20, 9],
          [30, 9],
        ],
      ],
    },
  ]);
});

test("a diverged run without any loss still has its end", () => {
  const [summary] = summariseCurves([{ name: "a", runs: [run("diverged", [null])] }]);
  expect(summary).toEqual({ name: "a", mean: [], low: [], high: [], diverged: [[[10, 1]]] });
});
