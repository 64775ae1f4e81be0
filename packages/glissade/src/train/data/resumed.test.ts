import { expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import {
  type Batches,
  batches,
  fit,
  losses,
  mapBatches,
  nn,
  optim,
  paddedBatches,
  random,
  streamedBatches,
  type Tensor,
} from "../../index.ts";

const rows = Array.from({ length: 10 }, (_, row) => row);
const data = { x: rows.map((row) => [row / 10, 1]), y: rows.map((row) => [row % 3]) };
const lengths = rows.map((row) => Array.from({ length: 1 + (row % 4) }, () => row / 10));

async function* chunks() {
  for (const start of [0, 5]) yield { x: data.x.slice(start, start + 5), y: data.y.slice(start, start + 5) };
}

const noisy = (x: Tensor, key: Tensor) => x.add(random.normal(key, x.shape));
const ofPadded = paddedBatches({ x: lengths, y: data.y }, { size: 3, bucket: 2, seed: 1 });

const sources: Readonly<Record<string, Batches>> = {
  weighted: batches(data, { size: 3, weights: rows, seed: 1 }),
  "weighted, drawn afresh": batches(data, { size: 3, weights: rows, order: "fresh", seed: 1 }),
  stratified: batches(data, { size: 3, stratify: rows.map((row) => row % 3), seed: 1 }),
  mapped: mapBatches(batches(data, { size: 3 }), ({ x, y }, key) => ({ x: noisy(x, key), y }), { seed: 1 }),
  streamed: streamedBatches(chunks, { size: 3, buffer: 4, seed: 1 }),
  padded: mapBatches(ofPadded, ({ x, y }) => ({ x: x.x.sum({ axis: 1, keepDims: true }), y })),
};

test.each(Object.entries(sources))(
  "a training with %s batches goes on as if it had not stopped",
  async (_, own) => {
    const run = (state?: never) =>
      fit(nn.linear(1), {
        data: own,
        loss: losses.meanSquaredError,
        optimizer: optim.adam({ learningRate: 0.1 }),
        steps: 7,
        state,
      });
    const ends: number[][] = [];
    let stopped: unknown;
    for (const isSecond of [false, true]) {
      for await (const event of run(isSecond ? (stopped as never) : undefined)) {
        if (!isSecond && event.type === "step" && event.step === 5) stopped = event.state;
        if (event.type === "done") ends.push(await numbers(event.params.weight));
      }
    }
    expect(ends).toHaveLength(2);
    expect(ends[1]).toEqual(ends[0]);
  },
);
