import {
  alibi,
  arange,
  concat,
  evaluate,
  nn,
  random,
  reshape,
  rotary,
  slice,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "glissade";
import { describe, expect, it, test } from "vitest";
import { expectClose, numbers } from "../../../../../../test/support/close.ts";

const draw = (seed: number, shape: readonly number[]) =>
  random.normal(random.key(seed), shape, { dtype: "float64" });

/** The formula of Vaswani et al. in plain numbers. */
const wave = (position: number, feature: number, features: number, base = 10_000): number => {
  const angle = position / base ** ((2 * Math.floor(feature / 2)) / features);
  return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
};

describe("sinusoidalPositions", () => {
  it.each([
    [5, 4, undefined],
    [3, 5, 100],
    [1, 1, undefined],
  ])("are those of the paper for %d positions of %d features", async (time, features, base) => {
    const x = draw(1, [2, time, features]);
    const y = nn.sinusoidalPositions({ base }).apply([], x);
    const before = await numbers(x);
    const added = (await numbers(y)).map((value, at) => value - before[at]!);
    const expected = added.map((_, at) => {
      const row = at % (time * features);
      return wave(Math.floor(row / features), row % features, features, base);
    });
    expectClose(added, expected);
  });
});

describe("learnedPositions", () => {
  const layer = nn.learnedPositions(4, { weight: nn.normal(1) });
  const x = draw(2, [2, 3, 2]);
  const params = layer.init(random.key(1), x);

  it("add a row of the table to each position", async () => {
    const expected = x.add(slice(params.weight, { ends: [3] }));
    expectClose(await numbers(layer.apply(params, x)), await numbers(expected));
  });

  it.each([
    [
      "layers",
      () => nn.learnedPositions(0),
      "learnedPositions(capacity): must be a positive integer, got 0.",
    ],
    [
      "caches",
      () => nn.learnedPositions(4, { cache: 5 }),
      "learnedPositions({ cache }): must not be larger than the capacity, got 5 for 4.",
    ],
    [
      "sequences",
      () => layer.apply(params, zeros([1, 5, 2])),
      "learnedPositions(4): input: must not be longer than the capacity, got 5 positions for 4. Choose a larger capacity, or cut the sequences.",
    ],
  ])("refuse %s that do not fit", (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});

describe("with a cache", () => {
  const cached = {
    learned: nn.learnedPositions(6, { cache: 6 }),
    sines: nn.sinusoidalPositions({ cache: 6 }),
  };
  const whole = { learned: nn.learnedPositions(6), sines: nn.sinusoidalPositions() };

  test.each(["learned", "sines"] as const)("%s go on from call to call", async (name) => {
    const x = draw(3, [2, 5, 4]);
    const layer = cached[name] as nn.Stateful<object, nn.Passed>;
    const start = layer.init(random.key(2), x);
    const [first, state] = layer.apply(start, slice(x, { ends: [2, 2] }));
    const [second, end] = layer.apply({ ...start, state }, slice(x, { starts: [0, 2] }));
    const expected = (whole[name] as nn.Layer<object>).apply(start.params, x);
    const joined = concat([first, second], { axis: 1 });
    expectClose(await numbers(joined), await numbers(expected));
    expect(await end.length.item()).toBe(5);
  });

  it("is an error beyond the capacity of a table", async () => {
    const { learned } = cached;
    const { params } = learned.init(random.key(2), zeros([1, 1, 4]));
    const [y] = learned.apply({ params, state: { length: tensor(5n) } }, zeros([1, 2, 4]));
    await expect(y.data()).rejects.toThrow("gather: indices must be from -6 to 5, got 6");
  });
});

describe("rotary", () => {
  /** Scores between two rows at two positions. */
  const score = (a: Tensor, b: Tensor, [i, j]: readonly [number, number], options: object) => {
    const at = (position: number) => ({ positions: tensor([position]), ...options });
    return sum(rotary(a, at(i)).mul(rotary(b, at(j))));
  };

  it.each([{}, { pairs: "neighbours", base: 50 }, { pairs: "halves", base: 3 }])(
    "makes scores depend on distances alone, by %j",
    async (options) => {
      const [a, b] = [draw(4, [1, 6]), draw(5, [1, 6])];
      const places = [
        [0, 3],
        [4, 7],
        [10, 13],
        [3, 0],
      ] as const;
      const scores = await Promise.all(places.map((each) => score(a, b, each, options).item()));
      expectClose(scores.slice(1, 3), [scores[0]!, scores[0]!], 1e-12);
      expect(scores[3]).not.toBeCloseTo(scores[0]!, 3);
    },
  );

  it("turns neighbours as the paper's matrix does", async () => {
    const [x0, x1] = [0.3, -1.2];
    const y = rotary(tensor([[x0, x1]], { dtype: "float64" }), {
      positions: tensor([2]),
      pairs: "neighbours",
    });
    const [c, s] = [Math.cos(2), Math.sin(2)];
    expectClose(await numbers(y), [x0 * c - x1 * s, x0 * s + x1 * c]);
  });

  it("turns the same pairs in either order", async () => {
    const x = draw(6, [3, 4, 6]); // at the positions 0 to 3
    const halves = reshape(x, [3, 4, 3, 2]).transpose([0, 1, 3, 2]).reshape([3, 4, 6]);
    const back = reshape(rotary(halves), [3, 4, 2, 3]).transpose([0, 1, 3, 2]).reshape([3, 4, 6]);
    const [ours, theirs] = await evaluate([rotary(x, { pairs: "neighbours" }), back]);
    expectClose(await numbers(ours), await numbers(theirs));
  });

  it.each([
    [() => rotary(zeros([2, 3])), "rotary: needs shape [..., time, size] with an even size, got [2, 3]."],
    [() => rotary(zeros([2, 4]), { base: 0 }), "rotary({ base }): must be positive and finite, got 0."],
  ])("refuses what it cannot turn", (call, message) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});

describe("alibi", () => {
  it.each([
    [8, [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1 / 128, 1 / 256]],
    [3, [1 / 16, 1 / 256, 1 / 4]],
    [6, [1 / 4, 1 / 16, 1 / 64, 1 / 256, 1 / 2, 1 / 8]],
  ])("has the slopes of the paper for %d heads", async (heads, slopes) => {
    const bias = alibi(heads, { queries: tensor([3]), keys: arange(5) });
    expect(bias.shape).toEqual([heads, 1, 5]);
    const distances = [3, 2, 1, 0, 1];
    expectClose(
      await numbers(bias),
      slopes.flatMap((slope) => distances.map((distance) => -slope * distance)),
    );
  });

  it("refuses positions of several axes", () => {
    expect(() => alibi(2, { queries: zeros([1, 2]), keys: arange(2) })).toThrow(
      "alibi({ queries }): needs one axis, got [1, 2].",
    );
  });
});
