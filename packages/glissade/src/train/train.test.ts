import { describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { epochsOf, losses as lossesOf } from "../../../../test/support/epochs.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import { batches, finish, fit, keepBest, losses, nn, optim, stopEarly, tensor, train } from "../index.ts";

const model = nn.sequential(nn.linear(4), nn.batchNorm(), nn.relu(), nn.linear(2));
const options = {
  data: batches(slopes(40), { size: 10, seed: 1 }),
  validation: slopes(30),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.sgd({ learningRate: 0.1 }),
  epochs: 3,
};

test("train gives what the last event of fit has, and the numbers of each epoch", async () => {
  const { variables, params, state, step, epoch, validation, history } = await train(model, options);
  const epochs = [];
  for await (const event of fit(model, options)) {
    if (event.type === "epoch") {
      const { step, epoch, loss, learningRate, validation } = event;
      epochs.push({ step, epoch, loss, learningRate, validation });
    }
    if (event.type !== "done") continue;
    expect(await numbers(params[3].weight)).toEqual(await numbers(event.params[3].weight));
    expect({ step, epoch, validation }).toEqual({
      step: event.step,
      epoch: event.epoch,
      validation: event.validation,
    });
  }
  expect(history).toEqual(epochs);
  expect(history.length).toBe(3);
  expect(variables).toEqual({ params, state: state.state });
});

test("finish gives the end of any stream", async () => {
  const { reason, history, validation } = await finish(
    keepBest(stopEarly(lossesOf(2, 1, 3).events, { patience: 1 })),
  );
  expect(reason).toBe("stopEarly: loss was not better than 1 of epoch 2 for 1 epoch");
  expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(validation).toEqual({ loss: 1 });
});

describe("errors", () => {
  test("a loss that is not finite", async () => {
    const data = [{ x: tensor([[1], [2]]), y: tensor([[2], [4]]) }];
    const optimizer = optim.sgd({ learningRate: 1e20 });
    await expect(
      train(nn.linear(1), { data, loss: losses.meanSquaredError, optimizer, steps: 100 }),
    ).rejects.toThrow(
      "train: the loss must stay finite, got Infinity at step 2 of epoch 2. Check the data for NaN and the labels for some beyond the outputs, lower the learning rate, or clip gradients with optim.clipByGlobalNorm(); findNonFinite: true tells which operation it was.",
    );
  });

  test("a stream without an end", async () => {
    const { events } = epochsOf([]);
    await events.return();
    await expect(finish(events)).rejects.toThrow(
      "finish(events): needs events that end with done, got none.",
    );
  });
});

test.each<[string, object]>([
  [
    "train({ data }): fresh draws have no end. Give steps, after which training ends, or batches(data, { stepsPerEpoch }).",
    { data: batches(slopes(12), { size: 4, order: "fresh" }) },
  ],
  ["train({ follow }): needs validation data, got none.", { follow: "loss" }],
  [
    'train({ follow }): must name a number of the validation (accuracy, loss), got "no".',
    { follow: "no", validation: slopes(4) },
  ],
  [
    "train({ metrics: { loss } }): is the name of the training loss, which validation always reports. Choose another name.",
    { validation: slopes(4), metrics: { loss: losses.meanSquaredError } },
  ],
  ["train({ validation }): ", { validation: 3 }],
  ["train({ data }): needs at least one batch in every epoch, got none in epoch 1.", { data: [] }],
])("errors of train name it: %s", async (message, changes) => {
  const task = {
    data: batches(slopes(12), { size: 4 }),
    loss: losses.softmaxCrossEntropy,
    optimizer: optim.sgd({ learningRate: 0.1 }),
    epochs: 1,
    ...changes,
  };
  await expect(train(nn.linear(2), task)).rejects.toThrow(message);
});
