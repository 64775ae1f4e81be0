/** @file The arm, the seed and the hyper-parameters that the name of a run holds. */

import { ArgumentError, DataError } from "glissade";
import type { Json } from "../store/store.ts";

export interface RunName {
  readonly arm: string;
  readonly seed: number | undefined;
  readonly values: Readonly<Record<string, Json>>;
}

/** The arm of a run whose name says nothing, such as the directory itself. */
const NAMELESS = "run";

const assignment = /^([A-Za-z_][\w.]*)=(.*)$/s;
const seedAtEnd = /^(.*?)(?:^|[ _.-]+)seed[ _=-]?(\d+)$/is;

/** What a name says by itself; `adam/lr=0.1,seed=3` is seed 3 of the arm adam at lr 0.1. */
export function guessRunName(name: string): RunName {
  const values: [string, Json][] = [];
  const arms: string[] = [];
  let seed: number | undefined;
  for (const piece of name.split(/[/,]/).map(decode)) {
    const [, rest = piece, digits] = seedAtEnd.exec(piece) ?? [];
    if (digits !== undefined) seed = Number(digits);
    const [, key, text] = assignment.exec(rest) ?? [];
    if (key !== undefined) values.push([key, toValue(text!)]);
    else if (rest !== "" && rest !== ".") arms.push(rest);
  }
  if (seed === undefined && arms.length > 1 && /^\d+$/.test(arms.at(-1)!)) seed = Number(arms.pop());
  return { arm: arms.join("/") || NAMELESS, seed, values: Object.fromEntries(values) };
}

/** A reader of names that a pattern makes, such as `{arm}-lr{lr}/{seed}`. */
export function patternReader(pattern: string, where: string): (name: string) => RunName {
  const parts = pattern.split(/\{(\w+)\}/);
  const fields = parts.filter((_, index) => index % 2 === 1);
  requireFields(fields, pattern, where);
  const sources = parts.map((part, index) =>
    index % 2 === 0 ? part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") : part === "seed" ? "(\\d+)" : "([^/]+?)",
  );
  const whole = new RegExp(`^${sources.join("")}$`);
  return (name) => {
    const [, ...texts] = whole.exec(name) ?? [];
    if (texts.length === 0) throw noMatch(name, pattern, where);
    const found = new Map(fields.map((field, index) => [field, decode(texts[index]!)]));
    const values = fields.filter((field) => field !== "arm" && field !== "seed");
    return {
      arm: found.get("arm") ?? NAMELESS,
      seed: found.has("seed") ? Number(found.get("seed")) : undefined,
      values: Object.fromEntries(values.map((field) => [field, toValue(found.get(field)!)])),
    };
  };
}

function requireFields(fields: readonly string[], pattern: string, where: string): void {
  if (fields.length > 0 && new Set(fields).size === fields.length) return;
  throw new ArgumentError({
    where: `${where}({ pattern })`,
    rule: `must have different names in braces, got ${JSON.stringify(pattern)}`,
    fix: 'Write it like "{arm}/{seed}"',
  });
}

const noMatch = (name: string, pattern: string, where: string): DataError =>
  new DataError({
    where: `${where}({ pattern })`,
    rule: `the run ${JSON.stringify(name)} does not match ${JSON.stringify(pattern)}`,
    fix: "Import the runs of other patterns apart",
  });

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const truths: ReadonlyMap<string, Json> = new Map([
  ["true", true],
  ["false", false],
]);

/** Numbers and truths as such, all else as text. */
const toValue = (text: string): Json => truths.get(text) ?? (decimal.test(text) ? Number(text) : text);

/** Characters that a directory's name or our reading of it has a use for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in names of files.
const special = /[%/\\:*?"<>|,=\u0000-\u001f\u007f]|^[. ]|[. ]$/g;

/** A piece of a path for any text; `decode` undoes it. */
export const encodePiece = (text: string): string =>
  text.replace(special, (found) => `%${found.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`);

const decode = (piece: string): string =>
  piece.replace(/%([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
