/** @file Rows of the tables as records. */

import type { Selectable } from "kysely";
import { decodeNumbers } from "./json.ts";
import type { Tables } from "./schema.ts";
import type { RunRecord, RunState, StudyRecord } from "./store.ts";

type RunRow = Selectable<Tables["run"]> & Pick<Selectable<Tables["configuration"]>, "arm" | "content">;

/** A run whose worker has been silent for longer than its lease is stale. */
export const stateOf = ({ state, lease }: Pick<RunRow, "state" | "lease">, now: number): RunState =>
  state === "running" && (lease ?? 0) < now ? "stale" : state;

export function toRun(row: RunRow, now: number): RunRecord {
  const {
    id,
    study,
    arm,
    content,
    seed,
    stage,
    attempt,
    crashes,
    worker,
    step,
    started,
    finished,
    seconds,
    error,
  } = row;
  return {
    ...{ id, study, stage, attempt, crashes, worker, step, started, finished, seconds, error },
    seed: Number(seed),
    state: stateOf(row, now),
    configuration: { arm, values: JSON.parse(content) },
    metrics: decodeNumbers(row.metrics),
    extra: JSON.parse(row.extra),
    environment: JSON.parse(row.environment),
  };
}

export function toStudy(row: Selectable<Tables["study"]>, counts: StudyRecord["runs"]): StudyRecord {
  const { id, name, hash, source, created, updated, notes } = row;
  return {
    ...{ id, name, hash, created, updated, notes },
    ...(source !== null && { source }),
    description: JSON.parse(row.description),
    tags: JSON.parse(row.tags),
    archived: row.archived !== 0,
    runs: counts,
  };
}

export const noRuns: StudyRecord["runs"] = {
  queued: 0,
  running: 0,
  stale: 0,
  failed: 0,
  diverged: 0,
  done: 0,
};
