/** @file What a stream of training events remembers, for callbacks that read it. */

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

export interface Memory {
  /** What is behind the stream, where it goes on from a state. */
  readonly past?: Past | undefined;
  /** The best epoch so far, where `keepBest` is part of the stream. */
  best?(): AnyBest | undefined;
  /** The last event of the stream where another callback ends it early with this one. */
  ending?(done: never): unknown;
}

const memories = new WeakMap<object, Memory>();

export function withMemory<Stream extends object>(events: Stream, memory: Memory): Stream {
  memories.set(events, memory);
  return events;
}

export const memoryOf = (events: object): Memory => memories.get(events) ?? {};
