/** @file The callback that ends training with the best epoch. */

import { optionsReader } from "../../options/kinds.ts";
import { evaluate } from "../../run/evaluate.ts";
import { memoryOf } from "../memory.ts";
import { follow, type MetricOptions, metricKinds } from "./metric.ts";
import { type AnyTrainEvent, type DoneOf, type EpochOf, stream } from "./stream.ts";

const readKeepBest = optionsReader<MetricOptions<AnyTrainEvent>>(metricKinds);

/**
 * The `done` event holds the epoch that was best by a metric of the validation: its parameters, state and scores, its
 * step and its number. Events before it pass unchanged. `checkpoints` around it keeps the best epoch so far, which still
 * counts where training goes on from a checkpoint, its validation by those results that are numbers; from other states
 * only epochs that are seen count.
 *
 * @example
 * const { train, test } = glyphs({ train: 500, test: 100 });
 * const model = nn.sequential(nn.flatten(), nn.linear(10));
 * const events = fit(model, {
 *   data: batches(train, { size: 50 }), validation: test, epochs: 5,
 *   loss: losses.softmaxCrossEntropy, optimizer: optim.sgd({ learningRate: 1 }),
 * });
 * for await (const event of keepBest(events, { metric: "accuracy" }))
 *   if (event.type === "done") console.log(event.epoch, event.validation?.accuracy);
 *
 * @throws ArgumentError at the first epoch where the validation has no such number, or the metric does not say what is better.
 */
export function keepBest<Event extends AnyTrainEvent>(
  events: AsyncIterable<Event>,
  options: MetricOptions<Event> = {},
): AsyncGenerator<Event, void> {
  readKeepBest("keepBest", options as MetricOptions<AnyTrainEvent>);
  const { read, isBetter, pastOf } = follow<Event>("keepBest", options);
  let best: { readonly value: number; readonly end: DoneOf<Event> } | undefined;
  const note = async (event: EpochOf<Event>): Promise<void> => {
    const value = read(event);
    if (!isBetter(event, best?.value)) return;
    const { step, epoch, state, params, validation } = event;
    const end = { type: "done", step, epoch, state, params: await evaluate(params), validation };
    best = { value, end: end as DoneOf<Event> };
  };
  let isRecalled = false;
  const recall = (): void => {
    if (isRecalled) return;
    isRecalled = true;
    const { past } = memoryOf(events);
    let top: EpochOf<Event> | undefined;
    for (const epoch of pastOf(past)) if (isBetter(epoch, top && read(top))) top = epoch;
    const kept = past?.best;
    if (!top || kept?.state.epoch !== top.epoch) return;
    const { step, epoch, validation } = top;
    best = { value: read(top), end: { type: "done", step, epoch, validation, ...kept } as DoneOf<Event> };
  };
  const ending = (done: DoneOf<Event>): DoneOf<Event> => {
    recall();
    return best ? { ...best.end, reason: done.reason } : done;
  };
  const run = async function* (): AsyncGenerator<Event, void> {
    recall();
    for await (const event of events) {
      if (event.type === "epoch") await note(event as EpochOf<Event>);
      yield event.type === "done" ? ending(event as DoneOf<Event>) : event;
    }
  };
  return stream({ where: "keepBest", events, run, ending, best: () => best?.end });
}
