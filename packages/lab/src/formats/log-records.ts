/** @file Records of logs of other programs: CSV with a header, or one JSON object a line. */

import { DataError } from "glissade";
import { parseCsvRecords } from "glissade/data";

export type Cell = string | number;

export interface LogRecord {
  /** The line at which it begins, from 1. */
  readonly line: number;
  /** By the names of columns; missing ones are left out. */
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface Log {
  /** Columns in the order of their first appearance. */
  readonly names: readonly string[];
  readonly records: readonly LogRecord[];
}

/** Cells that stand for nothing; NaN is a number. */
const missing = ["", "na", "n/a", "null", "none"];

/** Records of CSV, each as wide as the header. */
export function csvLog(text: string, where: string, delimiter: string): Log {
  const [header, ...rest] = parseCsvRecords(text, { where, delimiter });
  const names = header?.cells ?? [];
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new DataError({
      where: `${where}, line ${header!.line}`,
      rule: `columns must have different names, got ${JSON.stringify(twice)} twice`,
    });
  const records = rest.map(({ line, cells }) => {
    if (cells.length !== names.length)
      throw new DataError({
        where: `${where}, line ${line}`,
        rule: `must have ${names.length} cells, as the first line, got ${cells.length}`,
      });
    const present = names.map((name, index) => [name, cells[index]!] as const);
    return { line, cells: new Map(present.filter(([, cell]) => !missing.includes(cell.toLowerCase()))) };
  });
  return { names, records };
}

/** Records of JSON Lines; objects within them are columns such as `eval/loss`. */
export function jsonLog(text: string, where: string): Log {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const records = lines.flatMap((content, index) => {
    if (content.trim() === "") return [];
    const value = parseLine(content, `${where}, line ${index + 1}`);
    return [{ line: index + 1, cells: cellsOf(value, `${where}, line ${index + 1}`) }];
  });
  return { names: [...new Set(records.flatMap(({ cells }) => [...cells.keys()]))], records };
}

/** The longest name of a column, which ends the deepest of objects too. */
const LONGEST_NAME = 200;

/** Numbers and texts by their columns. */
function cellsOf(value: object, where: string): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [name, cell] of flatten(value, "", where)) {
    if (cells.has(name))
      throw new DataError({
        where,
        rule: `columns must have different names, got ${JSON.stringify(name)} twice`,
      });
    cells.set(name, cell);
  }
  return cells;
}

/** Texts in quotes, which stay as they are, and the numbers that Python writes and JSON does not have. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

function parseLine(text: string, where: string): object {
  try {
    const value: unknown = JSON.parse(
      text.replace(tokens, (token) => (token[0] === '"' ? token : `"${token}"`)),
    );
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw notObject(where, text, cause);
  }
  throw notObject(where, text);
}

const LONGEST = 60;

const notObject = (where: string, text: string, cause?: unknown): DataError =>
  new DataError({
    where,
    rule: `must be an object in JSON, got ${JSON.stringify(text.slice(0, LONGEST))}`,
    fix: "Where the file is CSV, let its name end in .csv",
    cause,
  });

function* flatten(value: object, before: string, where: string): Generator<readonly [string, Cell], void> {
  if (before.length > LONGEST_NAME)
    throw new DataError({
      where,
      rule: `names of objects in objects have at most ${LONGEST_NAME} characters`,
    });
  for (const [name, each] of Object.entries(value) as [string, unknown][]) {
    if (typeof each === "number" || typeof each === "string") yield [before + name, each];
    else if (typeof each === "boolean") yield [before + name, String(each)];
    else if (typeof each === "object" && each !== null && !Array.isArray(each))
      yield* flatten(each, `${before}${name}/`, where);
  }
}
