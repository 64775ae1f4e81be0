import { describe, expect, test } from "vitest";
import { numbers } from "../../../../../test/support/close.ts";
import { bytes, characters } from "../../data/index.ts";
import { batches, losses, nn, optim, train, windows } from "../../index.ts";

const all = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

describe("windows", () => {
  test.each([
    [
      { size: 2 },
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
      [[2], [3], [4], [5]],
    ],
    [
      { size: 2, horizon: 2, stride: 2 },
      [
        [0, 1],
        [2, 3],
      ],
      [
        [2, 3],
        [4, 5],
      ],
    ],
    [
      { size: 3, target: "shifted" as const },
      [
        [0, 1, 2],
        [1, 2, 3],
        [2, 3, 4],
      ],
      [
        [1, 2, 3],
        [2, 3, 4],
        [3, 4, 5],
      ],
    ],
    [
      { size: 3, horizon: 2, target: "shifted" as const },
      [
        [0, 1, 2],
        [1, 2, 3],
      ],
      [
        [2, 3, 4],
        [3, 4, 5],
      ],
    ],
  ])("%j", async (options, x, y) => {
    const source = windows([0, 1, 2, 3, 4, 5], options);
    expect(source.length).toBe(x.length);
    const rows = source.rows(all(x.length));
    expect(await numbers(rows.x)).toEqual(x.flat());
    expect(await numbers(rows.y)).toEqual(y.flat());
  });

  test("of several columns keep them", async () => {
    const { x, y } = windows(
      [
        [1, 10],
        [2, 20],
        [3, 30],
      ],
      { size: 2 },
    ).rows(all(1));
    expect([x.shape, y.shape]).toEqual([
      [1, 2, 2],
      [1, 1, 2],
    ]);
    expect(await numbers(y)).toEqual([3, 30]);
  });

  test("of several columns forecast some of them", async () => {
    const series = Array.from({ length: 5 }, (_, step) => [step, 10 * step, 100 * step]);
    const { x, y } = windows(series, { size: 2, horizon: 2, columns: [2, 0] }).rows(all(2));
    expect([x.shape, y.shape]).toEqual([
      [2, 2, 3],
      [2, 2, 2],
    ]);
    expect(await numbers(y)).toEqual([200, 2, 300, 3, 300, 3, 400, 4]);
    const shifted = windows(series, { size: 2, target: "shifted", columns: [1] }).rows(all(1));
    expect(await numbers(shifted.y)).toEqual([10, 20]);
  });

  test("of a long series are drawn without being made", () => {
    const source = windows(new Int32Array(1_000_000), { size: 1000, target: "shifted" });
    expect(source.length).toBe(999_000);
    expect(source.rows(new Uint32Array([998_999])).x.shape).toEqual([1, 1000]);
  });

  test("train a model", async () => {
    const series = Array.from({ length: 200 }, (_, step) => Math.sin(step / 5));
    const model = nn.sequential(nn.linear(8), nn.tanh(), nn.linear(1));
    const { history } = await train(model, {
      data: batches(windows(series, { size: 4 }), { size: 49, seed: 1 }),
      loss: losses.meanSquaredError,
      optimizer: optim.adam({ learningRate: 0.02 }),
      epochs: 30,
    });
    expect(history.at(-1)!.loss).toBeLessThan(0.01);
  });

  test.each([
    [
      "windows(series, { size, horizon }): needs a series of at least 5 steps, got 4.",
      () => windows([1, 2, 3, 4], { size: 4 }),
    ],
    [
      "windows(series, { columns }): must be some of 0 to 1, got 2.",
      () =>
        windows(
          [
            [1, 2],
            [3, 4],
          ],
          { size: 1, columns: [1, 2] },
        ),
    ],
    [
      "windows(series, { columns }): must be some of 0 to 0, got none.",
      () => windows([[1], [2]], { size: 1, columns: [] }),
    ],
    [
      "windows(series, { columns }): needs a series of rows, got one of numbers. Leave it out.",
      () => windows([1, 2], { size: 1, columns: [0] }),
    ],
    ["windows({ size }): must be a positive integer, got 0.", () => windows([1, 2], { size: 0 })],
    [
      "windows(series): step 1, column 0: must be finite, got NaN. Fill it in, or leave it out.",
      () => windows([[1], [Number.NaN], [3]], { size: 1 }),
    ],
  ])("%s", (message, run) => expect(run).toThrow(message));
});

describe("characters and bytes", () => {
  test("come back, beyond the basic plane too", () => {
    const text = "naïve 🎉 text\n";
    const vocabulary = characters(text);
    expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
    expect(bytes.decode(bytes.encode(text))).toBe(text);
    expect(vocabulary.decode([BigInt(vocabulary.encode("🎉")[0]!)])).toBe("🎉");
  });

  test("the unknown character stands for others", () => {
    const vocabulary = characters("abc", { unknown: "?" });
    expect(vocabulary.decode(vocabulary.encode("axc"))).toBe("a?c");
    const again = characters(JSON.parse(JSON.stringify(vocabulary)).characters, { unknown: "?" });
    expect([...again.encode("cab?")]).toEqual([...vocabulary.encode("cab?")]);
  });

  test.each([
    [
      'encode(text): "x" at 1 is not among the 3 characters. Make the vocabulary of all the text, or pass characters(text, { unknown }).',
      () => characters("abc").encode("ax"),
    ],
    ["decode(tokens): token 3 at 1 is outside of the 3 characters.", () => characters("abc").decode([0, 3])],
  ])("%s", (message, run) => expect(run).toThrow(message));
});
