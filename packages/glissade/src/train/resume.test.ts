import { describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { all, last } from "../../../../test/support/events.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import { type Batches, batches, fit, flatten, losses, nn, optim, random, type TrainEvent } from "../index.ts";
import { progressOf, tensorsOf } from "./state.ts";

/** What an event says, with every bit of its tensors. */
async function bitsOf(event: TrainEvent<unknown, unknown, unknown>) {
  const [tensors, progress] = [tensorsOf(event.state), progressOf(event.state)];
  const bits = await Promise.all(flatten(tensors).leaves.map(numbers));
  return {
    ...event,
    state: { bits, progress },
    ...("params" in event && { params: await kept(event.params) }),
  };
}

const kept = (params: unknown) => Promise.all(flatten(params).leaves.map(numbers));

const model = nn.sequential(nn.linear(6), nn.batchNorm(), nn.relu(), nn.dropout(0.3), nn.linear(2));
const examples = slopes(14);
const rate = 0.05;
const optimizers: Readonly<Record<string, optim.Optimizer>> = {
  momentum: optim.sgd({ learningRate: rate, momentum: 0.9 }),
  "Adam by a schedule": optim.adam({ learningRate: optim.schedules.cosine({ start: rate, steps: 12 }) }),
  "schedule-free SGD": optim.scheduleFreeSgd({ learningRate: rate }),
  "schedule-free AdamW": optim.scheduleFreeAdamw({ learningRate: rate }),
  "an average": optim.chain(optim.adam({ learningRate: rate }), optim.averageParameters({ decay: 0.5 })),
  "plateaus of the loss": optim.chain(
    optim.sgd({ learningRate: rate }),
    optim.reduceOnPlateau({ patience: 1, factor: 0.5, accumulationSize: 2 }),
  ),
  "several batches for a step": optim.accumulate(optim.adam({ learningRate: rate }), 3),
  noise: optim.noisySgd({ learningRate: rate, key: random.key(3) }),
  "a look elsewhere": optim.sam(optim.sgd({ learningRate: rate }), { rho: 0.05 }),
};

/** Compares the events behind each event with those of a training that starts from its state. */
async function expectToResume(run: (state?: never) => AsyncIterable<TrainEvent<unknown, unknown, unknown>>) {
  const events = await all(run());
  const whole = await Promise.all(events.map(bitsOf));
  const steps = events.at(-1)!.step;
  for (const [index, { state }] of events.slice(0, -1).entries()) {
    const rest = await all(run(state as never));
    // Where the last step ends an epoch early, nothing is left to do but to say so.
    const isOver = state.step === steps && state.position > 0 && whole.at(-2)!.state.progress.position > 0;
    const expected = isOver ? whole.slice(-1) : whole.slice(index + 1);
    expect(await Promise.all(rest.map(bitsOf)), `from event ${index}`).toEqual(expected);
  }
  return events;
}

const loss = losses.softmaxCrossEntropy;

test.each(Object.entries(optimizers))(
  "training continues from every event, with %s",
  async (_, optimizer) => {
    const data = batches(examples, { size: 4, seed: 3, last: "drop" });
    const options = { data, loss, optimizer, validation: examples, epochs: 2 };
    const events = await expectToResume((state) => fit(model, { ...options, state }));
    expect(events.length).toBe(2 * (3 + 1) + 1);
  },
);

test.each(["momentum", "schedule-free SGD", "plateaus of the loss"])(
  "training on fresh draws continues from every event, with %s",
  async (name) => {
    const data = batches(examples, { size: 4, seed: 3, order: "fresh" });
    const options = { data, loss, optimizer: optimizers[name]!, validation: examples, steps: 5 };
    const events = await expectToResume((state) => fit(model, { ...options, state }));
    expect(events.length).toBe(5 + 1 + 1);
  },
);

const options = { loss, optimizer: optimizers.momentum! };

const small = nn.linear(2);

test("with a smaller last batch, lists, and functions of one's own", async () => {
  const drawn = batches(examples, { size: 5 });
  const own = (epoch: number) => [...drawn(epoch)];
  const lists = [own(0), own(0)].flat();
  for (const data of [drawn, own, lists])
    await expectToResume((state) => fit(small, { ...options, data, epochs: 2, state }));
});

test("steps end an epoch early, and those left complete it", async () => {
  const data = batches(examples, { size: 4, last: "drop" });
  const whole = await all(fit(model, { ...options, data, steps: 9 }));
  const first = await all(fit(model, { ...options, data, steps: 4 }));
  const { state } = last(first, "done");
  expect([state.step, state.epoch, state.position]).toEqual([4, 1, 1]);
  const rest = await all(fit(model, { ...options, data, steps: 9, state }));
  const tail = whole.slice(whole.findIndex(({ step }) => step === 5));
  expect(await Promise.all(rest.map(bitsOf))).toEqual(await Promise.all(tail.map(bitsOf)));
});

test("epochs and steps are those of the whole training", async () => {
  const data = batches(examples, { size: 7 });
  const { state } = last(await all(fit(model, { ...options, data, epochs: 2 })), "done");
  const types = async (limits: { epochs?: number; steps?: number }) =>
    (await all(fit(model, { ...options, data, state, ...limits }))).map(
      ({ type, step }) => `${type} ${step}`,
    );
  expect(await types({ epochs: 2 })).toEqual(["done 4"]);
  expect(await types({ epochs: 3 })).toEqual(["step 5", "step 6", "epoch 6", "done 6"]);
  expect(await types({ steps: 4 })).toEqual(["done 4"]);
  expect(await types({ steps: 5 })).toEqual(["step 5", "epoch 5", "done 5"]);
});

test("parameters alone are a beginning", async () => {
  const data = batches(examples, { size: 7 });
  const started = last(await all(fit(model, { ...options, data })), "done").state;
  const { params, state, key } = started;
  const own = { params, state, key, optimizer: options.optimizer.init(params) };
  const [first] = await all(fit(model, { ...options, data, state: own }));
  expect([first!.step, first!.epoch]).toEqual([1, 1]);
});

describe("within an epoch", () => {
  const draw = { size: 4, seed: 3 } as const;
  const how = { loss, optimizer: optim.sgd({ learningRate: rate }), epochs: 2, steps: 8 };
  const run = (data: Batches, state?: never) => all(fit(model, { ...how, data, state }));

  test.each([
    [
      "another size",
      batches(examples, { ...draw, size: 5 }),
      'size 5 of 14 rows, order: "epochs", seed 3, last: "keep"',
    ],
    [
      "another seed",
      batches(examples, { ...draw, seed: 4 }),
      'size 4 of 14 rows, order: "epochs", seed 4, last: "keep"',
    ],
    ["other data", batches(slopes(12), draw), 'size 4 of 12 rows, order: "epochs", seed 3'],
    [
      "fresh draws",
      batches(examples, { ...draw, order: "fresh" }),
      'size 4 of 14 rows, order: "fresh", seed 3',
    ],
    [
      "another end",
      batches(examples, { ...draw, last: "drop" }),
      'size 4 of 14 rows, order: "epochs", seed 3, last: "drop"',
    ],
    ["a list", [...batches(examples, draw)(0)], "a list of 4"],
  ])("training does not go on with batches of %s", async (_, data, got) => {
    const [first] = await run(batches(examples, draw));
    await expect(run(data, first!.state as never)).rejects.toThrow(
      expect.objectContaining({
        message: `fit({ data }): must give the batches of which the state has taken 1 in this epoch, size 4 of 14 rows, order: "epochs", seed 3, last: "keep", got ${got}. Give the same ones, or start an epoch with others: { state: { ...state, position: 0, lossSum: 0 } }.`,
      }),
    );
  });

  test("it goes on with the same ones, or with a function that says nothing", async () => {
    const data = batches(examples, draw);
    const [first] = await run(data);
    const ends = [batches(examples, draw), (epoch: number) => data(epoch)].map((same) =>
      run(same, first!.state as never),
    );
    const [same, silent] = await Promise.all(ends);
    expect([same!.at(-1)!.step, silent!.at(-1)!.step]).toEqual([8, 8]);
  });

  test("between epochs others may follow", async () => {
    const events = await run(batches(examples, draw));
    const turned = events.find(({ type }) => type === "epoch")!;
    const rest = await run(batches(examples, { size: 7 }), turned.state as never);
    expect(rest.at(-1)).toMatchObject({ type: "done", step: 4 + 2 });
    expect(rest[0]!.state.drawn).toBe('size 7 of 14 rows, order: "epochs", seed 0');
  });
});
