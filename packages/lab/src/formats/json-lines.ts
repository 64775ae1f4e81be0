/** @file Rows of a store as JSON Lines, one row a line, and back: nothing is lost. */

import { ArgumentError, DataError } from "glissade";
import { requireOptions, show } from "../checks.ts";
import { requireIterable } from "./check-rows.ts";
import { linesOf, type TextParts } from "./lines.ts";
import { decodeRow, encodeRow, kinds, type RowTypes } from "./row-fields.ts";

/** A row with its kind as the only name. */
export type Row = {
  readonly [Kind in keyof RowTypes]: { readonly [Only in Kind]: RowTypes[Kind] };
}[keyof RowTypes];

/** Raised whenever a field changes its meaning. */
const VERSION = 2;

/** Characters of a part that is worth a write. */
const PART = 2 ** 16;

/**
 * Writes rows as JSON Lines, in parts of many lines, as they come. The first line names the version of the format, the last
 * one the number of rows; NaN, infinities and the negative zero are texts, times are ISO 8601.
 *
 * @example
 * const point = { run: 1, key: "train/loss", step: 2, value: NaN, seconds: 0.5 };
 * let text = "";
 * for await (const part of toJsonLines([{ point }])) text += part;
 * text.split("\n")[1]; // '{"point":{"run":1,"key":"train/loss","step":2,"value":"NaN","seconds":0.5}}'
 */
export async function* toJsonLines(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<string, void> {
  requireIterable("toJsonLines(rows)", rows);
  let part = `${JSON.stringify({ version: VERSION })}\n`;
  let count = 0;
  for await (const row of rows) {
    count++;
    part += `${JSON.stringify(toPlain(row))}\n`;
    if (part.length < PART) continue;
    yield part;
    part = "";
  }
  yield `${part}${JSON.stringify({ rows: count })}\n`;
}

const toPlain = (row: Row): object => {
  if (Object(row) !== row) throw notKnown(row);
  if ("study" in row) return { study: encodeRow("study", row.study) };
  if ("run" in row) return { run: encodeRow("run", row.run) };
  if ("point" in row) return { point: encodeRow("point", row.point) };
  throw notKnown(row);
};

const notKnown = (row: unknown): ArgumentError =>
  new ArgumentError({
    where: "toJsonLines(rows)",
    rule: `must hold { study }, { run } or { point }, got ${show(row)}`,
  });

export interface JsonLinesOptions {
  /** What errors call the text, such as the name of its file. */
  readonly where?: string;
}

/**
 * Reads what `toJsonLines` wrote, row by row, from text or UTF-8 bytes in any parts.
 *
 * @throws DataError where a line is no row; it names the line and the field.
 *
 * @example
 * const text = ['{"version":2}\n{"point":{"run":1,"key":"loss","st', 'ep":2,"value":"NaN","seconds":0.5}}\n{"rows":1}\n'];
 * const rows = [];
 * for await (const row of fromJsonLines(text)) rows.push(row);
 * rows; // [{ point: { run: 1, key: "loss", step: 2, value: NaN, seconds: 0.5 } }]
 */
export async function* fromJsonLines(
  parts: TextParts,
  options: JsonLinesOptions = {},
): AsyncGenerator<Row, void> {
  requireOptions("fromJsonLines", options, { optional: ["where"] });
  requireIterable("fromJsonLines(parts)", parts);
  const { where = "fromJsonLines" } = options;
  let frame: "none" | "open" | "closed" = "none";
  let [count, last] = [0, 0];
  for await (const { text, line } of linesOf(parts, where)) {
    const row = toRow(text, `${where}, line ${line}`);
    const place = `${where}, line ${line}`;
    if ("version" in row && frame === "open") throw withoutCount(place, "another version");
    if ("rows" in row) requireCount(place, row.rows, count);
    if ("version" in row || "rows" in row) {
      frame = "version" in row ? "open" : "closed";
      count = 0;
      last = line;
      continue;
    }
    if (frame === "closed") throw cutOff(place, "must be the version of the next rows, got a row");
    count++;
    last = line;
    yield row;
  }
  if (frame === "open") throw withoutCount(`${where}, line ${last + 1}`, "the end of the file");
}

const withoutCount = (where: string, got: string): DataError =>
  cutOff(where, `must be the number of rows, got ${got}`);

function requireCount(where: string, said: number, count: number): void {
  if (said !== count) throw cutOff(where, `must come after ${said} rows, got ${count}`);
}

const cutOff = (where: string, rule: string): DataError =>
  new DataError({ where, rule, fix: "The file is damaged or cut off: copy it again" });

type Frame = { readonly version: number } | { readonly rows: number };

/** The row of a line, or what frames the rows. */
function toRow(text: string, where: string): Row | Frame {
  const value = parse(text, where);
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const [name] = names;
  if (names.length !== 1) throw notRow(where, text);
  const content: unknown = Object.values(Object(value))[0];
  if (name === "study") return { study: decodeRow(name, content, where) };
  if (name === "run") return { run: decodeRow(name, content, where) };
  if (name === "point") return { point: decodeRow(name, content, where) };
  if (name === "rows" && Number.isSafeInteger(content)) return { rows: Number(content) };
  if (name !== "version") throw notRow(where, text);
  if (content === VERSION) return { version: VERSION };
  throw new DataError({
    where,
    rule: `the version of the format must be ${VERSION}, got ${JSON.stringify(content)}`,
    fix:
      Number(content) < VERSION
        ? "Export the runs again, or read the file with the version of Glissade that wrote it"
        : "Read the file with the version of Glissade that wrote it, or a later one",
  });
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError({
      where,
      rule: `must be JSON, got ${shorten(text)}`,
      fix: "The file is damaged or cut off: copy it again",
      cause,
    });
  }
}

const LONGEST = 60;
const shorten = (text: string): string =>
  JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const notRow = (where: string, text: string): DataError =>
  new DataError({
    where,
    rule: `must be an object with one name, ${kinds.join(", ")}, version or rows, got ${shorten(text)}`,
    fix: "Logs of other programs are read by fromLogs",
  });
