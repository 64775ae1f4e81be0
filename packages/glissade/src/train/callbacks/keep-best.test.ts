import { describe, expect, test } from "vitest";
import { all, type Event, epochsOf, losses, type Scores } from "../../../../../test/support/epochs.ts";
import { keepBest, stopEarly } from "../../index.ts";

const endOf = async (events: AsyncIterable<Event>) => {
  const last = (await all(events)).at(-1)!;
  if (last.type !== "done") throw new Error("no end");
  const { step, epoch, params, state, validation, reason } = last;
  return { step, epoch, held: [await params.w.item(), state.epoch], loss: validation?.loss, reason };
};

const reason = "stopEarly: loss was not better than 1 of epoch 2 for 2 epochs";
const best = { step: 4, epoch: 2, held: [2, 2], loss: 1 };

describe("the end is the best epoch", () => {
  test.each<[string, AsyncIterable<Event>, object]>([
    ["of all", keepBest(losses(3, 1, 2, 1).events), best],
    [
      "around early stopping",
      keepBest(stopEarly(losses(3, 1, 2, 2, 0).events, { patience: 2 })),
      { ...best, reason },
    ],
    [
      "inside early stopping",
      stopEarly(keepBest(losses(3, 1, 2, 2, 0).events), { patience: 2 }),
      { ...best, reason },
    ],
    [
      "by another metric",
      keepBest(epochsOf([0.5, 0.7, 0.6].map((accuracy) => ({ loss: 1, accuracy }))).events, {
        metric: "accuracy",
      }),
      best,
    ],
    [
      "the last one, where no loss is a number",
      keepBest(losses(Number.NaN, Number.NaN).events),
      { ...best, loss: Number.NaN },
    ],
  ])("%s", async (_, events, expected) => expect(await endOf(events)).toEqual(expected));
});

test("other events pass as they are", async () => {
  const [plain, kept] = [await all(losses(1, 2).events), await all(keepBest(losses(1, 2).events))];
  expect(kept.slice(0, -1).map(({ type, step }) => [type, step])).toEqual(
    plain.slice(0, -1).map(({ type, step }) => [type, step]),
  );
});

test("errors", async () => {
  await expect(
    all(keepBest(epochsOf([{ loss: 1, score: 2 } as Scores]).events, { metric: "score" as never })),
  ).rejects.toThrow(
    'keepBest({ better }): must be "lower" or "higher" for the metric "score", which does not say it. Pass better here, or give the metric a field better.',
  );
  expect(() => keepBest(losses(1).events, { best: 1 } as never)).toThrow(
    "keepBest({ best }): is not an option. Known: metric, better.",
  );
  await expect(all(keepBest(epochsOf([undefined]).events))).rejects.toThrow(
    'keepBest({ metric }): must be a number of the validation, got "loss". Pass validation to fit().',
  );
});
