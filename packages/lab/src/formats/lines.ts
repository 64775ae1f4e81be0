/** @file Lines of a text that comes in parts. */

import { DataError } from "glissade";

/** A text or UTF-8 bytes, in any parts. */
export type TextParts = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export interface Line {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** Characters of the longest line; a longer one is of a file of another format. */
const LONGEST = 2 ** 28;

/** Lines that are not blank; a byte order mark is skipped. */
export async function* linesOf(parts: TextParts, where: string): AsyncGenerator<Line, void> {
  let [rest, line] = ["", 0];
  for await (const part of texts(parts, () => `${where}, line ${line + 1}`)) {
    const lines = (rest + part).split("\n");
    rest = lines.pop()!;
    for (const text of lines) {
      line++;
      if (text.trim() !== "") yield { text, line };
    }
    if (rest.length > LONGEST) throw tooLong(`${where}, line ${line + 1}`);
  }
  if (rest.trim() !== "") yield { text: rest, line: line + 1 };
}

async function* texts(parts: TextParts, place: () => string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes: Uint8Array | undefined): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw new DataError({ where: place(), rule: "must be UTF-8", fix: "Save the file in UTF-8", cause });
    }
  };
  let isFirst = true;
  for await (const part of parts) {
    const text = typeof part === "string" ? part : decode(part);
    yield isFirst ? text.replace(/^\ufeff/, "") : text;
    isFirst &&= text === "";
  }
  yield decode(undefined);
}

const tooLong = (where: string): DataError =>
  new DataError({
    where,
    rule: `must end within ${LONGEST} characters`,
    fix: "Check that the file is JSON Lines",
  });
