import { describe, expect, test } from "vitest";
import { type ArrayBatch, epochBatches, freshBatches } from "./batches.ts";
import { examples } from "./examples.ts";

// Example i has the image [i, i + 0.5] and the label i, so every row says where it comes from.
const numbers = Array.from({ length: 100 }, (_, i) => i);
const hundred = examples(
  {
    inputs: Float32Array.from(numbers.flatMap((i) => [i, i + 0.5])),
    labels: Int32Array.from(numbers),
    shape: [2],
    classes: numbers.map(String),
  },
  "hundred",
);

const take = (count: number, batches: Iterator<ArrayBatch>): ArrayBatch[] =>
  Array.from({ length: count }, () => batches.next().value);
const labelsOf = (batches: Iterable<ArrayBatch>) => Array.from(batches, ({ y }) => [...y]);
const sorted = (labels: readonly number[]) => labels.toSorted((a, b) => a - b);

function expectRowsToMatch({ x, y }: ArrayBatch): void {
  expect([...x]).toEqual([...y].flatMap((i) => [i, i + 0.5]));
}

describe("epochBatches", () => {
  test("every example once, the last batch smaller", () => {
    const batches = [...epochBatches(hundred, { size: 32 })];
    expect(batches.map(({ y }) => y.length)).toEqual([32, 32, 32, 4]);
    expect(sorted(labelsOf(batches).flat())).toEqual(numbers);
    batches.forEach(expectRowsToMatch);
  });

  test("the last batch can be left out", () => {
    expect(labelsOf(epochBatches(hundred, { size: 32, last: "drop" })).map((y) => y.length)).toEqual([
      32, 32, 32,
    ]);
    expect(labelsOf(epochBatches(hundred, { size: 50, last: "drop" }))).toHaveLength(2);
  });

  test("the order depends on seed and epoch, and on nothing else", () => {
    const order = (seed: number, epoch: number) =>
      labelsOf(epochBatches(hundred, { size: 100, seed, epoch }))[0];
    expect(order(1, 2)).toEqual(order(1, 2));
    expect(order(1, 2)).not.toEqual(order(1, 3));
    expect(order(1, 2)).not.toEqual(order(2, 2));
  });

  test("reuse fills the same arrays", () => {
    const kept = new Set<Float32Array>();
    const seen: number[] = [];
    for (const batch of epochBatches(hundred, { size: 32, reuse: true })) {
      expectRowsToMatch(batch);
      kept.add(batch.x);
      seen.push(...batch.y);
    }
    expect(kept.size).toBe(2);
    expect(sorted(seen)).toEqual(numbers);
  });
});

describe("freshBatches", () => {
  test("distinct rows in each batch, drawn afresh from all examples", () => {
    const batches = take(50, freshBatches(hundred, { size: 64, seed: 3 }));
    for (const batch of batches) {
      expect(new Set(batch.y).size).toBe(64);
      expectRowsToMatch(batch);
    }
    expect(new Set(labelsOf(batches).flat()).size).toBe(100);
    expect(batches[0]!.y).not.toEqual(batches[1]!.y);
  });

  test("every example is as likely as the others", () => {
    const counts = new Array<number>(100).fill(0);
    for (const { y } of take(2000, freshBatches(hundred, { size: 50 })))
      for (const label of y) counts[label]! += 1;
    // Each count is binomial, n = 2000, p = 1/2; five standard deviations are 112.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(112);
  });

  test("the draws depend on the seed, a number or a key", () => {
    const draw = (seed: number | [number, number]) => take(3, freshBatches(hundred, { size: 8, seed }));
    expect(draw(1)).toEqual(draw([0, 1]));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test("batches keep their contents, unless the arrays are reused", () => {
    const [first, second] = take(2, freshBatches(hundred, { size: 8 }));
    expect(first!.x).not.toBe(second!.x);
    const [filled, filledAgain] = take(2, freshBatches(hundred, { size: 8, reuse: true }));
    expect(filled!.x).toBe(filledAgain!.x);
    expect(filledAgain).toEqual(second);
  });
});

test.each([0, 101, 2.5])("size %s is refused, at the call", (size) => {
  const rule = `expected an integer from 1 to 100, the number of examples, got ${size}.`;
  expect(() => epochBatches(hundred, { size })).toThrow(`epochBatches(examples, { size }): ${rule}`);
  expect(() => freshBatches(hundred, { size })).toThrow(`freshBatches(examples, { size }): ${rule}`);
});
