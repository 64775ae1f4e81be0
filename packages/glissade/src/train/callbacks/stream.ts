/** @file Streams of training events made from other streams. */

import type { TrainEvent } from "../events.ts";
import { bestOf, type Past, pastOf, remember, withPast } from "../past.ts";
import type { BestEpoch } from "../state.ts";
import { requireEvents } from "../training-checks.ts";

/** Any event of a training. */
// biome-ignore lint/suspicious/noExplicitAny: whatever is trained.
export type AnyTrainEvent = TrainEvent<any, any, any, any>;

export type EpochOf<Event> = Extract<Event, { readonly type: "epoch" }>;

export type DoneOf<Event> = Extract<Event, { readonly type: "done" }>;

/** Another last event in place of one. */
type Ending = (done: never) => unknown;

/** The endings of streams whose last event is not that of the stream that they read. */
const endings = new WeakMap<object, Ending>();

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
  best = () => bestOf(events),
}: StreamOptions<Event>): AsyncGenerator<Event, void> {
  requireEvents(where, events);
  const generator = run();
  endings.set(generator, (done: DoneOf<Event>) => {
    const inner = endingOf(events, done);
    return ending ? ending(inner) : inner;
  });
  remember(generator, best);
  return withPast(generator, pastOf(events));
}

/** The last event of a stream that is ended early with this one. */
export const endingOf = <Event>(events: AsyncIterable<Event>, done: DoneOf<Event>): DoneOf<Event> =>
  (endings.get(events)?.(done as never) as DoneOf<Event> | undefined) ?? done;

/** The epochs that a training has behind it, of which only the numbers are left. */
export const pastEpochs = <Event>(past: Past | undefined): EpochOf<Event>[] =>
  (past?.history ?? []).map(
    (epoch) => ({ type: "epoch", ...epoch, better: past!.better }) as unknown as EpochOf<Event>,
  );
