/** @file Runs of a store with their curves, one after another, for exports. */

import type { NamedCurve } from "../formats/csv.ts";
import type { Row } from "../formats/json-lines.ts";
import type { ExportedRun } from "../formats/rows.ts";
import type { Point, RunRecord, Store, StudyRecord } from "../store/store.ts";

/** What is exported of a study. */
export interface Chosen {
  readonly study: StudyRecord;
  readonly runs: readonly RunRecord[];
}

/** All curves of a run, one after another. */
async function pointsOf(store: Store, { id }: RunRecord): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const key of await store.keys([id]))
    for (const curve of await store.curves({ runs: [id], key }))
      for (const point of curve.points) points.push({ key, ...point });
  return points;
}

/** Each run with its points. */
export async function* exportedRuns(store: Store, chosen: readonly Chosen[]): AsyncGenerator<ExportedRun> {
  for (const { study, runs } of chosen)
    for (const run of runs) yield { study: study.name, run, points: await pointsOf(store, run) };
}

/** Studies, their runs and the points of these, each behind what it belongs to. */
export async function* rowsOf(store: Store, chosen: readonly Chosen[]): AsyncGenerator<Row> {
  for (const { study, runs } of chosen) {
    yield { study };
    for (const run of runs) {
      yield { run };
      for (const point of await pointsOf(store, run)) yield { point: { run: run.id, ...point } };
    }
  }
}

/** Curves of these keys, or of all. */
export async function* curvesOf(
  store: Store,
  chosen: readonly Chosen[],
  keys: readonly string[] | undefined,
): AsyncGenerator<NamedCurve> {
  for (const { study, runs } of chosen)
    for (const run of runs)
      for (const key of keys ?? (await store.keys([run.id])))
        for (const { points } of await store.curves({ runs: [run.id], key }))
          yield { study: study.name, run, key, points };
}
