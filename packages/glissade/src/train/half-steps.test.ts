import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import {
  batches,
  flatten,
  gradientStep,
  initialState,
  losses,
  mapTree,
  nn,
  optim,
  random,
  trainStep,
  updateStep,
} from "../index.ts";
import { progressOf, tensorsOf } from "./state.ts";

const model = nn.sequential(nn.linear(8), nn.batchNorm(), nn.relu(), nn.dropout(0.4), nn.linear(2));
const loss = losses.softmaxCrossEntropy;
const data = [...batches(slopes(40), { size: 10, seed: 2 })(0)];
const bitsOf = (tree: unknown) => Promise.all(flatten(tree).leaves.map(numbers));
const everything = async (state: Parameters<typeof progressOf>[0]) => {
  const [tensors, progress] = [tensorsOf(state), progressOf(state)];
  return { bits: await bitsOf(tensors), progress };
};

const optimizers: Readonly<Record<string, optim.Optimizer>> = {
  SGD: optim.sgd({ learningRate: 0.1 }),
  "textbook Nesterov": optim.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: "textbook" }),
  Adam: optim.adam({ learningRate: 0.01 }),
  "AdamW with decay": optim.adamw({ learningRate: 0.01, weightDecay: 0.1 }),
  "schedule-free SGD": optim.scheduleFreeSgd({ learningRate: 0.1 }),
  "clipped, by a schedule": optim.chain(
    optim.clipByGlobalNorm(0.5),
    optim.sgd({ learningRate: optim.schedules.cosine({ start: 0.1, steps: 4 }) }),
  ),
  "plateaus of the loss": optim.chain(
    optim.sgd({ learningRate: 0.1 }),
    optim.reduceOnPlateau({ patience: 1, factor: 0.5 }),
  ),
};

test.each(Object.entries(optimizers))(
  "two halves are the whole to the bit, with %s",
  async (_, optimizer) => {
    const training = { model, loss, optimizer };
    const [whole, gradientOf, update] = [trainStep(training), gradientStep(training), updateStep(training)];
    let one = await initialState(training, random.key(3), data[0]!.x);
    let two = one;
    for (const batch of data) {
      const [next, value] = await whole(one, batch);
      const half = await gradientOf(two, batch);
      expect(await bitsOf(half.loss)).toEqual(await bitsOf(value));
      expect(await bitsOf(half.state.params)).toEqual(await bitsOf(two.params));
      [one, two] = [next, await update(half.state, half.gradients, { loss: half.loss })];
      expect(await everything(two)).toEqual(await everything(one));
    }
    expect([whole.programs, gradientOf.programs, update.programs]).toEqual([1, 1, 1]);
  },
);

test("with momentum, which the whole step adds while it multiplies, digits differ from the eighth on", async () => {
  const training = { model, loss, optimizer: optim.sgd({ learningRate: 0.1, momentum: 0.9 }) };
  const [whole, gradientOf, update] = [trainStep(training), gradientStep(training), updateStep(training)];
  let one = await initialState(training, random.key(3), data[0]!.x);
  let two = one;
  for (const batch of data) {
    [one] = await whole(one, batch);
    const half = await gradientOf(two, batch);
    two = await update(half.state, half.gradients);
  }
  expectClose((await bitsOf(two.params)).flat(), await bitsOf(one.params), 1e-6);
});

test("gradients of several batches make one step, as accumulate does", async () => {
  const plain = nn.sequential(nn.linear(8), nn.relu(), nn.linear(2));
  const optimizer = optim.adam({ learningRate: 0.01 });
  const byHand = { model: plain, loss, optimizer };
  const inside = { ...byHand, optimizer: optim.accumulate(optimizer, 2) };
  const start = await initialState(byHand, random.key(3), data[0]!.x);
  const gradientOf = gradientStep(byHand);
  const first = await gradientOf(start, data[0]!);
  const second = await gradientOf(first.state, data[1]!);
  const mean = mapTree((a, b) => a.add(b).mul(0.5), first.gradients, second.gradients);
  const next = await updateStep(byHand)(second.state, mean);
  expect([next.step, next.position]).toEqual([1, 2]);

  const step = trainStep(inside);
  let [state] = await step(await initialState(inside, random.key(3), data[0]!.x), data[0]!);
  [state] = await step(state, data[1]!);
  expect(await bitsOf(next.params)).toEqual(await bitsOf(state.params));
});

describe("state of the layers and key", () => {
  test("go on with each batch, so that others are dropped", async () => {
    const training = { model, loss, optimizer: optim.sgd({ learningRate: 0.1 }) };
    const start = await initialState(training, random.key(3), data[0]!.x);
    const gradientOf = gradientStep(training);
    const first = await gradientOf(start, data[0]!);
    const again = await gradientOf(first.state, data[0]!);
    expect(await bitsOf(first.state.key)).not.toEqual(await bitsOf(start.key));
    expect(await bitsOf(first.state.state)).not.toEqual(await bitsOf(start.state));
    expect(await bitsOf(again.loss)).not.toEqual(await bitsOf(first.loss));
  });
});

test("an optimizer that looks at the loss elsewhere needs the whole step", async () => {
  const training = { model, loss, optimizer: optim.sam(optim.sgd({ learningRate: 0.1 })) };
  const start = await initialState(training, random.key(3), data[0]!.x);
  const { gradients, state } = await gradientStep(training)(start, data[0]!);
  await expect(updateStep(training)(state, gradients)).rejects.toThrow(
    "sam: needs context.objective, got none. Pass { params, objective } as the third argument of update.",
  );
});

test("options", () => {
  const training = { model, loss, optimizer: optim.sgd({ learningRate: 0.1 }) };
  // @ts-expect-error no such option
  expect(() => updateStep(training, { donates: true })).toThrow(
    "updateStep({ donates }): is not an option. The nearest is donate (known: donate).",
  );
  // @ts-expect-error no such option
  expect(() => trainStep(training, { donates: true })).toThrow("trainStep({ donates }): is not an option.");
});
