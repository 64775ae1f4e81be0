import { describe, expect, test } from "vitest";
import fixture from "../../../../test/fixtures/train.json" with { type: "json" };
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { all, last, lossesOf } from "../../../../test/support/events.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import {
  type Batch,
  batches,
  type Dtype,
  equal,
  evaluate,
  type FitOptions,
  fit,
  flatten,
  losses,
  mapTree,
  metrics,
  nn,
  optim,
  random,
  score,
  type Tensor,
  type Tree,
  tensor,
  where,
  zeros,
} from "../index.ts";
import { tensorsOf } from "./state.ts";

const model = nn.sequential(nn.linear(4), nn.tanh(), nn.linear(2));
type Params = nn.ParamsOf<typeof model>;
const data = batches(slopes(12), { size: 4, seed: 1 });
const options = {
  data,
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.sgd({ learningRate: 0.5, momentum: 0.9 }) as optim.Optimizer,
};

const run = async (changes: Partial<FitOptions<Params, nn.None, Tensor, Tensor, Tensor, Tree>> = {}) =>
  all(fit(model, { ...options, ...changes }));

const leavesOf = async (tree: unknown) => Promise.all(flatten(tree).leaves.map(numbers));

const finalNumbers = async (events: Awaited<ReturnType<typeof run>>) =>
  leavesOf(tensorsOf(last(events, "done").state));

test.each(["lazy", "evaluated"])(
  "a state that was given starts several trainings, also if it is %s",
  async (kind) => {
    const { optimizer } = options;
    const params = model.init(random.key(5), zeros([1, 2]));
    const state = { params, state: [] as const, optimizer: optimizer.init(params) };
    if (kind === "evaluated") await evaluate(state);
    const [first, second] = [await run({ state }), await run({ state })];
    expect(await finalNumbers(second)).toEqual(await finalNumbers(first));
    expect(await leavesOf(params)).toEqual(await leavesOf(model.init(random.key(5), zeros([1, 2]))));
  },
);

