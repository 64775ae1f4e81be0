/** @file Tokenizers of trained models, by Hugging Face's library. */

import { DataError } from "../errors.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { type ParseOptions, parseKinds, requireText } from "./parse-options.ts";
import { reasonOf } from "./reason.ts";
import { requireString, type Vocabulary } from "./text.ts";

export interface TokenizerOptions extends ParseOptions {
  /** Whether `encode` adds the tokens that the file puts around texts, such as an end; `false` by default. */
  readonly special?: boolean;
}

const readTokenizer = optionsReader<TokenizerOptions>({ ...parseKinds, special: kind.boolean });

/**
 * The vocabulary of a `tokenizer.json`, the file of Hugging Face in which models of texts keep their tokens: byte pair
 * encoding as of GPT-2 and Llama, WordPiece or Unigram. `decode` keeps special tokens.
 *
 * @example
 * const model = { type: "BPE", vocab: { a: 0, b: 1, ab: 2 }, merges: [["a", "b"]] };
 * const parts = { model, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
 * const vocabulary = await parseTokenizer(JSON.stringify(parts)); // the text of a file, else
 * vocabulary.encode("abba"); // Int32Array [2, 1, 0]
 * vocabulary.size; // 3
 *
 * @throws DataError for what is no such file
 */
export async function parseTokenizer(text: string, options?: TokenizerOptions): Promise<Vocabulary> {
  const { where = "parseTokenizer", special = false } = readTokenizer("parseTokenizer", options);
  requireText("parseTokenizer", text);
  const tokenizer = await tokenizerOf(where, text);
  const ids = new Set(tokenizer.get_vocab().values());
  return {
    size: [...ids].reduce((most, id) => Math.max(most, id), -1) + 1,
    encode: (given) =>
      Int32Array.from(
        tokenizer.encode(requireString("encode(text)", given), { add_special_tokens: special }).ids,
      ),
    decode(tokens) {
      const list = Array.from(tokens, Number);
      const wrong = list.findIndex((token) => !ids.has(token));
      if (wrong < 0) return list.length === 0 ? "" : tokenizer.decode(list);
      throw new DataError({
        where: "decode(tokens)",
        rule: `token ${list[wrong]} at ${wrong} is not among the ${ids.size} tokens`,
      });
    },
  };
}

/** What is used of the library, whose own types name files without endings, which Node's resolution does not find. */
interface Tokenizer {
  get_vocab(): ReadonlyMap<string, number>;
  encode(
    text: string,
    options: { readonly add_special_tokens: boolean },
  ): { readonly ids: readonly number[] };
  decode(tokens: readonly number[]): string;
}

async function tokenizerOf(where: string, text: string): Promise<Tokenizer> {
  const library = await import("@huggingface/tokenizers");
  try {
    // Python's library does not tidy spaces up either.
    return new library.Tokenizer(JSON.parse(text), { clean_up_tokenization_spaces: false });
  } catch (cause) {
    throw new DataError({
      where,
      rule: `must be a tokenizer.json of Hugging Face, got ${reasonOf(cause)}`,
      fix: "Save one with tokenizer.save() in Python",
      cause,
    });
  }
}
