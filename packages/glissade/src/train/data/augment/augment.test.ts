import { describe, expect, test } from "vitest";
import fixture from "../../../../../../test/fixtures/augment.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../../test/support/close.ts";
import {
  arange,
  augment,
  batches,
  compile,
  evaluate,
  mapBatches,
  oneHot,
  random,
  type Tensor,
  tensor,
  zeros,
} from "../../../index.ts";
import { turned } from "./resample.ts";

const count = 200;
const keys = Array.from({ length: count }, (_, index) => random.key(index));

/** An image whose pixels are all different, and none of them 0: (1, 4, 5). */
const image = await evaluate(arange(20).add(1).reshape([1, 4, 5]));
const pixel = (row: number, column: number) =>
  row >= 0 && row < 4 && column >= 0 && column < 5 ? 5 * row + column + 1 : 0;

test("images are turned as SciPy turns them", async () => {
  const angles = tensor(
    fixture.angles.map((angle) => (angle * Math.PI) / 180),
    { shape: [3, 1, 1] },
  );
  const result = turned(tensor(fixture.images), angles, { height: 7, width: 6 });
  expectClose(await numbers(result), fixture.turned, 2e-5);
});

test("mixUp with a tiny α takes one of two examples whole", async () => {
  const batch = { x: tensor([[0], [1]]), y: oneHot(tensor([0, 1], { dtype: "int32" }), 2) };
  const change = compile((each: typeof batch, key: Tensor) => augment.mixUp(1e-6)(each, key).x);
  const drawn = (await Promise.all(keys.map(async (key) => numbers(await change(batch, key))))).flat();
  expect(drawn.every((value) => value === 0 || value === 1)).toBe(true);
  expect(new Set(drawn).size).toBe(2);
});

test("large images keep their pixels where nothing moves", async () => {
  const [height, width] = [4200, 4100]; // more pixels than float32 counts one by one
  const values = Uint8Array.from({ length: height * width }, (_, index) => (7 * index) % 251);
  const large = tensor(values, { shape: [1, height, width] });
  const same = await augment.shift(0)(large, random.key(1)).data();
  expect(Buffer.compare(Buffer.from(same as Uint8Array), Buffer.from(values))).toBe(0);
});

test("shift moves by whole pixels, each direction as often, and fills with 0", async () => {
  const shifts = new Map<string, number>();
  const change = compile((x: Tensor, key: Tensor) => augment.shift(1)(x, key));
  for (const key of keys) {
    const values = await numbers(await change(image, key));
    const found = [-1, 0, 1]
      .flatMap((down) => [-1, 0, 1].map((right) => ({ down, right })))
      .filter(({ down, right }) =>
        values.every((value, index) => value === pixel(Math.floor(index / 5) - down, (index % 5) - right)),
      );
    expect(found).toHaveLength(1);
    const name = JSON.stringify(found[0]);
    shifts.set(name, (shifts.get(name) ?? 0) + 1);
  }
  expect(shifts.size).toBe(9);
  expect(Math.max(...shifts.values())).toBeLessThan(count / 9 + 4 * Math.sqrt(count / 9));
});

test("flip mirrors about every second image", async () => {
  const many = await evaluate(image.add(zeros([400, 4, 5])));
  for (const [direction, mirrored] of [
    ["horizontal", (row: number, column: number) => pixel(row, 4 - column)],
    ["vertical", (row: number, column: number) => pixel(3 - row, column)],
  ] as const) {
    const values = await numbers(augment.flip(direction)(many, random.key(1)));
    const isMirrored = Array.from({ length: 400 }, (_, at) => {
      const own = values.slice(20 * at, 20 * at + 20);
      const all = own.every((value, index) => value === mirrored(Math.floor(index / 5), index % 5));
      if (!all) expect(own).toEqual(Array.from({ length: 20 }, (__, index) => index + 1));
      return all;
    });
    expect(Math.abs(isMirrored.filter(Boolean).length - 200)).toBeLessThan(40);
  }
});

