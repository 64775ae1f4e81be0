import { setTimeout } from "node:timers/promises";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { NdArray } from "../../data/nd-array.ts";
import { checkRows } from "../../data/rows/check-rows.ts";
import { zipRows } from "../../data/rows/zip-rows.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { linear } from "../../nn/layers/linear.ts";
import { halfSquaredError } from "../../nn/losses/regression.ts";
import { sgd } from "../../optim/algorithms/sgd.ts";
import { fit } from "../fit.ts";
import { toSafetensors } from "../safetensors.ts";
import { score } from "../score.ts";
import { batches } from "./batches.ts";
import type { Batch } from "./epoch-batches.ts";
import { splitData, takeRows } from "./split.ts";

const x: NdArray<"float32"> = {
  dtype: "float32",
  shape: [20, 2],
  data: Float32Array.from({ length: 40 }, (_, i) => i / 40),
};
const y: NdArray<"float32"> = {
  dtype: "float32",
  shape: [20, 1],
  data: Float32Array.from({ length: 20 }, (_, i) => i),
};
const source = zipRows({ x, y });

async function numbersOf(stream: Iterable<Batch> | AsyncIterable<Batch>): Promise<number[][]> {
  const all: number[][] = [];
  for await (const batch of stream)
    all.push([...(await batch.x.data()), ...(await batch.y.data())].map(Number));
  return all;
}

describe.each(["epochs", "fresh"] as const)("order %s", (order) => {
  const options = { size: 6, seed: 3, order };
  const some = async (stream: Iterable<Batch> | AsyncIterable<Batch>) => await numbersOf(first(stream, 3));

  test("the batches of a source are those of the same arrays in memory", async () => {
    const [inMemory, loaded] = [batches({ x, y }, options), batches(source, options)];
    for (const epoch of [0, 1]) {
      expect(await some(loaded(epoch))).toEqual(await some(inMemory(epoch)));
      expect(await some(loaded.skip(epoch, 2))).toEqual(await some(inMemory.skip(epoch, 2)));
    }
    expect([loaded.drawn, loaded.endless]).toEqual([inMemory.drawn, inMemory.endless]);
  });
});

async function* first<Item>(stream: Iterable<Item> | AsyncIterable<Item>, count: number) {
  let seen = 0;
  for await (const item of stream) {
    yield item;
    if (++seen === count) return;
  }
}

describe("batches ahead", () => {
  /** A source that counts what it is asked for, and answers later questions sooner. */
  function counting(ahead: number) {
    const asked: number[] = [];
    const rows = async (indices: Uint32Array) => {
      asked.push(indices.length);
      await setTimeout(20 - 2 * asked.length);
      return { x: Int32Array.from(indices), y: Int32Array.from(indices) };
    };
    return { asked, source: { length: 20, rows, ahead } };
  }

  test("are asked for before the first is needed, and come in their order", async () => {
    const { asked, source } = counting(2);
    const stream = batches(source, { size: 4 })(0);
    const { value } = await stream.next();
    expect(asked).toHaveLength(3);
    expect((value as Batch).x.dtype).toBe("int32");
    const plain = batches(
      { x: Int32Array.from({ length: 20 }, (_, i) => i), y: new Int32Array(20) },
      { size: 4 },
    );
    const expected = (await numbersOf(plain(0))).map((numbers) => numbers.slice(0, 4));
    const all = [value as Batch, ...(await collect(stream))];
    expect((await numbersOf(all)).map((numbers) => numbers.slice(0, 4))).toEqual(expected);
  });

  test("that fail after the loop has ended are no unhandled rejections", async () => {
    const failing = {
      length: 20,
      ahead: 3,
      rows: async (indices: Uint32Array) => {
        await setTimeout(1);
        if (indices[0] !== 0) throw new Error("too late");
        return { x: indices, y: indices };
      },
    };
    for await (const _ of batches(
      { ...failing, rows: async (i: Uint32Array) => ({ x: i, y: i }) },
      { size: 4 },
    )(0))
      break;
    const stream = batches(failing, { size: 4 })(0);
    await expect(stream.next()).rejects.toThrow("too late");
    await setTimeout(20);
  });
});

async function collect<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

test("training and validation take sources", async () => {
  const options = { loss: halfSquaredError, optimizer: sgd({ learningRate: 0.01 }), epochs: 2 };
  const train = async (data: typeof source | { x: NdArray; y: NdArray }, validation: typeof source) => {
    for await (const event of fit(linear(1), {
      ...options,
      data: batches(data as typeof source, { size: 5 }),
      validation,
    }))
      if (event.type === "done") return event;
    throw new Error("no end");
  };
  const [loaded, inMemory] = [await train(source, source), await train({ x, y }, source)];
  expect(await toSafetensors(loaded.state.params)).toEqual(await toSafetensors(inMemory.state.params));
  const inChunks = await score(linear(1), loaded.state, source, { loss: halfSquaredError });
  const whole = await score(linear(1), loaded.state, { x, y }, { loss: halfSquaredError });
  expect(inChunks.loss).toBeCloseTo(whole.loss, 5);
});

test("parts of sources are sources of the rows that the same parts in memory have", async () => {
  const options = { test: 0.25, seed: 2 };
  const [parts, inMemory] = [splitData(source, options), splitData({ x, y }, options)];
  for (const name of ["train", "test"] as const) {
    const all = await parts[name].rows(Uint32Array.from({ length: parts[name].length }, (_, row) => row));
    expect([...all.y.data]).toEqual([...(await inMemory[name].y.data())]);
  }
  const wrong = zipRows({ x, y: { ...y, data: y.data.with(7, Number.NaN) } });
  await expect(checkRows(takeRows(wrong, [3, 7]))).rejects.toThrow(
    "y, row 7, column 0: must be finite, got NaN",
  );
});

test("narrow integers become int32, and what tensors lack is refused", () => {
  const narrow: NdArray = { dtype: "int16", shape: [2], data: Int16Array.of(-3, 4) };
  const [batch] = batches({ x: narrow }, { size: 2 })(0);
  expect(batch!.x.dtype).toBe("int32");
  const wide: NdArray = { dtype: "uint64", shape: [1], data: BigUint64Array.of(1n) };
  expect(() => batches({ x: wide }, { size: 1 })).toThrow(
    "batches(data): needs arrays of float32, float64, int32, int64, uint32, uint8, bool, int8, int16, uint16, got uint64. Convert it when you write the file.",
  );
});

test("a size beyond the rows of a source", () => {
  expect(() => batches(source, { size: 21 })).toThrow(
    "batches(data, { size }): expected an integer from 1 to 20, the number of examples, got 21.",
  );
});

test("types", () => {
  const drawn = batches(source, { size: 2 });
  expectTypeOf(drawn).toExtend<
    (epoch: number) => AsyncGenerator<{ readonly x: Tensor; readonly y: Tensor }>
  >();
});
