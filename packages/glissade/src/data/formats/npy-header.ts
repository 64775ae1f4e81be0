/** @file Headers of .npy files, versions 1 to 3: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */

import { DataError } from "../../errors.ts";

export const MAGIC = "\x93NUMPY";

/** Bytes of the longest header of version 1; longer ones describe structures of many fields. */
const LONGEST = 2 ** 16;

/** The array that a .npy file says it holds. */
export interface NpyHeader {
  /** The element type as NumPy writes it, `<f4`; nothing where it is a structure of fields. */
  readonly descr: string | undefined;
  /** The element type as the file writes it, for errors. */
  readonly source: string;
  /** Whether the first axis is the fastest. */
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly end: number;
}

/** Header of the bytes of a .npy file; `where` names them in errors. */
export function parseNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const { text, end } = headerText(bytes, where);
  const dictionary = parsePython(text);
  const names = Object.keys(dictionary ?? {}).sort();
  const { descr, fortran_order: isFortran, shape } = { ...dictionary };
  const isWhole = String(names) === "descr,fortran_order,shape" && typeof isFortran === "boolean";
  if (!isWhole || !isShape(shape)) throw malformed(text, where);
  const source = /['"]descr['"]\s*:\s*(.*?)\s*,\s*(?:['"](?:fortran_order|shape)['"]|\})/.exec(text)?.[1];
  return {
    descr: typeof descr === "string" ? descr : undefined,
    source: source ?? text.trim(),
    isFortran,
    shape,
    end,
  };
}

function headerText(bytes: Uint8Array, where: string): { readonly text: string; readonly end: number } {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC)
    throw new DataError({
      where,
      rule: `not a .npy file: it must begin with ${JSON.stringify(MAGIC)}, got ${JSON.stringify(magic)}`,
      fix: "Write it with numpy.save",
    });
  const [version = 1, minor = 0] = bytes.subarray(MAGIC.length);
  if (version < 1 || version > 3 || minor !== 0)
    throw new DataError({ where, rule: `version must be 1.0, 2.0 or 3.0, got ${version}.${minor}` });
  // The header's length has two bytes in version 1 and four later, the lowest first.
  const start = version === 1 ? 10 : 12;
  const length = bytes.subarray(8, start).reduceRight((sum, byte) => 256 * sum + byte, 0);
  if (length > LONGEST)
    throw new DataError({ where, rule: `the header must have at most ${LONGEST} bytes, got ${length}` });
  const end = start + length;
  if (bytes.length < end)
    throw new DataError({
      where,
      rule: `truncated: the header needs ${end} bytes, got ${bytes.length}`,
      fix: "Fetch the file again",
    });
  const encoding = version === 3 ? "utf-8" : "latin1";
  return { text: new TextDecoder(encoding).decode(bytes.subarray(start, end)), end };
}

// A string; a word; an integer, with L as Python 2 wrote it; or punctuation.
const token = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(True|False|None)\b|(\d+)L?|([{}()[\],:]))/y;

const words: Readonly<Record<string, string>> = { True: "true", False: "false", None: "null" };
const brackets: Readonly<Record<string, string>> = { "(": "[", ")": "]" };

/** The value of a dictionary in Python's literals, by way of JSON; nothing where the text is anything else. */
function parsePython(text: string): Readonly<Record<string, unknown>> | undefined {
  const parts: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== "") {
    const [, string, word, integer, mark] = token.exec(text) ?? [];
    if (string !== undefined) parts.push(JSON.stringify(string.slice(1, -1).replace(/\\(.)/g, "$1")));
    else if (word !== undefined) parts.push(words[word]!);
    else if (integer !== undefined) parts.push(String(Number(integer)));
    else if (mark === undefined) return undefined;
    else {
      // Python allows a comma after the last element.
      if (/[)\]}]/.test(mark) && parts.at(-1) === ",") parts.pop();
      parts.push(brackets[mark] ?? mark);
    }
  }
  try {
    const value: unknown = JSON.parse(parts.join(""));
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const isShape = (shape: unknown): shape is number[] =>
  Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size));

const malformed = (text: string, where: string): DataError =>
  new DataError({
    where,
    rule: `the header must be a dictionary of descr, fortran_order and shape, got ${JSON.stringify(text.trim().slice(0, 200))}`,
    fix: "Write it with numpy.save",
  });
