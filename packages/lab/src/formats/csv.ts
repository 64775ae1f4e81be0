/** @file Runs and curves as CSV, for spreadsheets and other languages. */

import type { Curve, RunRecord } from "../store/store.ts";
import { requireIterable, requireRow, requireRows } from "./check-rows.ts";

type Cell = string | number | null;

/** A run with the name of its study. */
export interface NamedRun {
  readonly study: string;
  readonly run: RunRecord;
}

/**
 * Writes runs as CSV, one row a run: study, stage, arm, hyper-parameters (`params.lr`), seed, state, steps and times,
 * final numbers (`metrics.test/accuracy`), error. Texts that a spreadsheet would take for formulas begin with an apostrophe.
 *
 * @example
 * const run = {
 *   ...{ id: 1, study: 1, configuration: { arm: "adam", values: { lr: 0.01 } }, seed: 3, stage: "final" },
 *   ...{ state: "done" as const, attempt: 1, crashes: 0, worker: null, step: 2, seconds: 0.5, started: null },
 *   ...{ finished: null, metrics: { loss: 0.25 }, extra: null, error: null, environment: null, tags: [], notes: "" },
 * };
 * runsToCsv([{ study: "rates", run }]).split("\r\n")[1]; // "rates,final,adam,0.01,3,done,1,2,0.5,,,0.25,"
 */
export function runsToCsv(runs: readonly NamedRun[]): string {
  requireRows("runsToCsv(runs)", runs, ["study", "run"]);
  const params = namesOf(runs.map(({ run }) => run.configuration.values));
  const metrics = namesOf(runs.map(({ run }) => run.metrics));
  const head = [
    ...[
      "study",
      "stage",
      "arm",
      ...params.map((name) => `params.${name}`),
      "seed",
      "state",
      "attempt",
      "step",
    ],
    ...["seconds", "started", "finished", ...metrics.map((name) => `metrics.${name}`), "error"],
  ];
  const rows = runs.map(({ study, run }): Cell[] => {
    const { configuration, stage, seed, state, attempt, step, seconds, started, finished, error } = run;
    return [
      ...[study, stage, configuration.arm, ...params.map((name) => toCell(configuration.values, name))],
      ...[seed, state, attempt, step, seconds, started, finished],
      ...[...metrics.map((name) => toCell(run.metrics, name)), error],
    ];
  });
  return [head, ...rows].map(toLine).join("");
}

/** All names, in the order of their first appearance. */
const namesOf = (objects: readonly object[]): string[] => [...new Set(objects.flatMap(Object.keys))];

/** A value by its name; JSON where it is a list or an object, and nothing where there is none. */
function toCell(values: Readonly<Record<string, unknown>>, name: string): Cell {
  const value = Object.hasOwn(values, name) ? values[name] : null;
  if (value === null || typeof value === "number" || typeof value === "string") return value;
  return JSON.stringify(value);
}

/** Curves of one key with the runs they belong to. */
export interface NamedCurve extends NamedRun {
  readonly key: string;
  readonly points: Curve["points"];
}

/**
 * Writes curves as CSV, one row a point, in parts of one curve each, as they come.
 *
 * @example
 * const parts = [];
 * for await (const part of curvesToCsv([])) parts.push(part);
 * parts; // ["study,run,arm,seed,key,step,seconds,value\r\n"]
 */
export async function* curvesToCsv(
  curves: Iterable<NamedCurve> | AsyncIterable<NamedCurve>,
): AsyncGenerator<string, void> {
  requireIterable("curvesToCsv(curves)", curves);
  yield toLine(["study", "run", "arm", "seed", "key", "step", "seconds", "value"]);
  for await (const curve of curves) {
    requireRow("curvesToCsv(curves)", curve, ["study", "run", "key", "points"]);
    const { study, run, key, points } = curve;
    const before = [study, run.id, run.configuration.arm, run.seed, key];
    yield points.map(({ step, seconds, value }) => toLine([...before, step, seconds, value])).join("");
  }
}

const toLine = (cells: readonly Cell[]): string => `${cells.map(quote).join(",")}\r\n`;

/** What a spreadsheet takes for the beginning of a formula. */
const formula = /^[=+\-@\t\r]/;

/** A cell as RFC 4180 has it. */
function quote(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
