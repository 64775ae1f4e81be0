import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { descend } from "../../../../../test/support/descend.ts";
import { evaluate, flatten, grad, mapTree, optim, type Tensor, type Tree, tensor } from "../../index.ts";

const dtypes = ["float32", "float64"] as const;
const start = (dtype: (typeof dtypes)[number]) => ({
  layers: [{ w: tensor([[1, -2, 3]], { dtype }), b: tensor(0.5, { dtype }) }],
  scale: tensor([4, 5], { dtype }),
});
const cubes = (tree: Tree): Tensor =>
  flatten(tree)
    .leaves.map((leaf) => leaf.pow(3).sum())
    .reduce((sum, term) => sum.add(term));

const values = async (tree: Tree): Promise<number[][]> =>
  Promise.all(flatten(await evaluate(tree)).leaves.map(numbers));

const run = (optimizer: optim.Transform, dtype: (typeof dtypes)[number]) =>
  descend({ f: cubes, start: start(dtype), optimizer, steps: 5 });

const optimizers: { readonly [name: string]: optim.Optimizer } = {
  adam: optim.adam({ learningRate: 0.1 }),
  "clipped, with decay": optim.chain(
    optim.clipByGlobalNorm(1),
    optim.addDecayedWeights(0.1),
    optim.sgd({ learningRate: 0.01, momentum: 0.9 }),
  ),
  "Nesterov, who looks ahead": optim.sgd({ learningRate: 0.01, momentum: 0.9, nesterov: "textbook" }),
};

describe.each(Object.entries(optimizers))("%s", (_, inner) => {
  test.each(dtypes)("takes the same steps in one vector, %s", async (dtype) => {
    const expected = await run(inner, dtype);
    const actual = await run(optim.flatten(inner), dtype);
    // Vectors and what remains behind them are rounded differently.
    const tolerance = dtype === "float32" ? 1e-6 : 1e-12;
    expectClose((await values(actual.path)).flat(), await values(expected.path), tolerance);
  });
});

test("the state holds one vector where it held a tree", async () => {
  const { state } = await run(optim.flatten(optim.adam()), "float32");
  expect(flatten(state).leaves.map(({ shape }) => shape)).toEqual([[], [6], [6]]);
});

test("the objective is that of the vector", async () => {
  const probe: optim.Transform<readonly Tree[]> = {
    init: () => [],
    update: (_, state, { params, objective }) => [grad(objective!)(params), state],
  };
  const params = start("float64");
  const context = { params, objective: cubes };
  const [updates] = optim.flatten(probe).update(params, [], context);
  expect(await values(updates)).toEqual(await values(grad(cubes)(params)));
});

test("the point to evaluate has the shapes of the parameters", async () => {
  const doubled: optim.Transform<readonly Tree[]> = {
    init: () => [],
    update: (updates, state) => [updates, state],
    evaluationPoint: (vector) => mapTree((x) => x.mul(2), vector),
  };
  const point = optim.flatten(doubled).evaluationPoint!(start("float32"), []);
  expect(await values(point)).toEqual([[2, -4, 6], [1], [8, 10]]);
});

test("leaves of two dtypes are refused", () => {
  const params = [tensor([1]), tensor([2], { dtype: "float64" })];
  expect(() => optim.flatten(optim.adam()).init(params)).toThrow(
    "flatten: concat: dtypes must match, got float32 and float64. Cast one of them with cast().",
  );
});
