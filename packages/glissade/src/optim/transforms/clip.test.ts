import { expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { optim, type Tensor, tensor, zeros } from "../../index.ts";

const clip = (limit: number, gradients: Record<string, Tensor>) =>
  optim.clipByGlobalNorm(limit).update(gradients, [], { params: gradients })[0] as Record<string, Tensor>;
const values = async (tree: Record<string, Tensor>) =>
  (await Promise.all(Object.values(tree).map(numbers))).flat();

const gradients = {
  w: tensor(
    [
      [3, 0],
      [0, 4],
    ],
    { dtype: "float64" },
  ),
  b: tensor([12], { dtype: "float64" }),
};

test("the global norm is over all leaves", async () => {
  expect(await optim.globalNorm(gradients).item()).toBe(13);
});

test("gradients are shrunk to the limit together, and keep their direction", async () => {
  expectClose(await values(clip(1, gradients)), [3 / 13, 0, 0, 4 / 13, 12 / 13]);
});

test.each([13, 14])("a norm within the limit %d changes nothing", async (limit) => {
  expect(await values(clip(limit, gradients))).toEqual([3, 0, 0, 4, 12]);
});

test("zero gradients stay zero", async () => {
  expect(await values(clip(1, { w: zeros([2]) }))).toEqual([0, 0]);
});

test("a gradient that is not a number stays visible", async () => {
  expect(await values(clip(1, { w: tensor([Number.NaN, 1]) }))).toEqual([Number.NaN, Number.NaN]);
});

test.each([0, -1, Number.NaN])("limit %s is refused", (limit) => {
  expect(() => optim.clipByGlobalNorm(limit)).toThrow(
    `clipByGlobalNorm(limit): must be positive and finite, got ${limit}.`,
  );
});
