import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { friedmanTest } from "./friedman.ts";

interface Row {
  readonly scores: readonly (readonly number[])[];
  readonly p: number;
}

const file = new URL("./fixtures/friedman-permutation.json", import.meta.url);
const rows: readonly Row[] = JSON.parse(readFileSync(file, "utf8"));
const better = { better: "lower" } as const;

test.each(rows.slice(0, -1))("all orders of the ranks: p = $p", ({ scores, p }) => {
  const { permutation } = friedmanTest(scores, better)!;
  expect(permutation).toMatchObject({ method: "exact", p: expect.closeTo(p, 12) });
});

test("with more than 200 000 orders random ones come near, and are the same each time", () => {
  const { scores, p } = rows.at(-1)!;
  const { permutation } = friedmanTest(scores, better)!;
  expect(permutation).toMatchObject({ method: "monte-carlo", relabelings: 9999 });
  // three standard errors of a share of 9999
  expect(Math.abs(permutation.p - p)).toBeLessThan(3 * Math.sqrt((p * (1 - p)) / 9999));
  expect(friedmanTest(scores, better)!.permutation).toEqual(permutation);
});

test("two problems that rank two optimizers alike show nothing", () => {
  const { permutation, imanDavenport } = friedmanTest(
    [
      [1, 2],
      [1, 2],
    ],
    better,
  )!;
  expect([permutation.p, imanDavenport.p]).toEqual([0.5, 0]);
});
