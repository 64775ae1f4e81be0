/** @file Training of whole networks beside PyTorch's: 100 losses from the same weights and batches. */

import { describe, expect, test } from "vitest";
import fixture from "../../../../test/fixtures/nn_networks.json" with { type: "json" };
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { drawn } from "../../../../test/support/drawn.ts";
import {
  type Dtype,
  evaluate,
  flatten,
  gather,
  initialState,
  losses,
  type Nested,
  nn,
  optim,
  paths,
  random,
  type Tensor,
  type Training,
  type Tree,
  tensor,
  trainStep,
  unflatten,
} from "../index.ts";

type Case = (typeof fixture)[number];

const lenet = nn.sequential(
  ...[nn.conv2d(6, 5, { padding: 2 }), nn.relu(), nn.maxPool2d(2)],
  ...[nn.conv2d(16, 5), nn.relu(), nn.maxPool2d(2), nn.flatten()],
  ...[nn.linear(32), nn.relu(), nn.linear(10)],
);

const normalised = nn.sequential(
  ...[nn.conv2d(6, 3, { padding: 1 }), nn.batchNorm(), nn.relu(), nn.maxPool2d(2)],
  ...[nn.conv2d(8, 3), nn.batchNorm(), nn.relu(), nn.globalAveragePool(), nn.linear(4)],
);

const autoencoder = nn.block({
  encoder: nn.sequential(nn.linear(12), nn.relu(), nn.linear(4)),
  decoder: nn.sequential(nn.linear(12), nn.relu(), nn.linear(24), nn.tanh()),
});

/** The letters of the text. */
const TOKENS = 30;

const gpt = (dtype: Dtype) =>
  nn.sequential(
    nn.embedding(TOKENS, 64, { dtype }),
    nn.learnedPositions(32),
    nn.repeat(4, nn.transformerEncoderBlock(4, { causal: true })),
    nn.layerNorm(),
    nn.linear(TOKENS),
  );

/** Networks of any kind and what trains them; the table hides their types. */
const trainings: Readonly<Record<string, (dtype: Dtype) => object>> = {
  mlp: () => ({
    model: nn.sequential(nn.linear(16), nn.relu(), nn.linear(12), nn.tanh(), nn.linear(5)),
    optimizer: optim.sgd({ learningRate: 0.03, momentum: 0.9 }),
  }),
  lenet: () => ({ model: lenet, optimizer: optim.adam({ learningRate: 0.003 }) }),
  batchNorm: () => ({ model: normalised, optimizer: optim.sgd({ learningRate: 0.05, momentum: 0.9 }) }),
  autoencoder: () => ({
    model: autoencoder,
    optimizer: optim.adam({ learningRate: 0.01 }),
    loss: losses.meanSquaredError,
  }),
  gpt: (dtype) => ({
    model: gpt(dtype),
    optimizer: optim.adamw({ learningRate: 0.001, weightDecay: 0.1 }),
  }),
};

type Any = Training<Tree, Tree, Tensor, Tensor, Tensor>;

/** Parameters drawn by their paths. */
function start({ name, params: ranges }: Case, params: Tree, dtype: Dtype): Tree {
  const { leaves, structure } = flatten(params);
  const all = paths(params);
  expect(all.toSorted()).toEqual(Object.keys(ranges).toSorted());
  const draws = all.map((path, at) => {
    const range = ranges[path as keyof typeof ranges] as { shape: number[]; low: number; high: number };
    expect(leaves[at]!.shape).toEqual(range.shape);
    return drawn(`${name}/${path}`, range, dtype);
  });
  return unflatten(structure, draws) as Tree;
}

/** Ten batches, which come by turns; an autoencoder gives what it takes. */
async function batchesOf({ name, x, y }: Case, dtype: Dtype): Promise<{ x: Tensor; y: Tensor }[]> {
  const ids = (rows: unknown) => tensor(rows as Nested, { dtype: "int64" });
  const all = Array.isArray(x) ? ids(x) : drawn(`${name}/x`, x, dtype);
  return Promise.all(
    Array.from({ length: 10 }, async (_, at) => {
      const inputs = await evaluate(gather(all, tensor(BigInt(at))));
      return { x: inputs, y: y ? ids(y[at]) : inputs };
    }),
  );
}

async function train(each: Case, dtype: Dtype): Promise<{ found: number[]; state: Tree }> {
  const training = { loss: losses.softmaxCrossEntropy, ...trainings[each.name]!(dtype) } as Any;
  const batches = await batchesOf(each, dtype);
  const first = await initialState(training, random.key(1), batches[0]!.x);
  let state = { ...first, params: start(each, first.params, dtype) };
  const step = trainStep(training);
  const found: number[] = [];
  for (let at = 0; at < 100; at++) {
    const [next, loss]: [typeof state, Tensor] = await step(state, batches[at % 10]!);
    state = next;
    found.push(await loss.item());
  }
  return { found, state: state.state };
}

describe.each(fixture.map((each) => [each.name, each] as const))(
  "100 steps of %s beside PyTorch",
  (_, each) => {
    test.each([
      ["float64", 1e-9],
      ["float32", 1e-3],
    ] as const)("have its losses in %s within %s", async (dtype, tolerance) => {
      const { found, state } = await train(each, dtype);
      const far = found.map((loss, at) => Math.abs(loss - each.losses[at]!) / each.losses[at]!);
      expect(each.losses.at(-1)!).toBeLessThan(0.9 * each.losses[0]!);
      expect(Math.max(...far)).toBeLessThan(tolerance);
      const running = await Promise.all(flatten(state).leaves.map(numbers));
      const expected = each.statistics.flatMap(({ mean, variance }) => [mean, variance]);
      expectClose(running.flat(), expected, tolerance);
    });
  },
);
