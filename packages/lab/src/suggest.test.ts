import { expect, test } from "vitest";
import { suggest } from "./suggest.ts";

const known = ["steps", "runs", "seed", "optimizer"];

test.each([
  ["step", "steps"],
  ["Runs", "runs"],
  ["sede", "seed"],
  ["optimiser", "optimizer"],
  ["run", "runs"],
])("%s: the nearest is %s", (word, nearest) => {
  expect(suggest(word, known)).toBe(
    `The nearest known name is "${nearest}" (known: steps, runs, seed, optimizer)`,
  );
});

test("of equally near names, the one that begins alike", () => {
  expect(suggest("sinn", ["sign", "sin"])).toBe('The nearest known name is "sin" (known: sign, sin)');
});

test("nothing near: only the list", () => {
  expect(suggest("learning-rate", known)).toBe("Known: steps, runs, seed, optimizer");
  expect(suggest("", known)).toBe("Known: steps, runs, seed, optimizer");
});
