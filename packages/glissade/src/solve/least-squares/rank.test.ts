import { Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import fixture from "../../../../../test/fixtures/least_squares.json" with { type: "json" };
import { expectClose } from "../../../../../test/support/close.ts";
import { formatDirection, rankOf, requireFullRank } from "./rank.ts";

const letters = ["a", "b", "c", "d", "e"];

describe("rankOf", () => {
  it.each(fixture.ranks)(
    "gives NumPy's singular values and rank: $rank",
    ({ matrix, singularValues, rank }) => {
      const names = letters.slice(0, matrix[0]!.length);
      const found = rankOf(new Matrix(matrix), names);
      expectClose(found.singularValues, singularValues, 1e-13);
      expect([found.rank, found.parameters]).toEqual([rank, names.length]);
      for (const direction of found.nullDirections) {
        const change = matrix.map((row) =>
          names.reduce((sum, name, index) => sum + row[index]! * (direction[name] ?? 0), 0),
        );
        const size = Math.max(...matrix.flat().map(Math.abs));
        expectClose(
          change.map((value) => value / size),
          change.map(() => 0),
          1e-11,
        );
      }
      expect(found.nullDirections.length).toBe(names.length - rank);
    },
  );

  it("separates directions that have nothing to do with each other", () => {
    const { nullDirections } = rankOf(
      new Matrix([
        [1, 1, 0, 0, 0],
        [0, 0, 1, -2, 0],
      ]),
      letters,
    );
    expect(nullDirections.map(formatDirection).toSorted()).toEqual(["a - b", "c + 0.5·d", "e"].toSorted());
  });

  it("has an infinite condition number where a column is zero", () => {
    expect(
      rankOf(
        new Matrix([
          [0, 1],
          [0, 2],
        ]),
        ["a", "b"],
      ),
    ).toMatchObject({ rank: 1, conditionNumber: Infinity });
  });
});

it("counts singular values as 0 up to the larger side times the rounding of the largest", () => {
  const columns = (third: number) =>
    new Matrix([
      [1, 1],
      [0, third],
      [0, 0],
      [0, 0],
    ]);
  const { rank, tolerance, singularValues } = rankOf(columns(3e-16), ["a", "b"]);
  expect(tolerance).toBeCloseTo(4 * 2 ** -52 * Math.SQRT2, 20);
  expect([rank, singularValues[1]! > 2 ** -53]).toEqual([1, true]);
  expect(rankOf(columns(1e-14), ["a", "b"]).rank).toBe(2);
});

it("names what is not determined", () => {
  const report = rankOf(
    new Matrix([
      [1, 2],
      [2, 4],
      [3, 6],
    ]),
    ["w[0]", "w[1]"],
  );
  expect(() => requireFullRank("fit", { ...report, conditionNumber: 3e17 }, "Fix one")).toThrow(
    "fit: needs a Jacobian of rank 2, got rank 1 with condition number 3.0e+17: nothing changes along w[0] - 0.5·w[1]. Fix one.",
  );
});
