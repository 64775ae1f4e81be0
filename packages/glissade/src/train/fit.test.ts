import { describe, expect, test } from "vitest";
import fixture from "../../../../test/fixtures/train.json" with { type: "json" };
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import {
  type Batch,
  batches,
  type Dtype,
  evaluator,
  type FitOptions,
  fit,
  flatten,
  losses,
  nn,
  optim,
  type TrainEvent,
  type Tree,
  tensor,
} from "../index.ts";

// biome-ignore lint/suspicious/noExplicitAny: models of several kinds.
type Options = FitOptions<any, any, any, any, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above.
type Event = TrainEvent<any, any, any>;

const model = nn.sequential(nn.linear(4), nn.tanh(), nn.linear(2));
const data = batches(slopes(12), { size: 4, seed: 1 });
const options = {
  data,
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.sgd({ learningRate: 0.5, momentum: 0.9 }),
};

async function run(changes: Partial<Options> = {}, trained: nn.AnyLayer = model): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of fit(trained, { ...options, ...changes })) events.push(event);
  return events;
}

const lossesOf = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === "step" ? [event.loss] : []));

const finalState = (events: readonly Event[]) => {
  const last = events.at(-1)!;
  return last.type === "done" ? last.state : undefined;
};

const finalNumbers = async (events: readonly Event[]) =>
  (await Promise.all(flatten(finalState(events)).leaves.map(numbers))).flat();

describe("a sigmoid network trains as in PyTorch", () => {
  const network = nn.sequential(nn.linear(5), nn.sigmoid(), nn.linear(3), nn.sigmoid());
  const tolerances: Readonly<Record<string, number>> = { float32: 1e-5, float64: 1e-10 };

  test.each(fixture.runs)(
    "$optimizer in $dtype",
    async ({ optimizer: text, dtype: name, losses: expected }) => {
      const dtype = name as Dtype;
      const [weight0, bias0, weight1, bias1] = fixture.start.map((values) => tensor(values, { dtype }));
      const params = [{ weight: weight0!, bias: bias0! }, [], { weight: weight1!, bias: bias1! }, []];
      const { optimizer } = optim.parse(text);
      const list = fixture.batches.map(({ x, y }) => ({
        x: tensor(x, { dtype }),
        y: tensor(y, { dtype: "int64" }),
      }));
      const state = { params, state: [], optimizer: optimizer.init(params) };
      const events = await run({ data: list, loss: losses.halfSquaredError, optimizer, state }, network);
      expectClose(lossesOf(events), expected, tolerances[name]);
    },
  );
});

describe("events", () => {
  test("come in order: steps, epochs, done", async () => {
    const events = await run({ epochs: 2 });
    const seen = events.map(({ type, step }) => `${type} ${step}`);
    const first = ["step 1", "step 2", "step 3", "epoch 3"];
    expect(seen).toEqual([...first, "step 4", "step 5", "step 6", "epoch 6", "done 6"]);
    expect(events.map((event) => ("epoch" in event ? event.epoch : 0))).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 0]);
  });

  test("of an epoch hold the mean loss of its steps", async () => {
    const events = await run({ epochs: 2 });
    const means = events.flatMap((event) => (event.type === "epoch" ? [event.loss] : []));
    const [a, b, c, d, e, f] = lossesOf(events) as [number, number, number, number, number, number];
    expectClose(means, [(a + b + c) / 3, (d + e + f) / 3]);
  });

  test("of an epoch and the end hold the evaluation", async () => {
    const validation = slopes(50);
    const events = await run({ epochs: 2, validation });
    const found = events.flatMap((event) => ("validation" in event ? [event.validation] : []));
    expect(found.length).toBe(3);
    expect(found[2]).toEqual(await evaluator(model, validation)(finalState(events)!));
    expect(found[1]).toEqual(found[2]);
  });

  test("end with the first loss that is not finite", async () => {
    const optimizer = optim.sgd({ learningRate: 1e20 });
    const targets = { x: tensor([[1], [2]]), y: tensor([[2], [4]]) };
    const events = await run(
      { optimizer, loss: losses.meanSquaredError, data: [targets], steps: 100 },
      nn.linear(1),
    );
    expect(events.map(({ type }) => type)).toEqual(["step", "epoch", "diverged"]);
    expect(events.at(-1)).toEqual({ type: "diverged", step: 2, epoch: 2, loss: Number.POSITIVE_INFINITY });
  });
});

describe("the end", () => {
  const steps = async (changes: Partial<Options>) => lossesOf(await run(changes)).length;

  test("is after one epoch where nothing is said", async () => {
    expect(await steps({})).toBe(3);
  });

  test("is after the steps, also within an epoch", async () => {
    expect(await steps({ steps: 4 })).toBe(4);
    expect(await steps({ steps: 4, data: batches(slopes(12), { size: 4, order: "fresh" }) })).toBe(4);
  });

  test("is after whichever limit comes first", async () => {
    expect(await steps({ steps: 4, epochs: 1 })).toBe(3);
    expect(await steps({ steps: 4, epochs: 2 })).toBe(4);
  });
});

