/** @file The callback that ends training when a metric no longer improves. */

import { kind, optionsReader } from "../../options/kinds.ts";
import { nonNegatives } from "../../options/ranges.ts";
import { evaluate } from "../../run/evaluate.ts";
import { memoryOf } from "../memory.ts";
import { follow, type MetricOptions, metricKinds } from "./metric.ts";
import { type AnyTrainEvent, type DoneOf, type EpochOf, endingOf, stream } from "./stream.ts";

export interface StopEarlyOptions<Event> extends MetricOptions<Event> {
  /** How many epochs in a row may bring nothing better. */
  readonly patience: number;
  /** What counts as better: by more than this, 0 by default. */
  readonly minDelta?: number;
}

const readStopEarly = optionsReader<StopEarlyOptions<AnyTrainEvent>>({
  ...metricKinds,
  patience: kind.needed(kind.count),
  minDelta: kind.within(nonNegatives),
});

/**
 * Ends training with `done`, whose `reason` says why, once a metric of the validation has not been better for so many
 * epochs. With `keepBest`, in either order, the last event holds the best epoch. Where training goes on from a state, the
 * epochs before it count by the numbers that the state keeps of them, and a training that had ended so ends at once.
 *
 * @example
 * const { train, test } = glyphs({ train: 500, test: 100 });
 * const model = nn.sequential(nn.flatten(), nn.linear(10));
 * const events = fit(model, {
 *   data: batches(train, { size: 50 }), validation: test, epochs: 100,
 *   loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.1 }),
 * });
 * for await (const event of stopEarly(events, { metric: "accuracy", patience: 2 }))
 *   if (event.type === "done") console.log(event.epoch, event.reason);
 *
 * @throws ArgumentError for options out of range, and at the first epoch where the validation has no such number, or
 *   the metric does not say what is better.
 */
export function stopEarly<Event extends AnyTrainEvent>(
  events: AsyncIterable<Event>,
  options: StopEarlyOptions<Event>,
): AsyncGenerator<Event, void> {
  const { patience, minDelta = 0 } = readStopEarly("stopEarly", options as StopEarlyOptions<AnyTrainEvent>);
  const { name, read, isBetter, pastOf } = follow<Event>("stopEarly", options);
  let best: { readonly value: number; readonly epoch: number } | undefined;
  let waited = 0;
  const note = (event: EpochOf<Event>): void => {
    const value = read(event);
    const better = isBetter(event, best?.value, minDelta);
    if (better) best = { value, epoch: event.epoch };
    waited = better ? 0 : waited + 1;
  };
  const reason = (): string => {
    const what = best ? `better than ${best.value} of epoch ${best.epoch}` : "a number";
    return `stopEarly: ${name} was not ${what} for ${patience} ${patience === 1 ? "epoch" : "epochs"}`;
  };
  const run = async function* (): AsyncGenerator<Event, void> {
    const { past } = memoryOf(events);
    for (const epoch of pastOf(past)) note(epoch);
    if (past && waited >= patience) {
      yield endingOf(events, { ...((await past.end()) as DoneOf<Event>), reason: reason() });
      return;
    }
    for await (const event of events) {
      yield event;
      if (event.type !== "epoch") continue;
      note(event as EpochOf<Event>);
      if (waited < patience) continue;
      yield endingOf(events, await toDone<Event>(event as EpochOf<Event>, reason()));
      return;
    }
  };
  return stream({ where: "stopEarly", events, run });
}

/** The end of a training that stops behind an epoch. */
async function toDone<Event extends AnyTrainEvent>(
  { step, epoch, state, params, validation }: EpochOf<Event>,
  reason: string,
): Promise<DoneOf<Event>> {
  return {
    type: "done",
    step,
    epoch,
    state,
    params: await evaluate(params),
    validation,
    reason,
  } as DoneOf<Event>;
}
