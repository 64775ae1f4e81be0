import { describe, expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import { optim, type Tensor, tensor } from "../../index.ts";

const params = { dense: [{ w: tensor([1, 2]), b: tensor([3]) }], scale: tensor([4]) };
type Params = typeof params;

function decayed(mask: optim.Mask): Promise<number[][]> {
  const [updates] = optim.addDecayedWeights(0.5, { mask }).update(params, [], { params });
  const { dense, scale } = updates as Params;
  const leaves: readonly Tensor[] = [dense[0]!.w, dense[0]!.b, scale];
  return Promise.all(leaves.map(numbers));
}

const all = [[1.5, 3], [4.5], [6]];
const weights = [[1.5, 3], [3], [4]];

describe("which leaves decay", () => {
  test.each<[string, optim.Mask, number[][]]>([
    ["all", true, all],
    ["a tree of booleans", { dense: [{ w: true, b: false }], scale: false }, weights],
    ["a boolean for a branch", { dense: true, scale: false }, [[1.5, 3], [4.5], [4]]],
    ["a pattern of paths", "dense/*/w", weights],
    ["patterns of paths", ["**", "!**/b", "!scale"], weights],
    ["a function of the path", (path) => path === "dense/0/w", weights],
    ["a function of the leaf", (_, leaf) => leaf.size > 1, weights],
  ])("%s", async (_, mask, expected) => {
    expect(await decayed(mask)).toEqual(expected);
  });
});

const fix = "Give a boolean for every leaf or branch, a pattern of paths, or a function of path and leaf.";

describe("a mask that does not follow the parameters", () => {
  test.each<[unknown, string]>([
    [{ dense: [{ w: true }], scale: false }, "have parameters at dense/0/b, got nothing there"],
    [{ dense: [{ w: { x: true }, b: true }], scale: true }, "have a leaf at dense/0/w, got a branch there"],
    [{ dense: [true, false], scale: true }, "have nothing at dense/1, got false there"],
    [[true], "have nothing at 0, got true there"],
  ])("%j", (mask, rule) => {
    const apply = () =>
      optim.addDecayedWeights(0.1, { mask: mask as optim.Mask }).update(params, [], { params });
    expect(apply).toThrow(
      `addDecayedWeights({ mask }): the mask must follow the parameters, which ${rule}. ${fix}`,
    );
  });
});

test("a pattern that matches no leaf is refused", () => {
  const leaves = "dense/0/w, dense/0/b, scale";
  expect(() => decayed("dense/w")).toThrow(
    `addDecayedWeights({ mask }): "dense/w" must match a leaf, got none. Leaves: ${leaves}.`,
  );
});

test("weight decay without parameters is refused", () => {
  const update = optim.addDecayedWeights(0.1).update as (gradients: Tensor, state: []) => unknown;
  expect(() => update(tensor([1]), [])).toThrow(
    "addDecayedWeights: needs context.params, got none. Pass { params } as the third argument of update.",
  );
});
