import { describe, expect, test } from "vitest";
import { all, type Event, epochsOf, losses, type Scores } from "../../../../../test/support/epochs.ts";
import { slopes } from "../../../../../test/support/slopes.ts";
import {
  batches,
  fit,
  losses as lossFunctions,
  nn,
  optim,
  type StopEarlyOptions,
  stopEarly,
} from "../../index.ts";

const lastOf = async (options: StopEarlyOptions<Event>, scores: readonly (Scores | undefined)[]) => {
  const { events, isClosed } = epochsOf(scores);
  const seen = await all(stopEarly(events, options));
  expect(isClosed()).toBe(true);
  const last = seen.at(-1)!;
  if (last.type !== "done") throw new Error("no end");
  return last;
};

const lossesOf = (...values: readonly number[]): Scores[] => values.map((loss) => ({ loss }));

describe("training ends", () => {
  test.each<[string, StopEarlyOptions<Event>, Scores[], number, string | undefined]>([
    [
      "where the loss is not below the best",
      { patience: 1 },
      lossesOf(3, 2, 2, 1),
      3,
      "loss was not better than 2 of epoch 2 for 1 epoch",
    ],
    [
      "after as many epochs as there is patience",
      { patience: 2 },
      lossesOf(1, 3, 2, 0),
      3,
      "loss was not better than 1 of epoch 1 for 2 epochs",
    ],
    ["only where they follow each other", { patience: 2 }, lossesOf(3, 4, 2, 3, 1), 5, undefined],
    [
      "where it gets better by less than counts",
      { patience: 2, minDelta: 0.5 },
      lossesOf(3, 2.6, 2.5, 1),
      3,
      "loss was not better than 3 of epoch 1 for 2 epochs",
    ],
    [
      "with a loss that is no number",
      { patience: 2 },
      lossesOf(Number.NaN, Number.NaN, 1),
      2,
      "loss was not a number for 2 epochs",
    ],
    [
      "by a metric that grows",
      { patience: 1, metric: "accuracy" },
      [
        { loss: 1, accuracy: 0.5 },
        { loss: 2, accuracy: 0.6 },
        { loss: 0, accuracy: 0.6 },
      ],
      3,
      "accuracy was not better than 0.6 of epoch 2 for 1 epoch",
    ],
    [
      "by the other direction",
      { patience: 1, metric: "accuracy", better: "lower" },
      [{ loss: 1, accuracy: 0.5 }, { loss: 2, accuracy: 0.6 }, { loss: 0 }],
      2,
      "accuracy was not better than 0.5 of epoch 1 for 1 epoch",
    ],
    [
      "by a function of the event",
      { patience: 1, metric: ({ loss }) => -loss },
      lossesOf(1, 1, 1),
      2,
      "the metric was not better than -1 of epoch 1 for 1 epoch",
    ],
  ])("%s", async (_, options, scores, epoch, reason) => {
    const last = await lastOf(options, scores);
    expect(last.epoch).toBe(epoch);
    expect(last.reason).toBe(reason && `stopEarly: ${reason}`);
    expect(last.step).toBe(2 * epoch);
    expect(last.validation).toBe(scores[epoch - 1]);
    expect(await last.params.w.item()).toBe(epoch);
    expect(last.state.epoch).toBe(epoch);
  });
});

test("all events come through, and the last epoch before the end", async () => {
  const seen = await all(stopEarly(losses(1, 1).events, { patience: 1 }));
  expect(seen.map(({ type, step }) => `${type} ${step}`)).toEqual([
    ...["step 1", "step 2", "epoch 2", "step 3", "step 4", "epoch 4", "done 4"],
  ]);
});

test("leaving the stream closes the training", async () => {
  const { events, isClosed } = losses(3, 2, 1);
  for await (const event of stopEarly(events, { patience: 1 })) if (event.type === "epoch") break;
  expect(isClosed()).toBe(true);
});

test("a real training ends with what its last epoch had", async () => {
  const events = fit(nn.linear(2), {
    data: batches(slopes(40), { size: 10 }),
    validation: slopes(30),
    loss: lossFunctions.softmaxCrossEntropy,
    optimizer: optim.sgd({ learningRate: 1e-9 }),
    epochs: 50,
  });
  const seen = await all(stopEarly(events, { patience: 2, metric: "accuracy" }));
  const [epoch, done] = seen.slice(-2);
  if (epoch?.type !== "epoch" || done?.type !== "done") throw new Error("no end");
  expect(done.reason).toMatch(/^stopEarly: accuracy was not better than 0\.\d+ of epoch 1 for 2 epochs$/);
  expect(done.validation).toBe(epoch.validation);
  expect(await done.params.weight.data()).toEqual(await done.state.params.weight.data());
});

describe("errors", () => {
  const start = (options: unknown) => stopEarly(losses(1).events, options as StopEarlyOptions<Event>);
  test.each<[unknown, string]>([
    [{ patience: 0 }, "stopEarly({ patience }): must be a positive integer, got 0."],
    [{}, "stopEarly({ patience }): must be a positive integer, got undefined."],
    [{ patience: 1, minDelta: -1 }, "stopEarly({ minDelta }): must be finite and not negative, got -1."],
    [{ patience: 1, better: "most" }, 'stopEarly({ better }): must be "lower" or "higher", got "most".'],
    [{ patience: 1, metric: 3 }, "stopEarly({ metric }): must be a name or a function, got 3."],
    [
      { patience: 1, delta: 1 },
      "stopEarly({ delta }): is not an option. The nearest is minDelta (known: metric, better, patience, minDelta).",
    ],
  ])("%j", (options, message) => {
    expect(() => start(options)).toThrow(expect.objectContaining({ message }));
  });

  test.each<[StopEarlyOptions<Event>, Scores | undefined, string]>([
    [
      { patience: 1 },
      undefined,
      'stopEarly({ metric }): must be a number of the validation, got "loss". Pass validation to fit().',
    ],
    [
      { patience: 1, metric: "acuracy" as never, better: "higher" },
      { loss: 1, accuracy: 1, confusion: [1] },
      'stopEarly({ metric }): must be a number of the validation, got "acuracy". The nearest is accuracy (known: loss, accuracy).',
    ],
  ])("%j", async (options, scores, message) => {
    const { events, isClosed } = epochsOf([scores]);
    await expect(all(stopEarly(events, options))).rejects.toThrow(expect.objectContaining({ message }));
    expect(isClosed()).toBe(true);
  });
});
