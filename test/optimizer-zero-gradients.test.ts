/** @file No optimizer divides by a gradient of 0, neither at the start nor behind other gradients. */

import { compile, flatten, optim, type Tensor, type Tree, tensor, zeros } from "glissade";
import { expect, test } from "vitest";
import { numbers } from "./support/close.ts";
import { subjects } from "./support/optimizers/index.ts";

const params = tensor([1, -2, 0]);
const objective = (x: Tensor) => x.square().sum();

/** The parameters and the state behind gradients in a row. */
function walk(optimizer: optim.Optimizer, gradients: readonly Tensor[]): readonly [Tensor, Tree] {
  return gradients.reduce<readonly [Tensor, Tree]>(
    ([x, state], gradient) => {
      const context = { params: x, loss: objective(x), objective };
      const [updates, next] = optimizer.update(gradient, state, context);
      return [optim.applyUpdates(x, updates), next];
    },
    [params, optimizer.init(params)],
  );
}

const still = zeros([3]);
const sequences = [
  [still, still, still],
  [tensor([3, 0.1, 0]), still, still],
];

test.each(subjects)("$name", async ({ create }) => {
  const { leaves } = flatten(
    await compile(() => sequences.map((gradients) => walk(create(0.1), gradients)))(),
  );
  const values = (await Promise.all(leaves.map(numbers))).flat();
  expect(values.filter((value) => !Number.isFinite(value))).toEqual([]);
});
