import { compile, evaluate, expand, random, softmax, type Tensor, tensor, vmap, zeros } from "glissade";
import { describe, expect, it, test } from "vitest";
import fixture from "../../../../test/fixtures/sample_logits.json" with { type: "json" };
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { countCells } from "../../../../test/support/statistics.ts";
import { filterLogits } from "./sample-logits.ts";

describe.each(fixture.cases.map((each) => [JSON.stringify(each.options), each] as const))(
  "sampleLogits with %s",
  (_, { logits: rows, options, probabilities, limits }) => {
    const logits = tensor(rows, { dtype: "float64" });

    it("leaves the tokens that NumPy leaves", async () => {
      const { temperature = 1 } = options;
      const chances = softmax(filterLogits(logits.div(temperature), options));
      expectClose(await numbers(chances), probabilities);
    });

    it("draws them with their probabilities", async () => {
      for (const [row, chances] of probabilities.entries()) {
        const many = expand(tensor(rows[row]!), [fixture.draws, chances.length]);
        const drawn = await numbers(random.sampleLogits(random.key(row), many, options));
        const counts = countCells(drawn, chances.length);
        const terms = counts.map((count, token) => {
          const expected = chances[token]! * fixture.draws;
          return expected > 0 ? (count - expected) ** 2 / expected : count * Number.MAX_VALUE;
        });
        expect(terms.reduce((sum, term) => sum + term)).toBeLessThan(limits[row]!);
      }
    });
  },
);

test.each([0, 1e-300])(
  "the likeliest token is taken at temperature %d, which is 0 in float32, whatever the key",
  async (temperature) => {
    const logits = random.normal(random.key(2), [6, 11]);
    const drawn = [1, 2].map((seed) => random.sampleLogits(random.key(seed), logits, { temperature }));
    const [first, second] = await Promise.all(drawn.map(numbers));
    const rows = await numbers(logits);
    expect(first).toEqual(second);
    const likeliest = [0, 1, 2, 3, 4, 5].map((row) => {
      const own = rows.slice(11 * row, 11 * row + 11);
      return own.indexOf(Math.max(...own));
    });
    expect(first).toEqual(likeliest);
  },
);

test("the same key draws the same tokens, compiled and mapped too", async () => {
  const logits = random.normal(random.key(2), [3, 4, 5]);
  const draw = (key: Tensor, rows: Tensor) => random.sampleLogits(key, rows, { topK: 3, topP: 0.9 });
  const [once, again, other] = await evaluate([1, 1, 2].map((seed) => draw(random.key(seed), logits)));
  expect(once!.shape).toEqual([3, 4]);
  expect(await numbers(once!)).toEqual(await numbers(again!));
  expect(await numbers(once!)).not.toEqual(await numbers(other!));
  expect(await numbers(await compile(draw)(random.key(1), logits))).toEqual(await numbers(once!));
  const keys = random.split(random.key(3), 3);
  const mapped = vmap((rows: Tensor) => draw(keys[0]!, rows))(logits);
  expect(mapped.shape).toEqual([3, 4]);
});

test.each([
  [[1e8, 1e8], {}],
  [[1e-5, 1e-5], { temperature: 1e-38 }],
  [[3, 1, 3], { temperature: 1e-40 }],
])("of %j the equal largest are drawn equally often with %j", async (logits, options) => {
  const rows = tensor(Array.from({ length: 4000 }, () => logits));
  const drawn = await numbers(random.sampleLogits(random.key(4), rows, options));
  const last = drawn.filter((token) => token === logits.length - 1).length;
  expect(Math.abs(last - 2000)).toBeLessThan(4 * Math.sqrt(1000));
  expect(drawn.every((token) => logits[token] === Math.max(...logits))).toBe(true);
});

test("tokens as likely as the last that is left are left too", async () => {
  const equal = zeros([1, 4]);
  const kept = async (options: object) =>
    (await numbers(filterLogits(equal, options))).filter(Number.isFinite);
  expect(await kept({ topK: 2 })).toHaveLength(4);
  expect(await kept({ topP: 0.1 })).toHaveLength(4);
});

it.each([
  ["sampleLogits({ topP }): must be in (0, 1], got 0.", { topP: 0 }],
  ["sampleLogits({ temperature }): must be finite and not negative, got -1.", { temperature: -1 }],
  ["sampleLogits({ topK }): must be a positive integer, got 0.", { topK: 0 }],
])("%s", (message, options) => {
  expect(() => random.sampleLogits(random.key(1), zeros([2]), options)).toThrow(
    expect.objectContaining({ message }),
  );
});
