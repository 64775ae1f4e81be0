/** @file Runs from one store to another, as the rows of JSON Lines that an export wrote. */

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { DataError } from "glissade";
import { fromJsonLines } from "../formats/json-lines.ts";
import type { RunPoint } from "../formats/row-fields.ts";
import { hasEnded } from "../store/endings.ts";
import type { EndedRun, RunRecord, Store, StudyRecord } from "../store/store.ts";
import type { FoundFile } from "./log-files.ts";

/** Perhaps behind the mark that some editors put in front of UTF-8. */
const FIRST_LINE = /^\ufeff?\{"version":/;
const FIRST_BYTES = 16;

/** Whether a file is an export of this program. */
export async function isExport(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(FIRST_BYTES) });
    return FIRST_LINE.test(buffer.toString("utf8", 0, bytesRead));
  } finally {
    await file.close();
  }
}

export interface RestoreSummary {
  readonly studies: readonly string[];
  readonly added: number;
  /** Runs that the store has. */
  readonly known: number;
  /** Runs that had not ended, and were left out. */
  readonly unfinished: number;
}

interface Held {
  readonly run: RunRecord;
  readonly points: RunPoint[];
}

/** Adds the studies and the ended runs of exported files, those alone that the store does not have; all are read before. */
export async function restore(store: Store, files: readonly FoundFile[]): Promise<RestoreSummary> {
  for (const file of files) for await (const _ of partsOf(file));
  const names = new Set<string>();
  const counts = { added: 0, known: 0, unfinished: 0 };
  for (const file of files) {
    const studies = new Map<number, number>();
    for await (const part of partsOf(file)) {
      if ("run" in part) counts[await addRun(store, studies.get(part.run.study)!, part)]++;
      else {
        names.add(part.name);
        studies.set(part.id, await addStudy(store, part));
      }
    }
  }
  return { studies: [...names], ...counts };
}

/** The studies of a file, and its runs with their points, each behind its study. */
async function* partsOf({ file, path }: FoundFile): AsyncGenerator<StudyRecord | Held, void> {
  const studies = new Set<number>();
  let held: Held | undefined;
  for await (const row of fromJsonLines(createReadStream(file), { where: path })) {
    if ("point" in row) {
      requireOwn(row.point, held, path);
      held!.points.push(row.point);
      continue;
    }
    if (held) yield held;
    held = undefined;
    if ("run" in row) {
      requireStudy(row.run, studies, path);
      held = { run: row.run, points: [] };
    } else {
      studies.add(row.study.id);
      yield row.study;
    }
  }
  if (held) yield held;
}

/** One that the store has is read there as it was, since it may have been changed. */
async function addStudy(store: Store, study: StudyRecord): Promise<number> {
  const { id } = await store.addStudy(study, { keep: true });
  const { tags, notes, archived } = study;
  await store.annotate(id, { tags, notes, archived });
  return id;
}

async function addRun(
  store: Store,
  study: number,
  { run, points }: Held,
): Promise<"added" | "known" | "unfinished"> {
  if (!hasEnded(run)) return "unfinished";
  const { configuration, seed, stage, state, step, seconds, metrics, extra, error } = run;
  const { started, finished, worker, environment, tags, notes } = run;
  const ended: EndedRun = {
    ...{ configuration, seed, stage, points, started, finished, environment, tags, notes },
    ending: { state, step, seconds, metrics, extra, ...(error !== null && { error }) },
    ...(worker !== null && { worker }),
  };
  return (await store.addEnded(study, ended)) ? "added" : "known";
}

function requireStudy({ id, study }: RunRecord, studies: ReadonlySet<number>, where: string): void {
  if (studies.has(study)) return;
  throw misplaced(where, `the study of run ${id} must come before it, got none with the number ${study}`);
}

function requireOwn({ run }: RunPoint, held: Held | undefined, where: string): void {
  if (held?.run.id === run) return;
  throw misplaced(
    where,
    `points must come behind their run, got one of run ${run} behind run ${held?.run.id ?? "none"}`,
  );
}

const misplaced = (where: string, rule: string): DataError =>
  new DataError({ where, rule, fix: "Export the runs again: glissade export STUDY --format jsonl" });
