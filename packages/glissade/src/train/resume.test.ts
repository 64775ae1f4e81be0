import { describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { all, last } from "../../../../test/support/events.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import { batches, fit, flatten, losses, nn, optim, type TrainEvent } from "../index.ts";
import { splitState } from "./state.ts";

/** What an event says, with every bit of its tensors. */
async function bitsOf(event: TrainEvent<unknown, unknown, unknown>) {
  const { tensors, progress } = splitState(event.state);
  const bits = await Promise.all(flatten(tensors).leaves.map(numbers));
  return { ...event, state: { bits, progress }, ...("params" in event && { params: await kept(event.params) }) };
}

const kept = (params: unknown) => Promise.all(flatten(params).leaves.map(numbers));

const model = nn.sequential(nn.linear(6), nn.batchNorm(), nn.relu(), nn.dropout(0.3), nn.linear(2));
const examples = slopes(14);
const rate = 0.05;
const optimizers = {
  "momentum": optim.sgd({ learningRate: rate, momentum: 0.9 }),
  "Adam by a schedule": optim.adam({ learningRate: optim.schedules.cosine({ start: rate, steps: 12 }) }),
  "schedule-free SGD": optim.scheduleFreeSgd({ learningRate: rate }),
  "schedule-free AdamW": optim.scheduleFreeAdamw({ learningRate: rate }),
  "an average": optim.chain(optim.adam({ learningRate: rate }), optim.averageParameters({ decay: 0.5 })),
  "plateaus of the loss": optim.chain(
    optim.sgd({ learningRate: rate }),
    optim.reduceOnPlateau({ patience: 1, factor: 0.5, accumulationSize: 2 }),
  ),
  "several batches for a step": optim.accumulate(optim.adam({ learningRate: rate }), 3),
  "noise": optim.noisySgd({ learningRate: rate, seed: 3 }),
  "a look elsewhere": optim.sam(optim.sgd({ learningRate: rate }), { rho: 0.05 }),
} satisfies Record<string, optim.Optimizer<never> | optim.Optimizer>;

/** The events of a training from the start, and from the state of each of them. */
async function fromEverywhere(run: (state?: never) => AsyncIterable<TrainEvent<unknown, unknown, unknown>>) {
  const events = await all(run());
  const whole = await Promise.all(events.map(bitsOf));
  for (const [index, { state }] of events.entries()) {
    const rest = await all(run(state as never));
    expect(await Promise.all(rest.map(bitsOf)), `from event ${index}`).toEqual(whole.slice(index + 1));
  }
  return events;
}