test("data are asked for by epoch, from 0", async () => {
  const asked: number[] = [];
  const noting = (epoch: number) => {
    asked.push(epoch);
    return data(epoch);
  };
  await run({ data: noting, epochs: 3 });
  expect(asked).toEqual([0, 1, 2]);
});

describe("reproduction", () => {
  test("the same seeds give the same bits", async () => {
    const [first, second] = [await run({ epochs: 3, seed: 7 }), await run({ epochs: 3, seed: 7 })];
    expect(lossesOf(first)).toEqual(lossesOf(second));
    expect(await finalNumbers(first)).toEqual(await finalNumbers(second));
  });

  test("another seed starts elsewhere, and other batches lead elsewhere", async () => {
    const [first] = lossesOf(await run({ seed: 7 }));
    expect(lossesOf(await run({ seed: 8 }))[0]).not.toBe(first);
    expect(lossesOf(await run({ seed: 7, data: batches(slopes(12), { size: 4, seed: 2 }) }))[0]).not.toBe(
      first,
    );
  });

  test.each(["sgd(0.5, momentum=0.9)", "adam(0.1)"])(
    "%s continues from a state bit for bit",
    async (text) => {
      const { optimizer } = optim.parse(text);
      const whole = await run({ optimizer, epochs: 4 });
      const half = await run({ optimizer, epochs: 2 });
      const rest = await run({
        optimizer,
        epochs: 2,
        state: finalState(half),
        data: (epoch: number) => data(epoch + 2),
      });
      expect([...lossesOf(half), ...lossesOf(rest)]).toEqual(lossesOf(whole));
      expect(await finalNumbers(rest)).toEqual(await finalNumbers(whole));
    },
  );

  test("textbook Nesterov takes the losses at the look-ahead point, PyTorch's parameters", async () => {
    const losses = (nesterov: boolean | "textbook") =>
      run({ epochs: 3, optimizer: optim.sgd({ learningRate: 0.5, momentum: 0.9, nesterov }) }).then(lossesOf);
    expectClose(await losses("textbook"), await losses(true), 1e-5);
  });
});

describe("an optimizer with an evaluation point", () => {
  const optimizer = optim.chain(options.optimizer, optim.averageParameters({ decay: 0.5 }));
  const validation = slopes(50);

  test("is validated there, and the parameters of `done` are those", async () => {
    const done = (await run({ optimizer, validation, epochs: 2 })).at(-1)!;
    if (done.type !== "done") throw new Error("training did not end");
    const [, { average }] = done.state.optimizer as [Tree, optim.AverageState];
    const kept = await Promise.all(flatten(done.params).leaves.map(numbers));
    expect(kept).toEqual(await Promise.all(flatten(average).leaves.map(numbers)));
    expect(kept).not.toEqual(await Promise.all(flatten(done.state.params).leaves.map(numbers)));
    expect(done.validation).toEqual(
      await evaluator(model, validation)({ params: done.params, state: done.state.state }),
    );
  });

  test("trains as without it", async () => {
    expect(lossesOf(await run({ optimizer }))).toEqual(lossesOf(await run()));
  });
});

test("without one, `done` gives the parameters of the state", async () => {
  const done = (await run()).at(-1)!;
  expect(done.type === "done" && done.params).toEqual(finalState([done])!.params);
});

describe("errors", () => {
  test.each([0, -1, 1.5, Number.NaN])("%s steps or epochs", async (value) => {
    const rule = `expected a positive integer, got ${value}.`;
    await expect(run({ steps: value })).rejects.toThrow(`fit({ steps }): ${rule}`);
    await expect(run({ epochs: value })).rejects.toThrow(`fit({ epochs }): ${rule}`);
  });

  test("no data", async () => {
    await expect(run({ data: [] })).rejects.toThrow(
      "fit({ data }): needs at least one batch in every epoch, got none in epoch 1.",
    );
  });

  test("data that are used up", async () => {
    const once: Iterable<Batch> = data(0);
    await expect(run({ data: () => once, epochs: 2 })).rejects.toThrow(
      "fit({ data }): needs at least one batch in every epoch, got none in epoch 2.",
    );
  });

  test("labels that do not fit the model", async () => {
    const batch = { x: tensor([[1, 2]]), y: tensor([1, 0], { dtype: "int32" }) };
    await expect(run({ data: [batch] })).rejects.toThrow(
      "softmaxCrossEntropy: needs integer labels of the batch or targets like the outputs, got int32[2] for outputs float32[1, 2]. Check the last layer and the batch.",
    );
  });
});
