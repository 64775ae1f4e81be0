/** @file What every parser takes: text or bytes, and a name for them in errors. */

import { ArgumentError } from "../errors.ts";
import { describe } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";

export interface ParseOptions {
  /** What errors call the text or the bytes, such as the name of their file; the function by default. */
  readonly where?: string;
}

export const parseKinds = { where: kind.string };

export const readParse = optionsReader<ParseOptions>(parseKinds);

export function requireText(where: string, text: unknown): asserts text is string {
  if (typeof text === "string") return;
  const fix = text instanceof Uint8Array ? "Decode it: new TextDecoder().decode(bytes)" : undefined;
  throw new ArgumentError({ where: `${where}(text)`, rule: `must be a text, got ${describe(text)}`, fix });
}

export function requireBytes(where: string, bytes: unknown): asserts bytes is Uint8Array {
  if (bytes instanceof Uint8Array) return;
  const fix = bytes instanceof ArrayBuffer ? "Wrap it: new Uint8Array(buffer)" : undefined;
  throw new ArgumentError({
    where: `${where}(bytes)`,
    rule: `must be a Uint8Array, got ${describe(bytes)}`,
    fix,
  });
}
