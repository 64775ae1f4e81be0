/** @file Text as numbers: its characters or its bytes. */

import { DataError } from "../errors.ts";
import { describe } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";

/** Numbers for pieces of text, from 0 on, and the way back. */
export interface Vocabulary {
  /** Different numbers. */
  readonly size: number;
  readonly encode: (text: string) => Int32Array;
  /** The text of numbers, such as those of a tensor. */
  readonly decode: (tokens: ArrayLike<number | bigint>) => string;
}

/** A number for each character; JSON holds it. */
export interface CharacterVocabulary extends Vocabulary {
  /** In the order of their numbers. */
  readonly characters: readonly string[];
  /** What stands for characters that are not in it. */
  readonly unknown?: string;
}

export interface CharactersOptions {
  /** A character that stands for those that are not in the text; without one they are an error. */
  readonly unknown?: string;
}

const readCharacters = optionsReader<CharactersOptions>({ unknown: kind.string });

/**
 * The different characters of a text (Unicode code points) in their order, each with a number. A list of characters, such as
 * that of another vocabulary, makes the same one again.
 *
 * @example
 * const vocabulary = characters("hello");
 * vocabulary.characters; // ["e", "h", "l", "o"]
 * vocabulary.encode("hole"); // Int32Array [1, 3, 2, 0]
 * vocabulary.decode([1, 3, 2, 0]); // "hole"
 * characters(vocabulary.characters).size; // 4
 *
 * @throws DataError for characters that are not in it, with their position
 */
export function characters(
  text: string | readonly string[],
  options?: CharactersOptions,
): CharacterVocabulary {
  const { unknown } = readCharacters("characters", options);
  if (typeof text !== "string" && !(Array.isArray(text) && text.every((each) => typeof each === "string"))) {
    throw new DataError({
      where: "characters(text)",
      rule: `must be a text or a list of characters, got ${describe(text)}`,
    });
  }
  const seen = typeof text === "string" ? [...new Set(text)].sort() : text;
  const all = unknown === undefined || seen.includes(unknown) ? seen : [unknown, ...seen];
  const numbers = new Map(all.map((character, number) => [character, number]));
  const rest = unknown === undefined ? undefined : numbers.get(unknown);
  return {
    size: all.length,
    characters: all,
    ...(unknown !== undefined && { unknown }),
    encode: (given) =>
      Int32Array.from([...requireString("encode(text)", given)], (character, index) => {
        const number = numbers.get(character) ?? rest;
        if (number !== undefined) return number;
        throw new DataError({
          where: "encode(text)",
          rule: `${JSON.stringify(character)} at ${index} is not among the ${all.length} characters`,
          fix: "Make the vocabulary of all the text, or pass characters(text, { unknown })",
        });
      }),
    decode: (tokens) => Array.from(tokens, (token, index) => characterAt(all, Number(token), index)).join(""),
  };
}

function characterAt(all: readonly string[], token: number, index: number): string {
  const character = all[token];
  if (character !== undefined) return character;
  throw new DataError({
    where: "decode(tokens)",
    rule: `token ${token} at ${index} is outside of the ${all.length} characters`,
  });
}

/** Throws unless a value is a text. */
export function requireString(where: string, text: unknown): string {
  if (typeof text === "string") return text;
  throw new DataError({ where, rule: `must be a text, got ${describe(text)}` });
}

/**
 * Text as the bytes of UTF-8: 256 numbers, which know every text.
 *
 * @example
 * bytes.encode("aé"); // Int32Array [97, 195, 169]
 * bytes.decode([97, 195, 169]); // "aé"
 */
export const bytes: Vocabulary = {
  size: 256,
  encode: (text) => Int32Array.from(new TextEncoder().encode(requireString("encode(text)", text))),
  decode: (tokens) => new TextDecoder().decode(Uint8Array.from(Array.from(tokens, Number), requireByte)),
};

function requireByte(token: number, index: number): number {
  if (Number.isInteger(token) && token >= 0 && token < 256) return token;
  throw new DataError({
    where: "decode(tokens)",
    rule: `token ${token} at ${index} is no byte from 0 to 255`,
  });
}
