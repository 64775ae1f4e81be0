/** @file Logs of other programs, in CSV or JSON Lines, as runs. */

import { DataError, nearestOrAll } from "glissade";
import { requireOneOf } from "../store/names.ts";
import { requireRows } from "./check-rows.ts";
import type { Scalar } from "./event-file.ts";
import { requireImportOptions, type Series, toImportedRuns } from "./imported.ts";
import { type Cell, csvLog, jsonLog, type Log, type LogRecord } from "./log-records.ts";
import { toNumber } from "./numbers.ts";
import type { ImportedRuns, ImportOptions } from "./rows.ts";

/** How the names of logs end, by their formats. */
export const logEndings = { csv: /\.(csv|tsv)$/i, jsonl: /\.(jsonl|ndjson|json)$/i } as const;

export interface NamedText {
  /** Relative to the directory that is imported; `.jsonl`, `.ndjson` and `.json` are JSON Lines, `.tsv` has tabs. */
  readonly path: string;
  readonly text: string;
}

export interface LogOptions extends ImportOptions {
  /** Of all files, whatever their names; by their names by default. */
  readonly format?: keyof typeof logEndings;
  /** The column of steps; `step`, `global_step`, `iteration`, `iter` or `epoch` by default, else rows are counted from 0. */
  readonly step?: string;
  /** The column of seconds since the start, or of a time; `seconds`, `wall_time`, `timestamp`, `time` by default. */
  readonly seconds?: string;
  /** The column of names of runs, where a file has several; `run`, `run_name` by default. */
  readonly run?: string;
  /** The column of arms; `arm`, `optimizer` by default, else the run's name tells it. */
  readonly arm?: string;
  /** The column of seeds; `seed`, `random_seed` by default, else the run's name tells it. */
  readonly seed?: string;
  /** The columns of metrics; all others that hold numbers by default. */
  readonly metrics?: readonly string[];
  /** Between the cells of CSV; a comma by default, and a tab in files that end in `.tsv`. */
  readonly delimiter?: string;
}

/** Names of columns in small letters, by what they hold. */
const usual = {
  step: ["step", "global_step", "iteration", "iter", "epoch"],
  seconds: ["seconds", "wall_time", "wall time", "timestamp", "time"],
  run: ["run", "run_name"],
  arm: ["arm", "optimizer"],
  seed: ["seed", "random_seed"],
} as const;

type Role = keyof typeof usual;
const roles = Object.keys(usual) as Role[];

/**
 * Reads logs with a row for each step, and a column for each metric. Empty cells are no points; NaN and infinities are
 * numbers. Which columns were taken for what is told in the notes.
 *
 * @example
 * const text = "epoch,train_loss,lr\n0,0.9,0.1\n1,0.5,0.1\n";
 * const { runs } = fromLogs([{ path: "adam/seed=3.csv", text }], { metrics: ["train_loss"], keys: { train_loss: "train/loss" } });
 * runs[0].configuration.arm; // "adam"
 * runs[0].ending.metrics; // { "train/loss": 0.5 }
 *
 * @throws DataError where a cell is not what its column holds; it names the file, the line and the column.
 */
export function fromLogs(files: readonly NamedText[], options: LogOptions = {}): ImportedRuns {
  requireImportOptions("fromLogs", options, ["format", ...roles, "metrics", "delimiter"]);
  if (options.format !== undefined)
    requireOneOf("fromLogs({ format })", options.format, Object.keys(logEndings));
  requireRows("fromLogs(files)", files, ["path", "text"]);
  const notes: string[] = [];
  const series = files.flatMap((file) => {
    const log = readLog(file, options);
    const columns = toColumns(log, file.path, options, notes);
    return toSeries(log, { ...file, columns, several: files.length > 1 });
  });
  return toImportedRuns(series, options, { where: "fromLogs", notes });
}

function readLog({ path, text }: NamedText, { format, delimiter }: LogOptions): Log {
  if (format === "jsonl" || (!format && logEndings.jsonl.test(path))) return jsonLog(text, path);
  return csvLog(text, path, delimiter ?? (/\.tsv$/i.test(path) ? "\t" : ","));
}

type Columns = { readonly [Name in Role]?: string } & { readonly metrics: readonly string[] };

