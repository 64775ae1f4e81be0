import { describe, expect, test } from "vitest";
import fixture from "../../../../test/fixtures/byte_pairs.json" with { type: "json" };
import { parseTokenizer } from "./index.ts";

const { texts, ...kinds } = fixture;
const empty = {
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
};

describe.each(Object.entries(kinds))("%s is Hugging Face's", (_, { tokenizer, size, ...expected }) => {
  const file = JSON.stringify(tokenizer);

  test("tokens and texts", async () => {
    const vocabulary = await parseTokenizer(file);
    expect(vocabulary.size).toBe(size);
    expect(texts.map((text) => [...vocabulary.encode(text)])).toEqual(expected.encoded);
    expect(expected.encoded.map((tokens) => vocabulary.decode(tokens))).toEqual(expected.decoded);
    expect(vocabulary.decode(BigInt64Array.from(expected.encoded[0]!, BigInt))).toBe(expected.decoded[0]);
  });

  test("special tokens where they are asked for", async () => {
    const { encode } = await parseTokenizer(file, { special: true });
    expect(texts.map((text) => [...encode(text)])).toEqual(expected.withSpecial);
  });
});

test.each([
  [
    'parseTokenizer: must be a tokenizer.json of Hugging Face, got Tokenizer must contain a "model" property. Save one with tokenizer.save() in Python.',
    () => parseTokenizer("{}"),
  ],
  [
    "parseTokenizer(text): must be a text, got a Uint8Array. Decode it: new TextDecoder().decode(bytes).",
    () => parseTokenizer(new Uint8Array(2) as never),
  ],
  [
    "decode(tokens): token 330 at 1 is not among the 330 tokens.",
    async () => (await parseTokenizer(JSON.stringify(kinds.byteLevel.tokenizer))).decode([0, 330]),
  ],
  [
    "encode(text): must be a text, got 3.",
    async () => (await parseTokenizer(JSON.stringify(kinds.byteLevel.tokenizer))).encode(3 as never),
  ],
])("%s", (message, run) => expect(run).rejects.toThrow(message));

// Versions of Node say in other words what is wrong with a text.
test("a text that is not JSON is an error that names its file", () =>
  expect(parseTokenizer("{", { where: "mine.json" })).rejects.toThrow(
    /^mine.json: must be a tokenizer.json of Hugging Face, got .*JSON.*\. Save one with tokenizer.save\(\) in Python\.$/,
  ));

test("a model without its vocabulary is an error", async () => {
  const file = JSON.stringify({ ...empty, model: { type: "BPE" } });
  await expect(parseTokenizer(file)).rejects.toThrow(
    /^parseTokenizer: must be a tokenizer.json of Hugging Face, got /,
  );
});
