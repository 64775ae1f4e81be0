import { expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import { batches, fit, flatten, losses, nn, optim, type TrainEvent } from "../index.ts";

const model = nn.sequential(nn.linear(16), nn.tanh(), nn.linear(2));
const options = {
  data: batches(slopes(64), { size: 8, seed: 1 }),
  loss: losses.softmaxCrossEntropy,
  optimizer: optim.adam({ learningRate: 0.05 }),
};
type Params = nn.ParamsOf<typeof model>;
const kept = (params: unknown) => Promise.all(flatten(params).leaves.map(numbers));

test("a state that was read keeps its numbers for good, and the training is the same", async () => {
  const read: unknown[] = [];
  const seen: number[][][] = [];
  const losses = [];
  for await (const event of fit(model, { ...options, epochs: 3 })) {
    if (event.type !== "step") continue;
    losses.push(event.loss);
    if (event.step % 2 === 0) continue;
    read.push(event.state.params);
    seen.push(await kept(event.state.params));
  }
  for (const [index, params] of read.entries()) expect(await kept(params)).toEqual(seen[index]);
  expect(new Set(seen.map(String)).size).toBe(12);
  const unread = [];
  for await (const event of fit(model, { ...options, epochs: 3 }))
    if (event.type === "step") unread.push(event.loss);
  expect(losses).toEqual(unread);
});

test("a state whose numbers are read later has them still", async () => {
  const states = [];
  for await (const event of fit(model, { ...options, epochs: 2 }))
    if (event.type !== "done") states.push(event.state);
  const all = await Promise.all(states.map(({ params }) => kept(params)));
  // The end of an epoch changes no parameters.
  expect(new Set(all.map(String)).size).toBe(16);
});

test("an average that is read later is that of its epoch", async () => {
  const optimizer = optim.scheduleFreeSgd({ learningRate: 0.5 });
  const read = [];
  for await (const event of fit(model, { ...options, optimizer, epochs: 4 }))
    if (event.type === "epoch") read.push(event.params);
  const at = [];
  for await (const event of fit(model, { ...options, optimizer, epochs: 4 }))
    if (event.type === "epoch") at.push(await kept(event.params));
  expect(await Promise.all(read.map(kept))).toEqual(at);
});

test("a state that was not read in time is refused", async () => {
  const events: TrainEvent<Params>[] = [];
  for await (const event of fit(model, { ...options, steps: 3 })) events.push(event);
  expect(() => events[1]!.state).toThrow(
    "event.state: the state behind step 2 is gone, since training went on before it was read. Read state or params of an event before the next event is asked for; then they stay.",
  );
  expect(() => events[3]!.state).toThrow("event.state: the state behind step 3 is gone");
  expect(await kept(events.at(-1)!.state.params)).toHaveLength(4);
});

test("after a break the last state is there to read", async () => {
  let last: { readonly state: { readonly step: number; readonly params: unknown } } | undefined;
  for await (const event of fit(model, { ...options, epochs: 9 })) {
    last = event;
    if (event.step === 5) break;
  }
  expect(last!.state.step).toBe(5);
  expect(await kept(last!.state.params)).toHaveLength(4);
});

test("a given state is never overwritten", async () => {
  const given = (await fit(model, { ...options, steps: 1 }).next()).value!.state;
  const before = await kept(given.params);
  const run = async () => {
    const seen = [];
    for await (const event of fit(model, { ...options, steps: 5, state: given }))
      if (event.type === "step") seen.push(event.loss);
    return seen;
  };
  expect(await run()).toEqual(await run());
  expect(await kept(given.params)).toEqual(before);
});

test("events have properties of their own, with one getter for all", async () => {
  const getters = new Set<unknown>();
  for await (const event of fit(model, { ...options, steps: 3 })) {
    if (event.type !== "step") continue;
    getters.add(Object.getOwnPropertyDescriptor(event, "state")!.get);
    const { type, step, loss, state } = { ...event };
    expect([type, step, loss, state.step]).toEqual(["step", event.step, event.loss, event.step]);
  }
  expect([...getters]).toEqual([expect.any(Function)]);
});
