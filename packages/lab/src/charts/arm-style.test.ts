import { expect, test } from "vitest";
import { armStyles } from "./arm-style.ts";
import { PALETTE } from "./theme.ts";

const color = (names: readonly string[], name: string) => armStyles(names).get(name)!.color;

test("a name keeps its colour whatever stands beside it, however it is written", () => {
  expect(color(["sgd", "adam"], "adam")).toBe(color(["Adam"], "Adam"));
  expect(color(["sgd(0.1)"], "sgd(0.1)")).toBe(color(["momentum", "sgd"], "sgd"));
  expect(color(["mine"], "mine")).toBe(color(["sgd", "mine"], "mine"));
});

test("no two of many names look alike", () => {
  const names = Array.from({ length: 3 * PALETTE.length }, (_, index) => `sgd(${index})`);
  const looks = [...armStyles(names).values()].map((style) => JSON.stringify(style));
  expect(new Set(looks).size).toBe(names.length);
});
