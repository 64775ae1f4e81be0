/** @file Runs as event files of TensorBoard, and back. */

import { count } from "../plural.ts";
import type { Point } from "../store/store.ts";
import { requireExported, requireRows } from "./check-rows.ts";
import { readEventFile, type Scalar } from "./event-file.ts";
import { requireImportOptions, type Series, toImportedRuns } from "./imported.ts";
import {
  type ExportedRun,
  type ImportedRuns,
  type ImportOptions,
  toMilliseconds,
  withFinalNumbers,
} from "./rows.ts";
import { encodePiece } from "./run-names.ts";
import { toRecord } from "./tfrecord.ts";
import { writeBytes, writeDouble, writeFloat, writeText, writeVarint } from "./wire.ts";

export interface TensorBoardFile {
  /** `study/arm/hyper-parameters/seed=3/events.out.tfevents...`: TensorBoard takes each directory as a run. */
  readonly path: string;
  /** The content in parts, for a stream. */
  readonly parts: Iterable<Uint8Array>;
}

/**
 * Writes the curves and the final numbers of a run as an event file. TensorBoard keeps numbers in float32; NaN and
 * infinities survive.
 *
 * @example
 * const run = {
 *   ...{ id: 1, study: 1, configuration: { arm: "adam", values: { lr: 0.01 } }, seed: 3, stage: "final" },
 *   ...{ state: "done" as const, attempt: 1, crashes: 0, worker: null, step: 2, seconds: 0.5, metrics: {} },
 *   ...{ started: "2026-11-26T18:30:00Z", finished: "2026-11-26T18:30:01Z" },
 *   ...{ extra: null, error: null, environment: null, tags: [], notes: "" },
 * };
 * const points = [{ key: "train/loss", step: 1, value: 0.5, seconds: 0.25 }];
 * const { path, parts } = toTensorBoard({ study: "rates", run, points });
 * path; // "rates/adam/lr=0.01/seed=3/events.out.tfevents.1795717800.glissade"
 * const bytes = Buffer.concat([...parts]);
 * const { runs } = fromTensorBoard([{ path, bytes }]);
 * runs[0].ending.metrics; // { "train/loss": 0.5 }
 */
export function toTensorBoard(exported: ExportedRun): TensorBoardFile {
  requireExported("toTensorBoard(exported)", exported);
  const { study, run, points } = exported;
  const { arm, values } = run.configuration;
  const start = toMilliseconds(run.started) / 1000;
  const settings = Object.entries(values).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${encodePiece(name)}=${encodePiece(text)}`;
  });
  const directories = [encodePiece(study), encodePiece(arm), settings.join(","), `seed=${run.seed}`];
  const name = `events.out.tfevents.${String(Math.floor(start)).padStart(10, "0")}.glissade`;
  return {
    path: [...directories.filter((piece) => piece !== ""), name].join("/"),
    parts: toRecords(withFinalNumbers({ run, points }), start),
  };
}

/** What the first event of a file says of its format. */
const VERSION = "brain.Event:2";

/** Events of points, those with one step and time in one. */
function* toRecords(points: Iterable<Point>, start: number): Generator<Uint8Array, void> {
  yield toRecord([...writeDouble(1, start), ...writeText(3, VERSION)]);
  let event: Point[] = [];
  for (const point of points) {
    const [first] = event;
    if (first && (first.step !== point.step || first.seconds !== point.seconds)) {
      yield toEvent(event, start);
      event = [];
    }
    event.push(point);
  }
  if (event.length > 0) yield toEvent(event, start);
}

function toEvent(points: readonly Point[], start: number): Uint8Array {
  const { step, seconds } = points[0]!;
  const summary = points.flatMap(({ key, value }) =>
    writeBytes(1, [...writeText(1, key), ...writeFloat(2, value)]),
  );
  // A step of 0 is the default, which messages leave out.
  return toRecord([
    ...writeDouble(1, start + seconds),
    ...(step === 0 ? [] : writeVarint(2, step)),
    ...writeBytes(5, summary),
  ]);
}

export interface NamedBytes {
  /** Relative to the directory that is imported, with `/` between its parts. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads event files, those of one directory as one run. Scalars are read in both forms, as simple values and as tensors of
 * the scalars plugin; what else the files hold is named in the notes. A record that the end of a file cuts off is left out,
 * as TensorBoard does, and told.
 *
 * @throws DataError where a file is damaged; it names the byte. Where two directories are the same run of the same arm.
 *
 * @example
 * fromTensorBoard([]); // { runs: [], points: [], notes: [] }
 */
export function fromTensorBoard(files: readonly NamedBytes[], options: ImportOptions = {}): ImportedRuns {
  requireImportOptions("fromTensorBoard", options);
  requireRows("fromTensorBoard(files)", files, ["path", "bytes"]);
  const notes: string[] = [];
  const directories = new Map<string, readonly Scalar[]>();
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const name = directoryOf(file);
    directories.set(name, appendFile(directories.get(name) ?? [], file, notes));
  }
  const series = Array.from(directories, ([name, scalars]): Series => ({ name, scalars }));
  const where = "fromTensorBoard";
  return toImportedRuns(withScalars(series, notes), options, { where, notes });
}

const directoryOf = ({ path }: NamedBytes): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Scalars of a run with those of its next file. */
function appendFile(before: readonly Scalar[], { path, bytes }: NamedBytes, notes: string[]): Scalar[] {
  const { scalars, skipped, restarts, truncated } = readEventFile(bytes, path);
  for (const [key, kind] of skipped) notes.push(`${path}: ${JSON.stringify(key)} is ${kind}: left out`);
  if (truncated !== undefined) notes.push(`${path}: cut off in the record at byte ${truncated}: left out`);
  let kept = [...before];
  let from = 0;
  for (const { step, after } of [...restarts, { step: Infinity, after: scalars.length }]) {
    kept = [...kept, ...scalars.slice(from, after)].filter((scalar) => scalar.step < step);
    from = after;
  }
  const timed = kept.filter(({ time }) => Number.isFinite(time));
  if (timed.length < kept.length)
    notes.push(`${path}: ${count(kept.length - timed.length, "number")} without a time: left out`);
  return timed;
}

function withScalars(series: readonly Series[], notes: string[]): Series[] {
  const empty = series.filter(({ scalars }) => scalars.length === 0);
  for (const { name } of empty) notes.push(`${name || "."}: no scalars: left out`);
  return series.filter(({ scalars }) => scalars.length > 0);
}
