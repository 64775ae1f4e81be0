/** @file The states of runs: what is stored, and what follows from it and the clock. */

import { type Expression, type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Home } from "./home.ts";
import type { RunState } from "./store.ts";
import type { StoredState, Tables } from "./tables.ts";

/** Whether a running run's worker has been silent for longer than its lease. */
const isStale = (home: Home): Expression<SqlBool> => sql<SqlBool>`run.lease < ${home.now}`;

/** The state of a row of `run`. */
export const stateOf = (home: Home): RawBuilder<RunState> =>
  sql<RunState>`case when run.state = 'running' and ${isStale(home)} then 'stale' else run.state end`;

/** Whether a row of `run` is in one of the states, by its index. */
export function isIn(home: Home, states: readonly RunState[]): Expression<SqlBool> {
  const isLive = sql<SqlBool>`not (${isStale(home)})`;
  const conditions = states.map((state): Expression<SqlBool> => {
    const stored: StoredState = state === "stale" ? "running" : state;
    if (stored !== "running") return sql<SqlBool>`run.state = ${stored}`;
    return sql<SqlBool>`(run.state = 'running' and ${state === "stale" ? isStale(home) : isLive})`;
  });
  return conditions.length > 0 ? sql<SqlBool>`(${sql.join(conditions, sql` or `)})` : sql<SqlBool>`1 = 0`;
}

export interface RunCounts {
  readonly runs: Readonly<Record<RunState, number>>;
  /** When one of them last changed, in milliseconds; 0 where there are none. */
  readonly updated: number;
}

interface CountRow {
  readonly study: number;
  readonly state: StoredState;
  readonly runs: number;
  readonly stale: number;
  readonly updated: number;
}

/** How many runs of each study are in each state. */
export async function countRuns(
  home: Home,
  db: Kysely<Tables>,
  studies: readonly number[],
): Promise<ReadonlyMap<number, RunCounts>> {
  const { rows } = await sql<CountRow>`
    select study, state, count(*) as runs, max(updated) as updated,
      sum(case when state = 'running' and ${isStale(home)} then 1 else 0 end) as stale
    from run where study in ${home.ids(studies)} group by study, state`.execute(db);
  return new Map(studies.map((id) => [id, toCounts(rows.filter(({ study }) => study === id))]));
}

function toCounts(rows: readonly CountRow[]): RunCounts {
  const runs = { queued: 0, running: 0, stale: 0, failed: 0, diverged: 0, done: 0 };
  for (const { state, runs: count, stale } of rows) {
    runs[state] += count - stale;
    runs.stale += stale;
  }
  return { runs, updated: Math.max(0, ...rows.map(({ updated }) => updated)) };
}
