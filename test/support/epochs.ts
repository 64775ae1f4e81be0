/** @file Streams of training events with chosen scores. */

import { type EpochEvent, type Tensor, type TrainEvent, type TrainState, tensor } from "glissade";

export type Params = { readonly w: Tensor };
type Optimizer = readonly [];
/** What the validation of these streams reports. */
export type Scores = {
  readonly loss: number;
  readonly accuracy?: number;
  readonly confusion?: readonly number[];
};
export type Event = TrainEvent<Params, readonly [], Optimizer, Scores>;

/** Parameters hold the number of their epoch. */
const stateOf = (epoch: number): TrainState<Params, readonly [], Optimizer> => ({
  ...{ params: { w: tensor([epoch]) }, state: [], optimizer: [] },
  ...{ step: 2 * epoch, epoch, position: 0, lossSum: 0 },
});

/** What became of a stream. */
export interface Watched {
  readonly events: AsyncGenerator<Event, void>;
  readonly isClosed: () => boolean;
}

/** Epochs of two steps with these scores, and the end. */
export function epochsOf(scores: readonly (Scores | undefined)[]): Watched {
  let closed = false;
  const run = async function* (): AsyncGenerator<Event, void> {
    try {
      for (const [index, validation] of scores.entries()) {
        const epoch = index + 1;
        const state = stateOf(epoch);
        yield { type: "step", step: 2 * epoch - 1, epoch, loss: 1 / epoch, state };
        yield { type: "step", step: 2 * epoch, epoch, loss: 1 / epoch, state };
        const event: EpochEvent<Params, readonly [], Optimizer, Scores> = {
          ...{ type: "epoch", step: 2 * epoch, epoch, loss: 1 / epoch },
          ...{ learningRate: 0.1, state, params: state.params, validation },
          better: { loss: "lower", accuracy: "higher" },
        };
        yield event;
      }
      const state = stateOf(scores.length);
      const ended = { step: 2 * scores.length, epoch: scores.length, validation: scores.at(-1) };
      yield { type: "done", ...ended, state, params: state.params };
    } finally {
      closed = true;
    }
  };
  return { events: run(), isClosed: () => closed };
}

export const losses = (...values: readonly number[]): Watched => epochsOf(values.map((loss) => ({ loss })));

export async function all<Item>(stream: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