/** Which column holds what. */
function toColumns({ names, records }: Log, where: string, options: LogOptions, notes: string[]): Columns {
  const known = roles.flatMap((role) => {
    const given = options[role];
    if (given !== undefined) return [[role, requireColumn(given, names, where)] as const];
    const found = usual[role].flatMap((name) => names.find((each) => each.toLowerCase() === name) ?? [])[0];
    if (found === undefined) return [];
    notes.push(`${where}: ${role} is the column ${JSON.stringify(found)}`);
    return [[role, found] as const];
  });
  const columns: { readonly [Name in Role]?: string } = Object.fromEntries(known);
  if (columns.step === undefined) notes.push(`${where}: no column of steps: rows are counted from 0`);
  const taken: readonly string[] = Object.values(columns);
  if (options.metrics)
    return { ...columns, metrics: options.metrics.map((name) => requireColumn(name, names, where)) };
  const metrics = names
    .filter((name) => !taken.includes(name))
    .filter((name) => {
      const cells = records.flatMap((record) => record.cells.get(name) ?? []);
      const holds = cells.some((cell) => numberOf(cell) !== undefined);
      if (!holds) notes.push(`${where}: the column ${JSON.stringify(name)} holds no numbers: left out`);
      return holds;
    });
  return { ...columns, metrics };
}

function requireColumn(name: string, names: readonly string[], where: string): string {
  if (names.includes(name)) return name;
  throw new DataError({
    where,
    rule: `has no column ${JSON.stringify(name)}`,
    fix: names.length > 0 ? nearestOrAll(name, names) : "The file is empty",
  });
}

const numberOf = (cell: Cell): number | undefined => (typeof cell === "number" ? cell : toNumber(cell));

interface Source {
  readonly path: string;
  readonly columns: Columns;
  /** Whether names of runs need the name of their file. */
  readonly several: boolean;
}

/** Records of a file by the runs they belong to. */
function toSeries({ records }: Log, source: Source): Series[] {
  const { path, columns, several } = source;
  const file = path.replace(/\.\w+$/, "");
  const groups = new Map<string, LogRecord[]>();
  for (const record of records) {
    const key = JSON.stringify(
      [columns.run, columns.arm, columns.seed].map((name) => name && record.cells.get(name)),
    );
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return Array.from(groups.values(), (own): Series => {
    const [first] = own;
    const text = (role: Role) => cellOf(first!, columns[role])?.toString();
    const [run, arm] = [text("run"), text("arm")];
    const seed = columns.seed === undefined ? undefined : wholeNumber(first!, columns.seed, path);
    const name = run === undefined ? file : several ? `${file}/${run}` : run;
    const known = { ...(arm !== undefined && { arm }), ...(seed !== undefined && { seed }) };
    return { name, known, scalars: own.flatMap((record, index) => toScalars(record, index, source)) };
  });
}

const cellOf = ({ cells }: LogRecord, name: string | undefined): Cell | undefined =>
  name === undefined ? undefined : cells.get(name);

function toScalars(record: LogRecord, index: number, { path, columns }: Source): Scalar[] {
  const found = columns.metrics.flatMap((key) => {
    const value = readNumber(record, key, path);
    return value === undefined ? [] : [{ key, value }];
  });
  if (found.length === 0) return [];
  const step = columns.step === undefined ? index : stepOf(record, columns.step, path);
  const time = columns.seconds === undefined ? 0 : readTime(record, columns.seconds, path);
  return found.map((point) => ({ ...point, step, time }));
}

function readNumber(record: LogRecord, name: string, path: string): number | undefined {
  const cell = record.cells.get(name);
  if (cell === undefined) return undefined;
  return numberOf(cell) ?? wrongCell(record, name, path, "a number");
}

function stepOf(record: LogRecord, name: string, path: string): number {
  const step = wholeNumber(record, name, path);
  return step >= 0 ? step : wrongCell(record, name, path, "a whole number of at least 0");
}

function wholeNumber(record: LogRecord, name: string, path: string): number {
  const value = readNumber(record, name, path);
  return Number.isSafeInteger(value) ? value! : wrongCell(record, name, path, "a whole number");
}

/** Seconds, or a time in ISO 8601, taken as UTC where it has no zone. */
function readTime(record: LogRecord, name: string, path: string): number {
  const cell = record.cells.get(name);
  const [, day, time, zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)[T ]([\d:.]+)(Z|[+-]\d\d:?\d\d)?$/.exec(String(cell)) ?? [];
  const value =
    day === undefined ? readNumber(record, name, path) : Date.parse(`${day}T${time}${zone}`) / 1000;
  return Number.isFinite(value) ? value! : wrongCell(record, name, path, "seconds or a time");
}

function wrongCell({ line, cells }: LogRecord, name: string, path: string, expected: string): never {
  const cell = cells.get(name);
  throw new DataError({
    where: `${path}, line ${line}, column ${JSON.stringify(name)}`,
    rule: `must be ${expected}, got ${cell === undefined ? "nothing" : JSON.stringify(cell)}`,
    fix: "Name the columns that hold what is wanted: step, seconds, run, arm, seed, metrics",
  });
}
