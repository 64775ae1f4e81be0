/** @file Tests of transforms of some leaves: their state, their context, and the leaves beside them. */

import { expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { descend } from "../../../../../test/support/descend.ts";
import { flatten, optim, type Tensor, type Tree, tensor, vmap } from "../../index.ts";

const double = (values: readonly number[]) => tensor(values, { dtype: "float64" });
const start = { dense: [{ w: double([1, 2]), b: double([3]) }], scale: double([4]) };
type Params = typeof start;

const { masked, partition, sgd } = optim;
const values = async (tree: Tree) => Promise.all(flatten(tree).leaves.map(numbers));
const f = ({ dense, scale }: Params) =>
  dense[0]!.w.square().sum().add(dense[0]!.b.square().sum()).add(scale.square().sum());

test("the transform inside has a state for its leaves alone, at their places", () => {
  const state = masked(optim.scaleByAdam(), { dense: [{ w: true, b: false }], scale: false }).init(start);
  expect(state).toMatchObject({ m: { dense: [{ w: { shape: [2] }, b: [] }], scale: [] } });
});

test("the transform inside sees the paths of the whole", async () => {
  const decay = optim.addDecayedWeights(1, { mask: (path) => path === "dense/0/w" });
  const transform = masked(decay, (path) => path.startsWith("dense/"));
  const [updates] = transform.update(start, transform.init(start), { params: start });
  expect(await values(updates)).toEqual([[2, 4], [3], [4]]);
});

test("the objective inside is that of the chosen leaves, the others held", async () => {
  const rho = 1;
  const optimizer = masked(optim.sam(sgd({ learningRate: 1 }), { rho }), (path) => path === "scale");
  const product = (params: Params) => params.scale.mul(params.dense[0]!.b).square().sum();
  const { path } = await descend({ f: product, start, optimizer, steps: 1 });
  // At scale 4 + 1 the gradient of (3·scale)² is 90.
  expectClose(await numbers(path[1]!.scale), [4 - 90]);
});

test("the points inside are those of the chosen leaves", async () => {
  const textbook = sgd({ learningRate: 0.1, momentum: 0.9, nesterov: "textbook" });
  const labels = { dense: "ahead", scale: "rest" };
  const optimizer = partition({ ahead: textbook, rest: optim.lookahead(sgd({ learningRate: 0.1 })) }, labels);
  const { path, state } = await descend({ f, start, optimizer, steps: 2 });
  const alone = await descend({
    f: ({ dense }: Pick<Params, "dense">) => f({ dense, scale: start.scale }),
    start: { dense: start.dense },
    optimizer: textbook,
    steps: 2,
  });
  const ahead = optimizer.gradientPoint!(path[2]!, state as never) as Params;
  const expected = textbook.gradientPoint!(alone.path[2]!, alone.state as never) as Params;
  expect(await values(ahead.dense)).toEqual(await values(expected.dense));
  expect(ahead.scale).toBe(path[2]!.scale);
  const evaluated = optimizer.evaluationPoint!(path[2]!, state as never) as Params;
  expect(await values(evaluated)).toEqual([...(await values(path[2]!.dense)), [4]]);
});

test("labels without leaves do nothing", async () => {
  const optimizer = partition({ all: sgd({ learningRate: 0.5 }), none: optim.clipByGlobalNorm(1) }, "all");
  const { path, programs } = await descend({ f, start, optimizer, steps: 3 });
  expect(await values(path.at(-1)!)).toEqual([[0, 0], [0], [0]]);
  expect(programs).toBe(1);
});

test("each layer has a learning rate, under vmap too", async () => {
  const descent = (rate: Tensor, x: readonly Tensor[]) => {
    const optimizer = partition({ slow: sgd({ learningRate: 0.1 }), fast: sgd({ learningRate: rate }) }, [
      "slow",
      "fast",
    ]);
    return optimizer.update(x, optimizer.init(x), { params: x })[0];
  };
  const [slow, fast] = vmap(descent, { inAxes: [0, null] })(double([1, 2]), [double([1]), double([10])]);
  expectClose(await numbers(slow!), [-0.1, -0.1]);
  expectClose(await numbers(fast!), [-10, -20]);
});

test("transforms may be named by patterns, of which the first that matches counts", async () => {
  const optimizer = partition({
    "**/b": optim.setToZero(),
    "dense/**": sgd({ learningRate: 0.1 }),
    "**": sgd({ learningRate: 1 }),
  });
  const [updates] = optimizer.update(start, optimizer.init(start), { params: start });
  expectClose((await values(updates)).flat(), [-0.1, -0.2, 0, -4]);
});

test.each<[optim.NamedTransforms, string]>([
  [
    { "dense/**": optim.setToZero() },
    'must have a pattern for each leaf, got dense/** for scale. Add "**" as the last one for the rest.',
  ],
  [
    { dense: optim.setToZero(), "**": sgd({ learningRate: 1 }) },
    '"dense" must match a leaf, got none. The nearest is "dense/**" (leaves: dense/0/w, dense/0/b, scale).',
  ],
])("patterns that leave something out: %#", (transforms, rule) => {
  expect(() => partition(transforms).init(start)).toThrow(
    expect.objectContaining({ message: `partition(transforms): ${rule}` }),
  );
});

test("what is set to zero has no state", () => {
  const params = { base: double([1, 2]), head: double([3]) };
  const optimizer = partition(
    { train: optim.scaleByAdam(), fixed: optim.setToZero() },
    { base: "fixed", head: "train" },
  );
  expect(flatten(optimizer.init(params)).leaves.map(({ shape }) => shape)).toEqual([[], [1], [1]]);
});

test("what is frozen has no state, no update and no part in norms", async () => {
  const inner = optim.chain(optim.clipByGlobalNorm(1), sgd({ learningRate: 1, momentum: 0.9 }));
  const { path, state } = await descend({ f, start, optimizer: optim.freeze(inner, "dense/**"), steps: 2 });
  const alone = await descend({
    f: ({ scale }: Pick<Params, "scale">) => scale.square().sum(),
    start: { scale: start.scale },
    optimizer: inner,
    steps: 2,
  });
  expect(await values(path[2]!)).toEqual([[1, 2], [3], ...(await values(alone.path[2]!))]);
  expect(await values(state as Tree)).toEqual(await values(alone.state as Tree));
});
