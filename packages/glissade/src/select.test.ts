import { describe, expect, test } from "vitest";
import { nn, paths, random, select, tensor, zeros } from "./index.ts";
import { describe as shown } from "./options/describe.ts";

const model = nn.block({ encoder: nn.sequential(nn.linear(4), nn.relu(), nn.linear(3)), head: nn.linear(2) });
const params = model.init(random.key(1), zeros([1, 5]));
const all = [
  "encoder/0/weight",
  "encoder/0/bias",
  "encoder/2/weight",
  "encoder/2/bias",
  "head/weight",
  "head/bias",
];

test.each([[3], [[]], [["**", 1]], [undefined]])("%j is no pattern", (pattern) => {
  expect(() => select(params, pattern as never)).toThrow(
    `select: expected a path with * and **, a list of them or a function of path and leaf, got ${shown(pattern)}.`,
  );
});

test("paths are in the order of the leaves", () => {
  expect(paths(params)).toEqual(all);
  expect(paths(tensor(1))).toEqual([""]);
  expect(paths({ "a/b": tensor(1), "~": [tensor(2)] })).toEqual(["a~1b", "~0/0"]);
});

describe("a pattern chooses", () => {
  const chosen = (pattern: Parameters<typeof select>[1]) => {
    const mask = select(params, pattern);
    const flat = [...mask.encoder.flatMap((layer) => Object.values(layer)), ...Object.values(mask.head)];
    return all.filter((_, index) => flat[index]);
  };

  test.each<[string, Parameters<typeof select>[1], readonly string[]]>([
    ["all leaves", "**", all],
    ["a name at any depth", "**/bias", ["encoder/0/bias", "encoder/2/bias", "head/bias"]],
    ["a branch", "encoder/**", all.slice(0, 4)],
    ["a position", "*/0/*", all.slice(0, 2)],
    ["what several name", ["head/*", "*/0/*"], [...all.slice(0, 2), ...all.slice(4)]],
    ["all but some", "!**/bias", ["encoder/0/weight", "encoder/2/weight", "head/weight"]],
    ["by the last that matches", ["**", "!**/bias", "head/bias"], [all[0]!, all[2]!, all[4]!, all[5]!]],
    ["by a function", (path, leaf) => leaf.rank === 1 && path.startsWith("head"), ["head/bias"]],
  ])("%s", (_, pattern, expected) => expect(chosen(pattern)).toEqual(expected));
});

describe("a pattern that matches no leaf", () => {
  const leaves = `${all.join(", ")}`;
  test.each([
    ["**/bais", `The nearest is "**/bias" (leaves: ${leaves})`],
    ["encoder", `The nearest is "encoder/**" (leaves: ${leaves})`],
    ["encoder.0.bias", `The nearest is "encoder/0/bias" (leaves: ${leaves})`],
    ["encoder[0].*", `The nearest is "encoder/0/*" (leaves: ${leaves})`],
    ["bias", `The nearest is "**/bias" (leaves: ${leaves})`],
    ["!decoder", `The nearest is "encoder/**" (leaves: ${leaves})`],
    ["rates/*", `Leaves: ${leaves}`],
  ])("%s", (pattern, fix) => {
    const rule = `"${pattern.replace("!", "")}" must match a leaf, got none`;
    expect(() => select(params, pattern)).toThrow(
      expect.objectContaining({ message: `select: ${rule}. ${fix}.` }),
    );
    expect(() => select(params, ["**", pattern])).toThrow(`select: ${rule}. ${fix}.`);
  });

  test("of a single tensor", () => {
    expect(() => select(tensor(1), "weight")).toThrow(
      'select: "weight" must match a leaf, got none. Leaves: (a single tensor).',
    );
  });
});
