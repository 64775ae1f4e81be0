import { expect, test } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { slopes } from "../../../../test/support/slopes.ts";
import { formatType } from "../graph/tensor.ts";
import { batches } from "../index.ts";

const examples = slopes(10);

test("an epoch holds every example once, as tensors", async () => {
  const epoch = [...batches(examples, { size: 4, seed: 1 })(0)];
  expect(epoch.map(({ x, y }) => [x.type, y.type].map(formatType).join(" "))).toEqual([
    "float32[4, 2] int32[4]",
    "float32[4, 2] int32[4]",
    "float32[2, 2] int32[2]",
  ]);
  const seen = (await Promise.all(epoch.map(({ x }) => numbers(x)))).flat();
  expect(seen.toSorted()).toEqual([...examples.inputs].toSorted());
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
