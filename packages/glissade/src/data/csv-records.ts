/** @file Records of CSV text, as RFC 4180 has them. */

import { DataError } from "../errors.ts";

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

/**
 * Records of a CSV text, blank lines left out. Blanks around cells do not count; a cell in quotes may hold delimiters,
 * line breaks and doubled quotes; lines end with LF, CR LF or CR; a byte order mark is skipped.
 */
export function csvRecords(text: string, where: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  const lineAt = lineCounter(text);
  let position = text.startsWith("\ufeff") ? 1 : 0;
  while (position < text.length) {
    const line = lineAt(position);
    const cells: string[] = [];
    const start = position;
    for (;;) {
      const cell = readCell(text, position, delimiter);
      if (!cell) throw unclosed(where, line);
      cells.push(cell.text);
      position = cell.end;
      if (!text.startsWith(delimiter, position)) break;
      position += delimiter.length;
    }
    if (position < text.length && !isLineEnd(text, position)) throw afterQuotes(where, line);
    if (text.slice(start, position).trim() !== "" || cells.length > 1) records.push({ line, cells });
    position += text.startsWith("\r\n", position) ? 2 : 1;
  }
  return records;
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
  return {
    text: text
      .slice(open + 1, close)
      .replaceAll('""', '"')
      .trim(),
    end,
  };
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

/** Counts lines up to positions that only grow. */
function lineCounter(text: string): (position: number) => number {
  let [line, seen] = [1, 0];
  return (position) => {
    for (; seen < position; seen++)
      if (text[seen] === "\n" || (text[seen] === "\r" && text[seen + 1] !== "\n")) line++;
    return line;
  };
}

const unclosed = (where: string, line: number): DataError =>
  new DataError({ where: `${where}, line ${line}`, rule: "a quote is not closed" });

const afterQuotes = (where: string, line: number): DataError =>
  new DataError({
    where: `${where}, line ${line}`,
    rule: "after a closing quote expected a delimiter or the end of the line",
    fix: "Double the quotes inside of cells",
  });
