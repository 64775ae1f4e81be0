import { expect, test } from "vitest";
import { parseInitializer } from "./initializer.ts";

test.each([
  ["uniform(0.5)", { name: "uniform", scale: 0.5 }],
  ["normal(1e-2)", { name: "normal", scale: 0.01 }],
  ["xavier", { name: "xavier" }],
  ["kaiming", { name: "kaiming" }],
])("%s", (text, initializer) => {
  expect(parseInitializer(text)).toEqual(initializer);
});

test.each([
  "uniform",
  "uniform()",
  "uniform(-1)",
  "uniform(0)",
  "normal(x)",
  "normal(Infinity)",
  "xavier(1)",
  "",
])("%j is none", (text) => {
  expect(parseInitializer(text)).toBeUndefined();
});
