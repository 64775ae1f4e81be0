/** @file Records of CSV text, as RFC 4180 has them. */

import { DataError } from "../../errors.ts";

export interface CsvRecord {
  /** The line at which the record begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface Cell {
  readonly text: string;
  /** Position behind the cell and the blanks around it. */
  readonly end: number;
}

/** The text that is there so far. */
interface Part {
  readonly text: string;
  readonly delimiter: string;
  /** Whether no more text follows. */
  readonly isLast: boolean;
  /** Where errors say that the record is: the file and its line. */
  readonly where: string;
}

/** Characters of the longest record; a longer one has a quote that is not closed. */
const LONGEST = 2 ** 26;

/**
 * Records of a CSV text that comes in parts, blank lines left out. Blanks around cells do not count; a cell in quotes
 * may hold delimiters, line breaks and doubled quotes; lines end with LF, CR LF or CR; a byte order mark is skipped.
 */
export function* csvRecords(
  parts: Iterable<string>,
  where: string,
  delimiter: string,
): Generator<CsvRecord, void> {
  let [text, line, isFirst] = ["", 1, true];
  for (const [part, isLast] of withLast(parts)) {
    text += isFirst && part.startsWith("\ufeff") ? part.slice(1) : part;
    isFirst &&= part === "";
    let start = 0;
    while (start < text.length) {
      const here = `${where}, line ${line}`;
      const record =
        plainRecord(text, start, delimiter) ?? readRecord({ text, delimiter, isLast, where: here }, start);
      if (!record) break;
      const { cells, end } = record;
      if (cells.length > 1 || text.slice(start, end).trim() !== "") yield { line, cells };
      line += record.lines ?? countLines(text.slice(start, end));
      start = end;
    }
    text = text.slice(start);
    if (text.length > LONGEST) throw unclosed(`${where}, line ${line}`);
  }
}

/** Items with whether they are the last; an empty text where there are none. */
function* withLast(parts: Iterable<string>): Generator<readonly [part: string, isLast: boolean], void> {
  let kept = "";
  for (const part of parts) {
    yield [kept, false];
    kept = part;
  }
  yield [kept, true];
}

interface Found {
  readonly cells: readonly string[];
  /** Position behind the end of the line. */
  readonly end: number;
  /** How many lines the record has, where that is known. */
  readonly lines?: number;
}

/** The record that begins at a position, if it is one line without quotes, as most are: several times faster. */
function plainRecord(text: string, start: number, delimiter: string): Found | undefined {
  const end = text.indexOf("\n", start);
  if (end < 0) return undefined;
  const line = text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end);
  if (line.includes('"') || line.includes("\r")) return undefined;
  return { cells: line.split(delimiter).map(withoutBlanks), end: end + 1, lines: 1 };
}

/** The text of a cell without the blanks around it. */
const withoutBlanks = (cell: string): string =>
  /^[ \t]|\s$/.test(cell) ? cell.replace(/^[ \t]+/, "").trimEnd() : cell;

/** The record that begins at a position; nothing where it may go on in the next part of the text. */
function readRecord(part: Part, start: number): Found | undefined {
  const { text, delimiter, isLast, where } = part;
  const cells: string[] = [];
  let position = start;
  for (;;) {
    const cell = readCell(text, position, delimiter);
    if (!cell && isLast) throw unclosed(where);
    if (!cell || (!isLast && cell.end + Math.max(2, delimiter.length) > text.length)) return undefined;
    cells.push(cell.text);
    position = cell.end;
    if (!text.startsWith(delimiter, position)) break;
    position += delimiter.length;
  }
  if (position < text.length && !isLineEnd(text, position)) throw afterQuotes(where);
  return { cells, end: position + (text.startsWith("\r\n", position) ? 2 : 1) };
}

const isLineEnd = (text: string, position: number): boolean =>
  text[position] === "\n" || text[position] === "\r";

/** The cell that begins at a position; nothing where its quotes do not end. */
function readCell(text: string, start: number, delimiter: string): Cell | undefined {
  const isBlank = (position: number): boolean =>
    (text[position] === " " || text[position] === "\t") && !text.startsWith(delimiter, position);
  let open = start;
  while (isBlank(open)) open++;
  if (text[open] !== '"') return bareCell(text, open, delimiter);
  const close = closingQuote(text, open);
  if (close < 0) return undefined;
  let end = close + 1;
  while (isBlank(end)) end++;
  const inside = text.slice(open + 1, close).replaceAll('""', '"');
  return { text: inside.trim(), end };
}

function bareCell(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && !isLineEnd(text, end) && !text.startsWith(delimiter, end)) end++;
  return { text: text.slice(start, end).trimEnd(), end };
}

/** Position of the quote that ends a cell, none of a doubled pair; -1 without one. */
function closingQuote(text: string, open: number): number {
  let quote = text.indexOf('"', open + 1);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}

/** Line ends in a text. */
function countLines(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++)
    if (text[i] === "\n" || (text[i] === "\r" && text[i + 1] !== "\n")) count++;
  return count;
}

const unclosed = (where: string): DataError => new DataError({ where, rule: "a quote is not closed" });

const afterQuotes = (where: string): DataError =>
  new DataError({
    where,
    rule: "after a closing quote expected a delimiter or the end of the line",
    fix: "Double the quotes inside of cells",
  });
