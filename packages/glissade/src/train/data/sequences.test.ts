import { describe, expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import {
  losses,
  nn,
  optim,
  paddedBatches,
  streamedBatches,
  type Tensor,
  tensor,
  train,
} from "../../index.ts";

describe("paddedBatches", () => {
  const x = Array.from({ length: 50 }, (_, row) => Array.from({ length: 1 + ((7 * row) % 13) }, () => row));
  const y = x.map((_, row) => row);

  test("every sequence once, filled up, with its length and its target", async () => {
    const seen: number[] = [];
    for (const batch of paddedBatches({ x, y }, { size: 8, seed: 2, padding: -1 })(1)) {
      const [values, lengths, targets] = await Promise.all(
        [batch.x.x, batch.x.lengths, batch.y].map(numbers),
      );
      const longest = Math.max(...lengths!);
      expect(batch.x.x.shape).toEqual([lengths!.length, longest]);
      targets!.forEach((row, at) => {
        const own = values!.slice(at * longest, (at + 1) * longest);
        const filled = Array.from({ length: longest }, (_, step) => (step < x[row]!.length ? row : -1));
        expect([lengths![at], own]).toEqual([x[row]!.length, filled]);
        seen.push(row);
      });
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(y);
  });

  test("sequences of one batch are about as long", async () => {
    const waste = async (bucket: number) => {
      let [filled, all] = [0, 0];
      for (const { x: batch } of paddedBatches({ x, y }, { size: 5, bucket })(0)) {
        const lengths = await numbers(batch.lengths);
        all += batch.x.size;
        filled += batch.x.size - lengths.reduce((sum, length) => sum + length, 0);
      }
      return filled / all;
    };
    expect(await waste(10)).toBeLessThan(0.1);
    expect(await waste(1)).toBeGreaterThan(0.2);
  });

  test("targets that are sequences are filled up with what losses leave out", async () => {
    const [batch] = paddedBatches({ x: [[1, 2, 3], [4]], y: [[5, 6, 7], [8]] }, { size: 2 })(0);
    expect((await numbers(batch!.y)).toSorted((a, b) => a - b)).toEqual([-100, -100, 5, 6, 7, 8]);
  });

  test("sequences of targets may be tensors and arrays of readers, as those of inputs", async () => {
    const rows = [[1, 2, 3], [4], [5, 6]];
    const column = (row: number[]) =>
      ({ dtype: "int32", shape: [row.length], data: Int32Array.from(row) }) as const;
    for (const y of [rows.map((row) => tensor(row, { dtype: "int32" })), rows.map(column)]) {
      const [batch] = paddedBatches({ x: rows, y }, { size: 3, seed: 1 })(0);
      expect((batch!.y as unknown as Tensor).shape).toEqual([3, 3]);
      expect((await numbers(batch!.y as unknown as Tensor)).filter((value) => value === -100)).toHaveLength(
        3,
      );
    }
  });

  test("steps of one size and other shapes are no one kind", () => {
    const x = [
      tensor(new Float32Array(6), { shape: [1, 2, 3] }),
      tensor(new Float32Array(6), { shape: [1, 3, 2] }),
    ];
    expect(() => paddedBatches({ x, y: [0, 1] }, { size: 2 })).toThrow(
      "paddedBatches(data): x: must have steps of one kind, got float32 [steps, 2, 3] at 0 and float32 [steps, 3, 2] at 1.",
    );
  });

  test("train a recurrent network to tell long from short", async () => {
    const data = {
      x: x.map((sequence) => sequence.map(() => [1])),
      y: x.map(({ length }) => Number(length > 6)),
    };
    const lstm = nn.lstm(8, { output: "last" });
    const model = nn.block(
      "reader",
      { lstm, head: nn.linear(2) },
      (parts, input: { x: Tensor; lengths: Tensor }) => parts.head(parts.lstm(input)),
    );
    const typed = { x: data.x, y: Int32Array.from(data.y) };
    const { history } = await train(model, {
      data: paddedBatches(typed, { size: 10, seed: 1 }),
      loss: losses.softmaxCrossEntropy,
      optimizer: optim.adam({ learningRate: 0.03 }),
      epochs: 25,
    });
    expect(history.at(-1)!.loss).toBeLessThan(0.25);
  });

  test.each([
    [
      "paddedBatches(data): x: must have steps of one kind, got float32 [steps] at 0 and float32 [steps, 2] at 1.",
      () => paddedBatches({ x: [[1], [[1, 2]]] as never, y: [0, 1] }, { size: 1 }),
    ],
    [
      "paddedBatches(data): x, sequence 1: must have at least one step, got [].",
      () => paddedBatches({ x: [[1], []], y: [0, 1] }, { size: 1 }),
    ],
    [
      "paddedBatches(data): y: must have a target for each of the 2 sequences, got 3.",
      () => paddedBatches({ x: [[1], [2]], y: [0, 1, 2] }, { size: 1 }),
    ],
  ])("%s", (message, run) => expect(run).toThrow(message));
});

test("paddedBatches refuse numbers that are not finite, by sequence and step", () => {
  expect(() =>
    paddedBatches(
      {
        x: [
          [1, 2],
          [3, Number.NaN, 4],
        ],
        y: [0, 1],
      },
      { size: 2 },
    ),
  ).toThrow(
    "paddedBatches(data): x, sequence 1, step 1: must be finite, got NaN. Mend the row, or leave it out.",
  );
});

describe("streamedBatches", () => {
  async function* chunks() {
    for (let start = 0; start < 100; start += 7) {
      const rows = Array.from({ length: Math.min(7, 100 - start) }, (_, row) => start + row);
      yield { x: rows.map((row) => [row]), y: Int32Array.from(rows) };
    }
  }
  const taken = async (stream: AsyncIterable<{ readonly x: Tensor; readonly y: Tensor }>) => {
    const all: number[][] = [];
    for await (const { x, y } of stream) {
      expect(await numbers(x)).toEqual(await numbers(y));
      all.push(await numbers(y));
    }
    return all;
  };

  test("every row once, in the order of a seed and an epoch, with the rest at the end", async () => {
    const data = streamedBatches(chunks, { size: 8, buffer: 30, seed: 1 });
    const all = await taken(data(0));
    expect(all.map(({ length }) => length)).toEqual([...new Array<number>(12).fill(8), 4]);
    expect(all.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, row) => row));
    expect(await taken(data(0))).toEqual(all);
    expect(await taken(data(1))).not.toEqual(all);
    expect(Math.max(...all[0]!)).toBeLessThan(38);
  });

  test("the rest may be left out", async () => {
    const all = await taken(streamedBatches(chunks, { size: 8, last: "drop" })(0));
    expect(all.map(({ length }) => length)).toEqual(new Array<number>(12).fill(8));
  });

  test("chunks keep dtypes and the shapes of rows, and a training that goes on knows its batches", async () => {
    async function* images() {
      for (const rows of [2, 3])
        yield {
          x: { a: { dtype: "float64", shape: [rows, 2, 1], data: new Float64Array(2 * rows).fill(rows) } },
        } as const;
    }
    const data = streamedBatches(images, { size: 5, seed: 3 });
    for await (const { x } of data(0)) {
      expect([x.a.dtype, x.a.shape]).toEqual(["float64", [5, 2, 1]]);
      expect((await numbers(x.a)).toSorted()).toEqual([2, 2, 2, 2, 3, 3, 3, 3, 3, 3]);
    }
    expect(data.drawn).toBe('size 5 of a stream, buffer 80, seed 3, last: "keep"');
  });

  test("refuses chunks of other columns, and numbers that are not finite, by their row in the epoch", async () => {
    const other = () => [{ x: [[1], [2]] }, { x: [[1, 2]] }];
    await expect(taken(streamedBatches(other, { size: 2 })(0) as never)).rejects.toThrow(
      "streamedBatches(chunks): must have the columns of the first chunk, data/x: float32[rows, 1], got data/x: float32[rows, 2].",
    );
    const broken = () => [{ x: [[1], [2]] }, { x: [[3], [Number.NaN]] }];
    await expect(taken(streamedBatches(broken, { size: 2 })(0) as never)).rejects.toThrow(
      "streamedBatches(chunks): x, row 3, column 0: must be finite, got NaN.",
    );
  });

  test("refuses what is no iterable", async () => {
    const read = async () => {
      for await (const _ of streamedBatches((() => 5) as never, { size: 1 })(0));
    };
    await expect(read()).rejects.toThrow(
      "streamedBatches(chunks): must give an iterable of chunks for an epoch, got 5. Write it as a generator: async function* chunks(epoch) { ... }.",
    );
  });

  test("refuses a buffer smaller than a batch", () => {
    expect(() => streamedBatches(chunks, { size: 8, buffer: 4 })).toThrow(
      "streamedBatches({ buffer }): must hold at least a batch of 8 rows, got 4.",
    );
  });
});
