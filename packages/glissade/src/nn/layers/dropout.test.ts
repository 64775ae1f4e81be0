import { describe, expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import { slopes } from "../../../../../test/support/slopes.ts";
import {
  batches,
  compile,
  type FitOptions,
  fit,
  flatten,
  grad,
  initialState,
  losses,
  nn,
  ones,
  optim,
  random,
  type Tensor,
  type Tree,
  trainStep,
  vmap,
} from "../../index.ts";

const key = random.key(1);
const x = ones([40, 50]);
const training = { training: true, key };

describe("dropout", () => {
  const layer = nn.dropout(0.2);

  test("drops its share and divides the rest, while training", async () => {
    const values = await numbers(layer.apply([], x, training));
    const dropped = values.filter((value) => value === 0).length;
    expect(Math.abs(dropped - 400)).toBeLessThan(60);
    for (const value of values) if (value) expect(value).toBeCloseTo(1.25, 4);
  });

  test("leaves its input alone otherwise", () => {
    expect(layer.apply([], x)).toBe(x);
    expect(layer.apply([], x, { training: false, key })).toBe(x);
  });

  test("drops the gradients of what it drops", async () => {
    const sum = (input: Tensor) => layer.apply([], input, training).sum();
    expect(await numbers(grad(sum)(x))).toEqual(await numbers(layer.apply([], x, training)));
  });

  test("keeps the dtype", () => {
    expect(layer.apply([], ones([2], { dtype: "float64" }), training).dtype).toBe("float64");
  });

  test("is a function of the key, also compiled and mapped", async () => {
    const apply = (own: Tensor) => layer.apply([], x, { training: true, key: own });
    const expected = await numbers(apply(key));
    expect(await numbers(await compile(apply)(key))).toEqual(expected);
    expect((await numbers(vmap(apply)(key.reshape([1, 2])))).flat()).toEqual(expected);
    expect(await numbers(apply(random.key(2)))).not.toEqual(expected);
  });
});

test("sequential gives each layer a key of its own", async () => {
  const twice = nn.sequential(nn.dropout(0.5), nn.sequential(nn.dropout(0.5)));
  const values = await numbers(twice.apply([[], [[]]], x, training));
  const kept = values.filter((value) => value === 4).length;
  // A quarter passes two masks, and half would pass one mask twice.
  expect(Math.abs(kept - 500)).toBeLessThan(80);
  expect(new Set(values)).toEqual(new Set([0, 4]));
});

const model = nn.sequential(nn.linear(8), nn.tanh(), nn.dropout(0.5), nn.linear(2));
const data = batches(slopes(12), { size: 4, seed: 1 });
type Changes = Partial<FitOptions<nn.ParamsOf<typeof model>, nn.None, Tensor, Tensor, Tensor, Tree>>;
const options = {
  data,
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.sgd({ learningRate: 0.5, momentum: 0.9 }),
};

async function run(changes: Changes = {}) {
  const seen: number[] = [];
  for await (const event of fit(model, { ...options, ...changes })) {
    if (event.type === "step") seen.push(event.loss);
    if (event.type === "done") return { losses: seen, state: event.state };
  }
  throw new Error("no end");
}

const bitsOf = async (tree: unknown) => (await Promise.all(flatten(tree).leaves.map(numbers))).flat();
const stateBits = async ({ params, optimizer, key }: Awaited<ReturnType<typeof run>>["state"]) =>
  bitsOf({ params, optimizer, key });

describe("training", () => {
  test("drops others at each step", async () => {
    const [batch] = data(0);
    const setup = { ...options, model, optimizer: optim.sgd({ learningRate: 1e-30 }) };
    const step = trainStep(setup);
    let state = await initialState(setup, key, batch!.x);
    const seen = new Set<number>();
    for (let count = 0; count < 5; count++) {
      const [next, loss] = await step(state, batch!);
      state = next;
      seen.add(await loss.item());
    }
    expect(seen.size).toBe(5);
    expect(step.programs).toBe(1);
  });

  test("of the same seed is the same bit for bit, of another not", async () => {
    const [first, second] = [await run({ epochs: 3, seed: 7 }), await run({ epochs: 3, seed: 7 })];
    expect(first.losses).toEqual(second.losses);
    expect(await stateBits(first.state)).toEqual(await stateBits(second.state));
    expect((await run({ epochs: 3, seed: 8 })).losses).not.toEqual(first.losses);
  });

  test("continues from a state bit for bit", async () => {
    const whole = await run({ epochs: 4 });
    const half = await run({ epochs: 2 });
    const rest = await run({ epochs: 4, state: half.state });
    expect([...half.losses, ...rest.losses]).toEqual(whole.losses);
    expect(await stateBits(rest.state)).toEqual(await stateBits(whole.state));
  });

  test("needs a key only where something is random", async () => {
    const plain = { ...options, model: nn.sequential(nn.linear(8), nn.linear(2)) };
    const [batch] = data(0);
    expect(await initialState(plain, key, batch!.x)).not.toHaveProperty("key");
    expect(await initialState({ ...options, model }, key, batch!.x)).toHaveProperty("key");
  });

  test("starts with the parameters that it has without dropout", async () => {
    const layers = (middle: nn.Layer<nn.None>) =>
      nn.sequential(nn.linear(8), nn.tanh(), middle, nn.linear(2));
    const start = <P>(each: nn.Layer<P>) => bitsOf(each.init(key, ones([1, 2])));
    expect(await start(layers(nn.dropout(0.5)))).toEqual(await start(layers(nn.relu())));
  });
});
