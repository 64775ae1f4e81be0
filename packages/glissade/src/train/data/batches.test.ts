import { describe, expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import { slopes } from "../../../../../test/support/slopes.ts";
import { batches, evaluate, type Tensor, tensor, zeros } from "../../index.ts";

const examples = slopes(10);

test("an epoch holds every example once, as tensors", async () => {
  const epoch = [...batches(examples, { size: 4, seed: 1 })(0)];
  expect(epoch.map(({ x, y }) => `${x.dtype} ${x.shape} ${y.dtype} ${y.shape}`)).toEqual([
    "float32 4,2 int32 4",
    "float32 4,2 int32 4",
    "float32 2,2 int32 2",
  ]);
  const seen = (await Promise.all(epoch.map(({ x }) => numbers(x)))).flat();
  expect(seen.toSorted()).toEqual([...examples.inputs].toSorted());
});

test("the last examples of an epoch may be left out", () => {
  const sizes = (size: number) =>
    [...batches(examples, { size, last: "drop" })(0)].map(({ y }) => y.shape[0]);
  expect([sizes(4), sizes(5), sizes(10)]).toEqual([[4, 4], [5, 5], [10]]);
});

test("images and labels stay together", async () => {
  for (const { x, y } of batches(examples, { size: 5 })(0)) {
    const pairs = await numbers(x);
    const rising = (_: number, row: number) => Number(pairs[2 * row + 1]! > pairs[2 * row]!);
    expect(await numbers(y)).toEqual(Array.from({ length: 5 }, rising));
  }
});

test("fresh draws have no end", () => {
  let count = 0;
  for (const { y } of batches(examples, { size: 8, order: "fresh" })(0)) {
    expect(y.shape).toEqual([8]);
    if (++count === 5) break;
  }
  expect(count).toBe(5);
});

test("seed and epoch decide the order", async () => {
  const first = (seed: number, epoch: number) => {
    const [batch] = batches(examples, { size: 10, seed })(epoch);
    return numbers(batch!.x);
  };
  expect(await first(1, 0)).toEqual(await first(1, 0));
  expect(await first(1, 0)).not.toEqual(await first(1, 1));
  expect(await first(1, 0)).not.toEqual(await first(2, 0));
});

test.each(["epochs", "fresh"] as const)("batches of %s can be passed over", async (order) => {
  const data = batches(examples, { size: 3, order, seed: 5 });
  const take = async (stream: Iterable<{ readonly x: Tensor }>, count: number) => {
    const taken = [];
    for (const { x } of stream) {
      taken.push(await numbers(x));
      if (taken.length === count) break;
    }
    return taken;
  };
  const whole = await take(data(2), 4);
  for (const passed of [0, 1, 3])
    expect(await take(data.skip(2, passed), 4 - passed)).toEqual(whole.slice(passed));
});

test.each(["epochs", "fresh"] as const)("batches of %s can be lent, one after the other", async (order) => {
  const data = batches(examples, { size: 3, order, seed: 5, ...(order === "fresh" && { stepsPerEpoch: 4 }) });
  const kept = [...data.skip(2, 1)];
  const lent = [];
  const memory = new Set<unknown>();
  for (const { x, y } of data.lend!(2, 1)) {
    lent.push([await numbers(x), await numbers(y)]);
    memory.add((await x.data()).buffer);
  }
  expect(lent).toEqual(await Promise.all(kept.map(async ({ x, y }) => [await numbers(x), await numbers(y)])));
  // Those of fewer rows have memory of their own.
  expect(memory.size).toBe(new Set(kept.map(({ x }) => x.shape[0])).size);
  expect(data.lend!(2, 1).next().value).not.toBe(data.lend!(2, 1).next().value);
});

test("passing over costs little", async () => {
  const data = batches(examples, { size: 2, order: "fresh" });
  const started = performance.now();
  const [first] = data.skip(0, 100_000);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(first!.x.shape).toEqual([2, 2]);
});

describe("data of any kind keep their dtype and the shape of their rows", () => {
  const rows = (data: object, size = 2) => {
    const [batch] = batches(data, { size })(0);
    return batch;
  };
  const describeTensor = ({ dtype, shape }: Tensor) => `${dtype} [${shape}]`;

  test("tensors of every dtype", () => {
    for (const dtype of ["float32", "float64", "int32", "int64", "uint32", "uint8", "bool"] as const) {
      const x = tensor([[1], [0], [1]], { dtype });
      const [batch] = batches({ x, y: x }, { size: 2 })(0);
      expect(describeTensor(batch!.x)).toBe(`${dtype} [2,1]`);
    }
  });

  test("images with channels, float targets, tokens as they are", () => {
    const images = tensor(new Uint8Array(4 * 3 * 2 * 2), { shape: [4, 3, 2, 2] });
    const [batch] = batches({ x: images, y: new Float64Array([0.5, 1.5, 2.5, 3.5]) }, { size: 2 })(0);
    expect(describeTensor(batch!.x)).toBe("uint8 [2,3,2,2]");
    expect(describeTensor(batch!.y)).toBe("float64 [2]");
    const tokens = new BigInt64Array([1n, 2n, 3n]);
    const [line] = batches({ x: tokens, y: [1, 2, 3] }, { size: 3 })(0);
    expect(describeTensor(line!.x)).toBe("int64 [3]");
    expect(describeTensor(line!.y)).toBe("float32 [3]");
  });

  test("trees, whose rows stay together", async () => {
    const data = {
      x: { image: [[10, 11], [20, 21], [30, 31]], mask: [[true], [false], [true]] }, // biome-ignore format: rows
      y: [tensor([1, 2, 3]), new Int32Array([100, 200, 300])] as const,
    };
    const [{ x, y }] = batches(data, { size: 3, seed: 4 })(0) as unknown as [
      { x: { image: Tensor; mask: Tensor }; y: readonly [Tensor, Tensor] },
    ];
    const order = await numbers(y[0]);
    expect(order.toSorted()).toEqual([1, 2, 3]);
    expect(await numbers(y[1])).toEqual(order.map((row) => row * 100));
    expect(await numbers(x.image)).toEqual(order.flatMap((row) => [row * 10, row * 10 + 1]));
    expect(await numbers(x.mask)).toEqual(order.map((row) => row % 2));
    expect(x.mask.dtype).toBe("bool");
  });

  test("a single tensor", () => {
    expect(describeTensor(rows(tensor([[1, 2], [3, 4], [5, 6]])) as unknown as Tensor)).toBe("float32 [2,2]"); // biome-ignore format: rows
  });

  test("results of a computation, once they are known", async () => {
    const scaled = { x: tensor([[2], [4]]).mul(0.5), y: tensor([1, 2]) };
    expect(() => batches(scaled, { size: 1 })).toThrow(
      "batches(data): x: needs numbers in memory, got float32[2, 1], which is not computed yet. Await evaluate() of the data first.",
    );
    const [first] = batches(await evaluate(scaled), { size: 2 })(0);
    expect((await numbers(first!.x)).toSorted()).toEqual([1, 2]);
  });
});

describe("errors", () => {
  const failing = (data: object, options: object = { size: 1 }) =>
    expect(() => batches(data, options as { size: number }));

  test.each([0, 11, 1.5, Number.NaN])("size %d", (size) => {
    failing(examples, { size }).toThrow(
      `batches(data, { size }): expected an integer from 1 to 10, the number of examples, got ${size}.`,
    );
  });

  test("options", () => {
    failing(examples, {}).toThrow("batches({ size }): must be a number, got undefined.");
    failing(examples, { size: 2, shuffle: true }).toThrow("batches({ shuffle }): is not an option.");
    failing(examples, { size: 2, order: "random" }).toThrow(
      'batches({ order }): must be "epochs", "fresh" or "sequential", got "random".',
    );
    failing(examples, { size: 2, last: "pad" }).toThrow(
      'batches({ last }): must be "keep" or "drop", got "pad".',
    );
  });

  test("data without common rows", () => {
    failing({ x: zeros([3, 2]), y: [1, 2] }).toThrow("batches(data): x: needs numbers in memory");
    failing({ x: tensor([[1], [2], [3]]), y: [1, 2] }).toThrow(
      "batches(data): needs arrays whose axis 0, the rows, has one length, got float32[3, 1] at data/x and float32[2] at data/y.",
    );
    failing({ x: tensor(1) }).toThrow(
      "batches(data): needs arrays whose axis 0, the rows, has one length, got float32[] at data/x.",
    );
    failing({}).toThrow("batches(data): needs arrays whose axis 0, the rows, has one length, got none.");
    failing({ x: "name" }).toThrow(
      'data/x: a tree holds tensors in objects and arrays, got "name". Wrap numbers and arrays with tensor().',
    );
  });
});

describe("sampling", () => {
  const labels = Array.from({ length: 100 }, (_, row) => (row < 80 ? 0 : row < 95 ? 1 : 2));
  const data = { x: labels.map((_, row) => [row]), y: labels };
  const drawnRows = async (stream: Iterable<{ readonly x: Tensor }>) =>
    Promise.all([...stream].map(({ x }) => numbers(x)));

  test("sequential batches are the rows as they lie", async () => {
    const [first, ...rest] = await drawnRows(batches(data, { size: 40, order: "sequential" })(3));
    expect(first).toEqual(Array.from({ length: 40 }, (_, row) => row));
    expect(rest.map((each) => each.length)).toEqual([40, 20]);
  });

  test("weights say how often a row is drawn", async () => {
    const weights = labels.map((label) => [0, 1, 4][label]!);
    const counts = [0, 0, 0];
    for (let epoch = 0; epoch < 20; epoch++) {
      for (const rows of await drawnRows(batches(data, { size: 50, weights })(epoch))) {
        for (const row of rows) counts[labels[row]!]!++;
      }
    }
    const expected = 2000 * (15 / 35);
    expect(counts[0]).toBe(0);
    expect(Math.abs(counts[1]! - expected)).toBeLessThan(4 * Math.sqrt(expected * (20 / 35)));
    expect(counts[1]! + counts[2]!).toBe(2000);
  });

  test("stratified batches hold the classes in their shares", async () => {
    for (const rows of await drawnRows(batches(data, { size: 20, stratify: labels })(1))) {
      const counts = [0, 1, 2].map((own) => rows.filter((row) => labels[row] === own).length);
      expect(Math.abs(counts[0]! - 16)).toBeLessThanOrEqual(1);
      expect(Math.abs(counts[1]! - 3)).toBeLessThanOrEqual(1);
      expect(Math.abs(counts[2]! - 1)).toBeLessThanOrEqual(1);
    }
    const all = (await drawnRows(batches(data, { size: 20, stratify: labels })(1))).flat();
    expect(all.toSorted((a, b) => a - b)).toEqual([...labels.keys()]);
  });

  test("what determines them is said, so that a training knows them again", () => {
    const { drawn } = batches(data, { size: 20, weights: labels.map((_, row) => row) });
    expect(drawn).toMatch(/^size 20 of 100 rows, order: "epochs", seed 0, weights [0-9a-f]+$/);
    expect(batches(data, { size: 20, stratify: labels }).drawn).not.toBe(batches(data, { size: 20 }).drawn);
    const column = { dtype: "int64", shape: [100], data: BigInt64Array.from(labels, BigInt) } as const;
    expect(batches(data, { size: 20, stratify: column }).drawn).toBe(
      batches(data, { size: 20, stratify: labels }).drawn,
    );
  });

  test.each([
    ["batches(data, { weights }): must be as many as the 100 examples, got 2.", { weights: [1, 2] }],
    [
      "batches(data, { weights }): must be finite and not negative, got -1 at 0.",
      { weights: labels.map((_, row) => row - 1) },
    ],
    [
      "batches(data, { weights }): must have one that is positive, got zeros alone.",
      { weights: labels.map(() => 0) },
    ],
    [
      'batches(data, options): takes weights with order "epochs" or "fresh", or stratify with "epochs", got order "fresh".',
      { stratify: labels, order: "fresh" as const },
    ],
  ])("%s", (message, options) => expect(() => batches(data, { size: 10, ...options })).toThrow(message));
});

describe("sources of rows", () => {
  const asked: number[] = [];
  const source = {
    length: 10,
    async rows(indices: Uint32Array) {
      asked.push(indices.length);
      const x = { dtype: "float32", shape: [indices.length, 1], data: Float32Array.from(indices) } as const;
      const y = { dtype: "uint16", shape: [indices.length], data: Uint16Array.from(indices) } as const;
      return { x, y };
    },
  };

  test("give batches like data in memory, one after the other", async () => {
    const stream = batches(source, { size: 4, seed: 3 })(2);
    const memory = [
      ...batches(
        Array.from({ length: 10 }, (_, row) => [row]),
        { size: 4, seed: 3 },
      )(2),
    ];
    asked.length = 0;
    for await (const { x, y } of stream) {
      expect(await numbers(x)).toEqual(await numbers(memory.shift()!));
      expect([x.dtype, y.dtype]).toEqual(["float32", "int32"]);
      expect(asked.length).toBe(3 - memory.length);
    }
    expect(memory).toEqual([]);
  });

  test("are asked ahead where they say so, and passed over unread", async () => {
    asked.length = 0;
    const stream = batches({ ...source, ahead: 2 }, { size: 2 }).skip(0, 1);
    await stream.next();
    expect(asked).toEqual([2, 2, 2]);
    await stream.return();
    expect(asked).toHaveLength(3);
  });

  test("an error of a source ends the batches", async () => {
    const broken = { length: 4, ahead: 1, rows: async () => Promise.reject(new Error("row 3 is damaged")) };
    const stream = batches(broken, { size: 2 })(0);
    await expect(stream.next()).rejects.toThrow("row 3 is damaged");
  });
});

test("weights of any size draw what they say", async () => {
  const x = [[0], [1], [2]];
  for (const weights of [
    [1e308, 1e308, 0],
    [5e-324, 0, 0],
  ]) {
    const rows = await Promise.all(
      [...batches({ x }, { size: 3, weights })(0)].map((batch) => numbers(batch.x)),
    );
    expect(rows.flat().every((row) => weights[row]! > 0)).toBe(true);
  }
});

test("a source that gives fewer rows than it is asked for is refused", async () => {
  const source = { length: 4, rows: async () => ({ x: new Float32Array([1]) }) };
  await expect(batches(source, { size: 2 })(0).next()).rejects.toThrow(
    "batches(source): rows(indices): must give 2 rows, as many as it is asked for, got float32[1].",
  );
});

test("fresh draws of so many steps are an epoch, which ends, and each epoch has its own", () => {
  const data = { x: tensor(Array.from({ length: 10 }, (_, row) => row)) };
  const fresh = batches(data, { size: 3, seed: 1, order: "fresh", stepsPerEpoch: 4 });
  const rowsOf = (epoch: number, skip = 0) =>
    [...fresh.skip(epoch, skip)].map(({ x }) => Array.from((x.source as { data: Float32Array }).data));
  expect(fresh.endless).toBe(false);
  expect(rowsOf(0).map((rows) => new Set(rows).size)).toEqual([3, 3, 3, 3]);
  expect(rowsOf(1)).not.toEqual(rowsOf(0));
  expect(rowsOf(1, 3)).toEqual(rowsOf(1).slice(3));
  expect(fresh.drawn).toBe('size 3 of 10 rows, order: "fresh", stepsPerEpoch 4, seed 1');
  expect(() => batches(data, { size: 3, stepsPerEpoch: 4 })).toThrow(
    'batches(data, { stepsPerEpoch }): is the number of fresh draws, got order "epochs". Pass order: "fresh", or leave it out: an epoch has all rows.',
  );
});
