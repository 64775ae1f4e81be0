import { describe, expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { countCells, expectCounts } from "../../../../test/support/statistics.ts";
import { concat, log, random, type Tensor, tensor, vmap } from "../index.ts";

const COUNT = 2 ** 15;
const KEYS = 2 ** 13;

/** Many keys, one per row. */
const manyKeys = () => concat(random.split(random.key(1), KEYS), { axis: 0 }).reshape([KEYS, 2]);

describe("randint", () => {
  test.each([
    [0, 10],
    [1, 7],
    [-500, 500],
  ])("draws each integer from %d below %d equally often", async (low, high) => {
    const values = await numbers(random.randint(random.key(1), [COUNT], { low, high }));
    expectCounts(
      countCells(
        values.map((value) => value - low),
        high - low,
      ),
    );
  });

  test("has no bias where 32 bits would have one", async () => {
    // 3·2^29 values: of 32 bits, those that are multiples of 3 would come twice as often.
    const values = await numbers(random.randint(random.key(1), [COUNT], { high: 3 * 2 ** 29 }));
    expectCounts(
      countCells(
        values.map((value) => value % 4),
        4,
      ),
    );
  });

  test.each(["int32", "int64", "uint32", "uint8"] as const)("gives %s", async (dtype) => {
    const drawn = random.randint(random.key(1), [20], { low: 3, high: 5, dtype });
    expect(drawn.dtype).toBe(dtype);
    expect(new Set(await numbers(drawn))).toEqual(new Set([3, 4]));
  });
});

describe("categorical", () => {
  const probabilities = [0.05, 0.15, 0.3, 0.5];
  const logits = log(tensor(probabilities));

  test("draws categories by their probabilities", async () => {
    const drawn = random.categorical(random.key(1), logits, { shape: [COUNT] });
    expectCounts(countCells(await numbers(drawn), 4), probabilities);
  });

  test("never draws what is impossible", async () => {
    const drawn = random.categorical(random.key(1), log(tensor([0.5, 0, 0.5])), { shape: [COUNT] });
    expect(new Set(await numbers(drawn))).toEqual(new Set([0, 2]));
  });

  test("takes many rows, and categories along any axis", async () => {
    const certain = log(
      tensor([
        [1, 0, 0],
        [0, 0, 1],
      ]),
    );
    expect(await numbers(random.categorical(random.key(1), certain))).toEqual([0, 2]);
    expect(await numbers(random.categorical(random.key(1), certain.transpose(), { axis: 0 }))).toEqual([
      0, 2,
    ]);
    const more = random.categorical(random.key(1), certain, { shape: [3, 2] });
    expect(await numbers(more)).toEqual([0, 2, 0, 2, 0, 2]);
  });
});

describe("permutation", () => {
  test("draws all orders equally often", async () => {
    const orders = await numbers(vmap((key: Tensor) => random.permutation(key, 4))(manyKeys()));
    const names = Array.from({ length: KEYS }, (_, row) => orders.slice(4 * row, 4 * row + 4).join());
    const distinct = [...new Set(names)];
    expect(distinct.length).toBe(24);
    expectCounts(
      countCells(
        names.map((name) => distinct.indexOf(name)),
        24,
      ),
    );
  });

  test("puts each number anywhere", async () => {
    const orders = await numbers(vmap((key: Tensor) => random.permutation(key, 10))(manyKeys()));
    for (const place of [0, 4, 9]) {
      expectCounts(
        countCells(
          orders.filter((_, index) => index % 10 === place),
          10,
        ),
      );
    }
  });

  test("holds every number once", async () => {
    const order = await numbers(random.permutation(random.key(1), COUNT));
    expect(order.toSorted((a, b) => a - b)).toEqual([...order.keys()]);
    expect(await numbers(random.permutation(random.key(1), 0))).toEqual([]);
    expect(await numbers(random.permutation(random.key(1), 1))).toEqual([0]);
  });
});

test("shuffle moves whole slices", async () => {
  const x = tensor([
    [1, 2, 3],
    [10, 20, 30],
  ]);
  const order = await numbers(random.permutation(random.key(2), 3));
  const columns = await numbers(random.shuffle(random.key(2), x, { axis: -1 }));
  expect(columns).toEqual([...order.map((at) => at + 1), ...order.map((at) => 10 * (at + 1))]);
  const rows = await numbers(random.shuffle(random.key(2), x));
  expect(rows.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 10, 20, 30]);
});
