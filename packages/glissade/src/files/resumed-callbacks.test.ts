import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpoints, latestCheckpoint, loadCheckpoint, readManifest } from "glissade/files";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import {
  batches,
  finish,
  fit,
  flatten,
  initialState,
  keepBest,
  losses,
  nn,
  optim,
  random,
  stopEarly,
  type Tree,
  zeros,
} from "../index.ts";

const root = await mkdtemp(join(tmpdir(), "glissade-"));
afterAll(() => rm(root, { recursive: true }));
let directory = "";
let count = 0;
beforeEach(() => {
  directory = join(root, `${count++}`);
});

const model = nn.sequential(nn.linear(4), nn.batchNorm(), nn.dropout(0.3), nn.linear(2));
const average = optim.averageParameters({ decay: 0.5 });
const optimizer = optim.chain(optim.adam({ learningRate: 0.1 }), average);
const how = { loss: losses.softmaxCrossEntropy, optimizer };
const like = await initialState({ model, ...how }, random.key(1), zeros([1, 2]));

/** Four steps an epoch; the metric is best in the third epoch, by design of its numbers. */
const scripted = [3, 2, 1, 4, 1.5, 5, 6, 7];
const events = (state?: typeof like) =>
  fit(model, {
    ...how,
    data: batches(slopes(40), { size: 10, seed: 2 }),
    validation: slopes(20),
    epochs: 8,
    state,
  });

const metric = ({ epoch }: { readonly epoch: number }) => scripted[epoch - 1]!;

/** The program that a user starts again and again: it goes on from the last checkpoint, until so many events. */
async function program(limit = Number.POSITIVE_INFINITY) {
  const latest = await latestCheckpoint(directory);
  const state = latest === undefined ? undefined : await loadCheckpoint(latest, like);
  const inner = keepBest(stopEarly(events(state), { metric, patience: 3 }), { metric });
  let seen = 0;
  for await (const event of checkpoints(inner, { directory, every: { steps: 1 }, keep: 2 })) {
    if (event.type === "done") return { ...(await bitsOf({ ...event })), events: seen };
    if (++seen === limit) return undefined;
  }
  return undefined;
}

async function bitsOf(event: {
  readonly state: typeof like;
  readonly params: unknown;
  readonly [name: string]: unknown;
}) {
  const { state, params, step, epoch, reason, validation } = event;
  const { params: own, state: statistics, optimizer: moments, key, ...progress } = state;
  const tensors = { own, statistics, moments, key: key!, params } as unknown as Tree;
  const bits = await Promise.all(flatten(tensors).leaves.map(numbers));
  return { step, epoch, reason, validation, progress, bits };
}

describe("callbacks go on where a training goes on from a checkpoint", () => {
  test.each([1, 3, 6, 14, 17, 21, 26])("killed behind event %i", async (limit) => {
    const whole = await program();
    expect(whole).toMatchObject({ epoch: 3, step: 12, events: 6 * 5 });
    expect(whole!.reason).toBe("stopEarly: the metric was not better than 1 of epoch 3 for 3 epochs");
    directory = `${directory}-again`;
    expect(await program(limit)).toBeUndefined();
    const { events: left, ...resumed } = (await program())!;
    const { events: _, ...wanted } = whole!;
    expect(resumed).toEqual(wanted);
    expect(left).toBeLessThan(30);
  });

  test("killed again and again", async () => {
    const { events: _, ...whole } = (await program())!;
    directory = `${directory}-again`;
    for (let start = 0; start < 5; start++) await program(5);
    const { events: left, ...resumed } = (await program())!;
    expect(resumed).toEqual(whole);
    expect(left).toBeLessThan(10);
  });

  test("a training that stopEarly has ended takes no more steps", async () => {
    const { events: _, ...whole } = (await program())!;
    // The last checkpoint is that of the last step, before its epoch ended.
    const { events: left, ...again } = (await program())!;
    expect(again).toEqual(whole);
    expect(left).toBeLessThan(2);
  });
});

test("with checkpoints at the ends of epochs nothing is left to do", async () => {
  const run = async () => {
    const latest = await latestCheckpoint(directory);
    const state = latest === undefined ? undefined : await loadCheckpoint(latest, like);
    const inner = stopEarly(keepBest(events(state), { metric }), { metric, patience: 3 });
    return finish(checkpoints(inner, { directory, every: { epochs: 1 } }));
  };
  const first = await run();
  const second = await run();
  expect([second.epoch, second.step, second.reason]).toEqual([3, 12, first.reason]);
  expect(second.history).toEqual(first.history.slice(0, 3));
  expect(await bitsOf({ ...second })).toEqual(await bitsOf({ ...first }));
  const { best, history } = await readManifest((await latestCheckpoint(directory))!);
  expect(best!.progress).toMatchObject({ step: 12, epoch: 3 });
  expect(history!.length).toBe(6);
});

test("another metric starts from the epochs that it can still give", async () => {
  await program(24);
  const state = await loadCheckpoint((await latestCheckpoint(directory))!, like);
  const other = keepBest(events(state), { metric: ({ epoch }) => (epoch === 1 ? 0 : 10 - epoch) });
  // Epoch 1 was the best by it, but its parameters are gone.
  expect((await finish(other)).epoch).toBe(8);
});
