import { describe, expect, test } from "vitest";
import { countWildcards, fillGlob, matchGlob } from "./glob.ts";

describe("globs", () => {
  test.each<[string, string, readonly string[] | undefined]>([
    ["encoder/0/weight", "encoder/0/weight", []],
    ["encoder/0/weight", "encoder/0/weights", undefined],
    ["encoder", "encoder/0", undefined],
    ["*/bias", "0/bias", ["0"]],
    ["*/bias", "bias", undefined],
    ["*/bias", "encoder/0/bias", undefined],
    ["layer*/w*", "layer12/weight", ["12", "eight"]],
    ["**/bias", "bias", [""]],
    ["**/bias", "encoder/0/bias", ["encoder/0"]],
    ["encoder/**", "encoder/0/bias", ["0/bias"]],
    ["encoder/**", "encoder", [""]],
    ["encoder/**", "encoders/0", undefined],
    ["**/0/**", "a/0/b/0/c", ["a", "b/0/c"]],
    ["**", "", [""]],
    ["*", "", undefined],
    ["a.b/(c)", "a.b/(c)", []],
    ["a.b", "aXb", undefined],
  ])("%s on %s", (glob, path, found) => expect(matchGlob(glob, path)).toEqual(found));
});

test("a glob is filled with what another one found", () => {
  expect(fillGlob("backbone/**/*", matchGlob("encoder/**/*", "encoder/0/1/weight")!)).toBe(
    "backbone/0/1/weight",
  );
  expect(fillGlob("**/bias", [""])).toBe("bias");
  expect(fillGlob("w*", ["eight"])).toBe("weight");
  expect(["a/b", "**/w*", "*-*"].map(countWildcards)).toEqual([0, 2, 2]);
});
