import { expect, test } from "vitest";
import { nearestName, nearestOrAll } from "./spelling.ts";

const known = ["steps", "runs", "seed", "optimizer"];

test.each([
  ["step", "steps"],
  ["Runs", "runs"],
  ["sede", "seed"],
  ["optimiser", "optimizer"],
  ["run", "runs"],
])("%s: the nearest is %s", (word, nearest) => {
  expect(nearestOrAll(word, known)).toBe(`The nearest is ${nearest} (known: steps, runs, seed, optimizer)`);
});

test("of equally near names, the one that begins alike", () => {
  expect(nearestOrAll("sinn", ["sign", "sin"])).toBe("The nearest is sin (known: sign, sin)");
});

test("nothing near: only the list", () => {
  expect(nearestOrAll("learning-rate", known)).toBe("Known: steps, runs, seed, optimizer");
  expect(nearestOrAll("", known)).toBe("Known: steps, runs, seed, optimizer");
});

test("the nearest of many stands alone", () => {
  const many = Array.from({ length: 30 }, (_, index) => `layer${index}`);
  expect(nearestOrAll("layr7", many)).toBe("The nearest is layer7");
});

const names = ["learningRate", "b1", "b2", "eps", "weightDecay", "momentum"];

test.each([
  ["lr", "learningRate"],
  ["learningrate", "learningRate"],
  ["rate", "learningRate"],
  ["wd", "weightDecay"],
  ["beta1", "b1"],
  ["beta2", "b2"],
  ["epsilon", "eps"],
  ["mom", "momentum"],
  ["momenum", "momentum"],
  ["b3", "b1"],
  ["x", undefined],
  ["amsgrad", undefined],
])("the nearest to %s is %s", (word, nearest) => expect(nearestName(word, names)).toBe(nearest));
