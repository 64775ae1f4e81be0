import {
  argmax,
  cast,
  concat,
  evaluate,
  full,
  generate,
  mapTree,
  nn,
  random,
  reshape,
  slice,
  type Tensor,
  tensor,
  unsqueeze,
  zeros,
} from "glissade";
import { describe, expect, it } from "vitest";
import { numbers } from "../../../../test/support/close.ts";

const TOKENS = 7;

const gpt = (cache?: number) =>
  nn.sequential(
    nn.embedding(TOKENS, 8),
    nn.learnedPositions(16, { weight: nn.normal(1), cache }),
    nn.repeat(2, nn.transformerEncoderBlock(2, { causal: true, cache })),
    nn.layerNorm(),
    nn.linear(TOKENS, { weight: nn.normal(1) }),
  );

const prompt = tensor([[1, 2, 3], [6, 5, 4]], { dtype: "int32" }); // biome-ignore format: a row for each text
const { params, state } = nn.lift(gpt()).init(random.key(1), prompt);

async function written(options: object): Promise<number[][]> {
  const found: number[][] = [];
  const given = { prompt, count: 6, key: random.key(2), ...options };
  for await (const tokens of generate(gpt(9), { params }, given)) found.push(await numbers(tokens));
  return found;
}

/** Greedy tokens without a cache: all positions again for each token. */
async function greedy(count: number): Promise<number[][]> {
  const found: number[][] = [];
  let text: Tensor = prompt;
  for (let at = 0; at < count; at++) {
    const logits = nn.outputs(gpt(), { params, state }, text);
    const last = reshape(slice(logits, { starts: [0, text.shape[1]! - 1] }), [2, TOKENS]);
    const next = await evaluate(cast(argmax(last), "int32"));
    found.push(await numbers(next));
    text = concat([text, unsqueeze(next, { axis: 1 })], { axis: 1 });
  }
  return found;
}

describe("generate", () => {
  it("writes what the model without a cache finds likeliest", async () => {
    const found = await written({ temperature: 0 });
    expect(found).toEqual(await greedy(6));
    expect(new Set(found.flat()).size).toBeGreaterThan(2);
  });

  it("writes the same for the same key, tokens of the prompt's dtype", async () => {
    const [once, again, other] = [
      await written({ topK: 5 }),
      await written({ topK: 5 }),
      await written({ topK: 5, key: random.key(3) }),
    ];
    expect(once).toEqual(again);
    expect(once).not.toEqual(other);
    for await (const token of generate(gpt(9), { params }, { prompt, count: 1, temperature: 0 })) {
      expect([token.dtype, token.shape]).toEqual(["int32", [2]]);
    }
  });

  it("fills the cache to its end", async () => {
    expect(await written({ count: 7, temperature: 0 })).toHaveLength(7);
  });

  it.each([
    [
      "generate({ count }): prompt and tokens need 10 positions, the cache has 9. Choose a larger { cache }, a shorter prompt or fewer tokens.",
      () => written({ count: 8 }),
    ],
    [
      "generate({ key }): needs a random key unless the temperature is 0, got none. Pass key: random.key(1).",
      () => written({ key: undefined }),
    ],
    [
      "generate({ prompt }): needs tokens [batch, time], at least one each, got [3].",
      () => written({ prompt: tensor([1n, 2n, 3n]) }),
    ],
    [
      'generate({ prompt }): needs integers, got float32. Cast it with cast(x, "int64").',
      () => written({ prompt: zeros([1, 2]) }),
    ],
    [
      "generate(model): must give logits [batch, time, tokens], got [2, 3] for tokens [2, 3].",
      async () => {
        const model = nn.sequential(
          nn.embedding(7, 8),
          nn.multiHeadAttention(2, { cache: 9 }),
          nn.lambda("sum", (x: Tensor) => x.sum({ axis: -1 })),
        );
        const own = model.init(random.key(1), prompt);
        for await (const _ of generate(model, own, { prompt, count: 1, temperature: 0 }));
      },
    ],
  ])("refuses: %s", async (message, call) => {
    await expect(call()).rejects.toMatchObject({ message });
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])(
    "refuses weights of %d, which leave nothing to draw",
    async (value) => {
      const broken = mapTree((leaf: Tensor) => full(leaf.shape, value), params);
      const tokens = generate(gpt(9), { params: broken }, { prompt, count: 2, temperature: 0 });
      await expect(tokens.next()).rejects.toMatchObject({
        message:
          "generate: token 1: needs logits whose largest is a finite number, got NaN or infinity. Check the weights: a training that diverged leaves NaN, and findNonFinite names the first operation that gives it.",
      });
    },
  );

  it("refuses a model without a cache", () => {
    expect(() => generate(gpt(), { params }, { prompt, count: 1, temperature: 0 })).toThrow(
      "generate(model): needs a model with caches, got sequential(embedding(7, 8), learnedPositions(16), repeat(2, transformerEncoderBlock(2)), layerNorm(), linear(7)), which has no state. Make it once more with { cache } in its attention or blocks, and in layers that add positions.",
    );
  });
});