test("crop takes parts of the padded image", async () => {
  const change = compile((x: Tensor, key: Tensor) => augment.crop([3, 4], { padding: 1 })(x, key));
  const starts = new Set<string>();
  for (const key of keys) {
    const values = await numbers(await change(image, key));
    const found = [-1, 0, 1, 2]
      .flatMap((top) => [-1, 0, 1, 2].map((left) => [top, left] as const))
      .filter(([top, left]) =>
        values.every((value, index) => value === pixel(top + Math.floor(index / 4), left + (index % 4))),
      );
    expect(found).toHaveLength(1);
    starts.add(String(found[0]));
  }
  expect(starts.size).toBe(16);
});

test("cutOut clears a square, and all channels of it", async () => {
  const x = await evaluate(zeros([50, 2, 6, 6]).add(1));
  const values = await numbers(augment.cutOut(2)(x, random.key(3)));
  for (let at = 0; at < 50; at++) {
    const [first, second] = [0, 1].map((channel) =>
      values.slice(72 * at + 36 * channel, 72 * at + 36 * channel + 36),
    );
    expect(first).toEqual(second);
    expect([1, 2, 4]).toContain(first!.filter((value) => value === 0).length);
  }
});

test("mixUp mixes inputs and targets by one share, which is uniform for 1 and at the ends for less", async () => {
  const x = await evaluate(arange(8).reshape([8, 1]));
  const y = oneHot(arange(8, { dtype: "int32" }), 8);
  for (const alpha of [1, 0.2]) {
    const change = compile((inputs: Tensor, targets: Tensor, key: Tensor) =>
      augment.mixUp(alpha)({ x: inputs, y: targets }, key),
    );
    const shares: number[] = [];
    for (const key of keys) {
      const mixed = await change(x, await evaluate(y), key);
      const [inputs, targets] = [await numbers(mixed.x), await numbers(mixed.y)];
      for (let row = 0; row < 8; row++) {
        const own = targets.slice(8 * row, 8 * row + 8);
        expect(own.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
        expect(own.reduce((sum, value, index) => sum + value * index, 0)).toBeCloseTo(inputs[row]!, 4);
        if (own.filter((value) => value > 0).length === 2 && row === 0) shares.push(own[0]!);
      }
    }
    const variance = shares.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / shares.length;
    expect(Math.abs(variance - 1 / (4 * (2 * alpha + 1)))).toBeLessThan(0.025); // that of Beta(α, α)
  }
});

test("chain gives each its own key, and the same key gives the same images", async () => {
  const change = augment.chain(augment.shift(1), augment.rotate(20), augment.noise(0.1));
  const once = async (key: Tensor) => numbers(change(image, key));
  expect(await once(random.key(4))).toEqual(await once(random.key(4)));
  expect(await once(random.key(4))).not.toEqual(await once(random.key(5)));
});

describe("mapBatches", () => {
  const data = { x: Array.from({ length: 6 }, (_, row) => [row]), y: new Int32Array(6) };
  const noisy = mapBatches(
    batches(data, { size: 2, seed: 1 }),
    ({ x, y }, key) => ({ x: x.add(random.uniform(key, x.shape)), y }),
    { seed: 7 },
  );
  const taken = async (stream: AsyncIterable<{ readonly x: Tensor }>) => {
    const all: number[][] = [];
    for await (const { x } of stream) all.push(await numbers(x));
    return all;
  };

  test("gives the same for seed, epoch and position, also where batches were passed over", async () => {
    const whole = await taken(noisy(2));
    expect(await taken(noisy(2))).toEqual(whole);
    expect(await taken(noisy.skip(2, 1))).toEqual(whole.slice(1));
    expect(await taken(noisy(3))).not.toEqual(whole);
    expect(new Set(whole.flat().map((value) => (value % 1).toFixed(6))).size).toBe(6);
  });

  test("says what determines them", () =>
    expect(noisy.drawn).toBe('size 2 of 6 rows, order: "epochs", seed 1, changed by seed 7'));
});

test("mixUp refuses labels, which cannot be mixed", () => {
  const batch = { x: zeros([2, 1]), y: zeros([2], { dtype: "int32" }) };
  expect(() => augment.mixUp()(batch, random.key(1))).toThrow(
    "mixUp(batch): y: must be floats to be mixed, got int32[2]. Write oneHot(y, classes).",
  );
});
