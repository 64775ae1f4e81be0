/** @file What a training that goes on has behind it, for callbacks that count its epochs. */

import type { Better } from "../nn/metrics/metric.ts";
import type { DoneEvent } from "./events.ts";
import type { BestEpoch, EpochNumbers } from "./state.ts";

type AnyBest = BestEpoch<unknown, unknown, unknown>;

/** Before the first event of a stream. */
export interface Past {
  /** Steps taken. */
  readonly step: number;
  readonly history: readonly EpochNumbers[];
  /** Whether higher or lower numbers are better, as in the events of epochs. */
  readonly better: { readonly [name: string]: Better | undefined };
  /** The best of these epochs, where a checkpoint has kept it. */
  readonly best?: AnyBest | undefined;
  /** The end of the training where it stands. */
  end(): Promise<DoneEvent<unknown, unknown, unknown, unknown>>;
}

const pasts = new WeakMap<object, Past>();

/** A stream with what is behind it. */
export function withPast<Stream extends object>(events: Stream, past: Past | undefined): Stream {
  if (past) pasts.set(events, past);
  return events;
}

/** What is behind a stream, where it goes on from a state. */
export const pastOf = (events: object): Past | undefined => pasts.get(events);

const bests = new WeakMap<object, () => AnyBest | undefined>();

/** Lets those that read a stream ask for the best epoch so far. */
export const remember = (events: object, best: () => AnyBest | undefined): void =>
  void bests.set(events, best);

/** The best epoch so far of a stream that `keepBest` is part of. */
export const bestOf = (events: object): AnyBest | undefined => bests.get(events)?.();
