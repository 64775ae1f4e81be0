/** @file Streams of training events made from other streams. */

import type { TrainEvent } from "../events.ts";
import { memoryOf, type Past, withMemory } from "../memory.ts";
import type { BestEpoch } from "../state.ts";
import { requireEvents } from "../training-checks.ts";

/** Any event of a training. */
// biome-ignore lint/suspicious/noExplicitAny: whatever is trained.
export type AnyTrainEvent = TrainEvent<any, any, any, any>;

export type EpochOf<Event> = Extract<Event, { readonly type: "epoch" }>;

export type DoneOf<Event> = Extract<Event, { readonly type: "done" }>;

interface StreamOptions<Event> {
  /** The callback as errors name it. */
  readonly where: string;
  readonly events: AsyncIterable<Event>;
  /** What is done with each event: none, one or more in its place. */
  run(): AsyncGenerator<Event, void>;
  /** What becomes of the last event; where left out, it stays. */
  ending?(done: DoneOf<Event>): DoneOf<Event>;
  /** The best epoch so far, of what remembers it. */
  best?(): BestEpoch<unknown, unknown, unknown> | undefined;
}

/** A stream that reads another. A later one that ends it early asks for its last event, so that the order is free. */
export function stream<Event>({
  where,
  events,
  run,
  ending,
  best,
}: StreamOptions<Event>): AsyncGenerator<Event, void> {
  requireEvents(where, events);
  const inner = memoryOf(events);
  return withMemory(run(), {
    past: inner.past,
    best: best ?? inner.best,
    ending(done: DoneOf<Event>) {
      const last = endingOf(events, done);
      return ending ? ending(last) : last;
    },
  });
}

/** The last event of a stream that is ended early with this one. */
export const endingOf = <Event>(events: AsyncIterable<Event>, done: DoneOf<Event>): DoneOf<Event> =>
  (memoryOf(events).ending?.(done as never) as DoneOf<Event> | undefined) ?? done;

/** The epochs that a training has behind it, of which only the numbers are left. */
export const pastEpochs = <Event>(past: Past | undefined): EpochOf<Event>[] =>
  (past?.history ?? []).map(
    (epoch) => ({ type: "epoch", ...epoch, better: past!.better }) as unknown as EpochOf<Event>,
  );