describe("a sigmoid network trains as in PyTorch", () => {
  const network = nn.sequential(nn.linear(5), nn.sigmoid(), nn.linear(3), nn.sigmoid());
  const tolerances: Readonly<Record<string, number>> = { float32: 1e-5, float64: 1e-10 };

  test.each(fixture.runs)(
    "$optimizer in $dtype",
    async ({ optimizer: text, dtype: name, losses: expected }) => {
      const dtype = name as Dtype;
      const [weight0, bias0, weight1, bias1] = fixture.start.map((values) => tensor(values, { dtype }));
      const params = [
        { weight: weight0!, bias: bias0! },
        [],
        { weight: weight1!, bias: bias1! },
        [],
      ] as const;
      const { optimizer } = optim.parse(text);
      const list = fixture.batches.map(({ x, y }) => ({
        x: tensor(x, { dtype }),
        y: tensor(y, { dtype: "int64" }),
      }));
      const state = { params, state: [] as const, optimizer: optimizer.init(params) };
      const events = await all(fit(network, { data: list, loss: losses.halfSquaredError, optimizer, state }));
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
    expect(events.map((event) => event.epoch)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });

  test("say how far the state is", async () => {
    const events = await run({ epochs: 2 });
    const progress = events.map(({ state: { step, epoch, position } }) => [step, epoch, position]);
    const first = [[1, 0, 1], [2, 0, 2], [3, 0, 3], [3, 1, 0]]; // biome-ignore format: a table
    const second = [[4, 1, 1], [5, 1, 2], [6, 1, 3], [6, 2, 0], [6, 2, 0]]; // biome-ignore format: a table
    expect(progress).toEqual([...first, ...second]);
  });

  test("of an epoch hold the mean loss of its steps", async () => {
    const events = await run({ epochs: 2 });
    const means = events.flatMap((event) => (event.type === "epoch" ? [event.loss] : []));
    const [a, b, c, d, e, f] = lossesOf(events) as [number, number, number, number, number, number];
    expectClose(means, [(a + b + c) / 3, (d + e + f) / 3]);
  });

  test("of an epoch and the end hold loss and accuracy of the validation", async () => {
    const validation = slopes(50);
    const events = await run({ epochs: 2, validation });
    const found = events.flatMap((event) => ("validation" in event ? [event.validation] : []));
    expect(found.length).toBe(3);
    const { params, state } = last(events, "done").state;
    const each = { accuracy: metrics.accuracy(), loss: losses.softmaxCrossEntropy };
    expect(found[2]).toEqual(await score(model, { params, state }, validation, each));
    expect(found[1]).toEqual(found[2]);
  });

  test("end with the first loss that is not finite", async () => {
    const optimizer = optim.sgd({ learningRate: 1e20 });
    const targets = { x: tensor([[1], [2]]), y: tensor([[2], [4]]) };
    const task = { optimizer, loss: losses.meanSquaredError, data: [targets], steps: 100 };
    const events = await all(fit(nn.linear(1), task));
    expect(events.map(({ type }) => type)).toEqual(["step", "epoch", "diverged"]);
    expect(events.at(-1)).toMatchObject({ step: 2, epoch: 2, loss: Number.POSITIVE_INFINITY });
  });
});

describe("the end", () => {
  const steps = async (changes: Parameters<typeof run>[0]) => lossesOf(await run(changes)).length;
  const fresh = batches(slopes(12), { size: 4, order: "fresh" });

  test("is after one epoch where nothing is said", async () => {
    expect(await steps({})).toBe(3);
  });

  test("is after the steps, also within an epoch", async () => {
    expect(await steps({ steps: 4 })).toBe(4);
    expect(await steps({ steps: 4, data: fresh })).toBe(4);
  });

  test("is after whichever limit comes first", async () => {
    expect(await steps({ steps: 4, epochs: 1 })).toBe(3);
    expect(await steps({ steps: 4, epochs: 2 })).toBe(4);
  });

  test("within an epoch shows it as far as it went, and one at its end as whole", async () => {
    const epochs = async (steps: number) =>
      (await run({ steps })).flatMap(({ type, state }) => (type === "epoch" ? [state.position] : []));
    expect(await epochs(4)).toEqual([0, 1]);
    expect(await epochs(6)).toEqual([0, 0]);
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

test("batches that are lent train as those that are kept, and a search for what is not finite keeps them", async () => {
  const drawn = batches(slopes(14), { size: 4, seed: 1 });
  const asked: string[] = [];
  const note =
    <Args extends unknown[], Result>(name: string, draw: (...args: Args) => Result) =>
    (...args: Args): Result => {
      asked.push(name);
      return draw(...args);
    };
  const own = Object.assign(note("kept", drawn), { lend: note("lent", drawn.lend!) });
  const ends = [];
  for (const changes of [{ data: own }, { data: own, findNonFinite: true }, { data: [...drawn(0)] }]) {
    const events = await run({ ...changes, epochs: 1 });
    ends.push([lossesOf(events), await leavesOf(last(events, "done").params)]);
  }
  expect(asked).toEqual(["lent", "kept"]);
  expect(ends[1]).toEqual(ends[0]);
  expect(ends[2]).toEqual(ends[0]);
});

test("data may come later", async () => {
  async function* later(epoch: number) {
    for (const batch of data(epoch)) yield await Promise.resolve(batch);
  }
  expect(lossesOf(await run({ data: later, epochs: 2 }))).toEqual(lossesOf(await run({ epochs: 2 })));
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

  test("textbook Nesterov takes the losses at the look-ahead point, PyTorch's parameters", async () => {
    const losses = (nesterov: boolean | "textbook") =>
      run({ epochs: 3, optimizer: optim.sgd({ learningRate: 0.5, momentum: 0.9, nesterov }) }).then(lossesOf);
    expectClose(await losses("textbook"), await losses(true), 1e-5);
  });
});

describe("an optimizer with an evaluation point", () => {
  const optimizer = optim.chain(options.optimizer, optim.averageParameters({ decay: 0.5 }));
  const validation = slopes(50);

  test("is validated there, and the parameters of epochs and the end are those", async () => {
    const events = await all(fit(model, { ...options, optimizer, validation, epochs: 2 }));
    const done = last(events, "done");
    const [, { average }] = done.state.optimizer as [Tree, optim.AverageState];
    const kept = await leavesOf(done.params);
    expect(kept).toEqual(await leavesOf(average));
    expect(kept).not.toEqual(await leavesOf(done.state.params));
    const each = { accuracy: metrics.accuracy(), loss: options.loss };
    expect(done.validation).toEqual(
      await score(model, { params: done.params, state: done.state.state }, validation, each),
    );
    const epoch = events.at(-2)!;
    expect(epoch.type === "epoch" && (await leavesOf(epoch.params))).toEqual(kept);
  });

  test("trains as without it", async () => {
    expect(lossesOf(await run({ optimizer }))).toEqual(lossesOf(await run()));
  });
});

test("without one, `done` gives the parameters of the state", async () => {
  const { params, state } = last(await run(), "done");
  expect(params).toBe(state.params);
});

describe("an optimizer that follows the validation", () => {
  /** Notes the value at each step that has one, as a sum and a count. */
  const noting: optim.Optimizer<{ readonly sum: Tensor; readonly count: Tensor }> = {
    init: () => ({ sum: zeros([], { dtype: "float64" }), count: zeros([]) }),
    update(updates, { sum, count }, { value }) {
      const isNew = equal(value!, value!);
      const noted = { sum: sum.add(where(isNew, value!, 0)), count: count.add(isNew.cast("float32")) };
      return [mapTree((leaf) => leaf.mul(-0.5), updates), noted];
    },
  };
  const validation = slopes(50);

  test("is shown the metric of each epoch once, at the step behind it", async () => {
    const events = await all(
      fit(model, { ...options, optimizer: noting, validation, follow: "accuracy", epochs: 3 }),
    );
    const noted = await Promise.all(
      events.map(async ({ type, step, state: { optimizer, value } }) =>
        [type, step, await optimizer.count.item(), value !== undefined].join(" "),
      ),
    );
    const [first, second] = [
      ["step 1 0 false", "step 2 0 false", "step 3 0 false", "epoch 3 0 true"],
      ["step 4 1 false", "step 5 1 false", "step 6 1 false", "epoch 6 1 true"],
    ];
    const third = ["step 7 2 false", "step 8 2 false", "step 9 2 false", "epoch 9 2 true", "done 9 2 true"];
    expect(noted).toEqual([...first!, ...second!, ...third]);
    const scores = events.flatMap((event) => (event.type === "epoch" ? [event.validation!.accuracy!] : []));
    const { optimizer } = last(events, "done").state;
    expect(await optimizer.sum.item()).toBeCloseTo(scores[0]! + scores[1]!, 14);
  });

  test("goes on from every event", async () => {
    const task = { ...options, optimizer: noting, validation, follow: "loss" as const, epochs: 2 };
    const events = await all(fit(model, task));
    const end = await leavesOf(last(events, "done").state.optimizer);
    for (const { state } of events) {
      const rest = await all(fit(model, { ...task, state }));
      expect(await leavesOf(last(rest, "done").state.optimizer)).toEqual(end);
    }
  });

  test("is not shown an epoch that ends early", async () => {
    const task = { ...options, optimizer: noting, validation, follow: "loss" as const };
    expect(last(await all(fit(model, { ...task, steps: 4 })), "done").state.value).toBeUndefined();
    expect(last(await all(fit(model, { ...task, steps: 6 })), "done").state.value).toBeDefined();
  });

  test("needs a number", async () => {
    const task = { ...options, optimizer: noting, validation, metrics: { confusion: metrics.confusion() } };
    await expect(all(fit(model, { ...task, follow: "confusion" }))).rejects.toThrow(
      'fit({ follow }): must name a number of the validation (loss), got "confusion".',
    );
    // At once, not after an epoch.
    expect(() => fit(model, { ...options, optimizer: noting, follow: "loss" })).toThrow(
      "fit({ follow }): needs validation data, got none.",
    );
  });
});

describe("errors", () => {
  const failing = (changes: object) => expect(run(changes)).rejects;

  test("options that are none, or of another kind", async () => {
    await failing({ epoch: 5 }).toThrow(
      "fit({ epoch }): is not an option. The nearest is epochs (known: data,",
    );
    await failing({ data: undefined }).toThrow(
      "fit({ data }): must be a list of batches or a function from epochs to batches such as batches(data, { size: 64 }), got undefined.",
    );
    await failing({ data: slopes(4) }).toThrow(
      "fit({ data }): must be a list of batches or a function from epochs to batches such as batches(data, { size: 64 }), got an object of inputs, labels, shape, size.",
    );
    await failing({ loss: undefined }).toThrow("fit({ loss }): must be a function, got undefined.");
    await failing({ metrics: [metrics.accuracy()] }).toThrow(
      "fit({ metrics }): must be an object of metrics",
    );
  });

  test("draws without end and no steps", async () => {
    await failing({ data: batches(slopes(12), { size: 4, order: "fresh" }) }).toThrow(
      "fit({ data }): fresh draws have no end. Give steps, after which training ends, or batches(data, { stepsPerEpoch }).",
    );
  });

  test("a metric under the name of the loss", async () => {
    await failing({ validation: slopes(4), metrics: { loss: losses.meanSquaredError } }).toThrow(
      "fit({ metrics: { loss } }): is the name of the training loss, which validation always reports. Choose another name.",
    );
  });

  test.each([0, -1, 1.5, Number.NaN])("%s steps or epochs", async (value) => {
    const rule = `must be a positive integer, got ${value}.`;
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
