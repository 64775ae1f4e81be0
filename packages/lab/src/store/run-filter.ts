/** @file Which runs a filter means, and in which order they come. */

import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Home } from "./home.ts";
import { requireInteger, requireOneOf } from "./names.ts";
import { isIn, stateOf } from "./run-states.ts";
import { type FinalNumber, RUN_COLUMNS, RUN_STATES, type RunColumn, type RunFilter } from "./store.ts";

/** SQLite knows no OFFSET without a LIMIT. */
export const noLimit: number = 2 ** 31 - 1;

export function requireFilter(where: string, filter: RunFilter): void {
  const { study, states = [], limit, offset, order } = filter;
  if (study !== undefined) requireInteger(`${where}({ study })`, study);
  for (const state of states) requireOneOf(`${where}({ states })`, state, RUN_STATES);
  if (limit !== undefined) requireInteger(`${where}({ limit })`, limit);
  if (offset !== undefined) requireInteger(`${where}({ offset })`, offset);
  if (order?.column !== undefined) requireOneOf(`${where}({ order })`, order.column, RUN_COLUMNS);
}

/** What the rows of `run` and `configuration` must be like. */
export function matches(home: Home, filter: RunFilter): Expression<SqlBool> {
  const { study, states, arms, stage, tag, find } = filter;
  const conditions = [
    sql<SqlBool>`1 = 1`,
    ...(study === undefined ? [] : [sql<SqlBool>`run.study = ${study}`]),
    ...(states === undefined ? [] : [isIn(home, states)]),
    ...(arms === undefined ? [] : [isAmong(arms)]),
    ...(stage === undefined ? [] : [sql<SqlBool>`run.stage = ${stage}`]),
    ...(tag === undefined ? [] : [hasTag(tag)]),
    ...(find === undefined || find === "" ? [] : [hasLetters(home, find)]),
  ];
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

const isAmong = (arms: readonly string[]): Expression<SqlBool> =>
  arms.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`configuration.arm in (${sql.join(arms)})`;

/** Whether the list in JSON has the text, as both databases can tell. */
const hasTag = (tag: string): Expression<SqlBool> =>
  sql<SqlBool>`replace(run.tags, ${JSON.stringify(tag)}, '') <> run.tags`;

/** Whether the letters, large or small, are in what a list shows of the run. */
function hasLetters(home: Home, find: string): Expression<SqlBool> {
  const pattern = `%${find.replace(/[\\%_]/g, "\\$&")}%`;
  return sql<SqlBool>`lower(
    configuration.arm || ' ' || ${sql.ref("configuration.values")} || ' ' || coalesce(${home.searched}, '') || ' ' ||
    cast(run.seed as text) || ' ' || cast(run.id as text) || ' ' || coalesce(run.worker, '') || ' ' || coalesce(run.error, '') || ' ' ||
    run.tags || ' ' || run.notes
  ) like lower(${pattern}) escape '\\'`;
}

const columns: Readonly<Record<Exclude<RunColumn, "state">, string>> = {
  run: "run.id",
  arm: "configuration.arm",
  ...{ seed: "run.seed", stage: "run.stage", step: "run.step", seconds: "run.seconds" },
  attempt: "run.attempt",
};

/** What rows are ordered by; runs without a number come last, and equal ones as they were added. */
export function orderOf(home: Home, order: RunFilter["order"] = { column: "run" }): RawBuilder<unknown> {
  const value = orderedBy(home, order);
  const direction = order.isDown ? sql`desc` : sql`asc`;
  return sql`(${value}) is null, ${value} ${direction}, run.id`;
}

function orderedBy(home: Home, { column, number }: NonNullable<RunFilter["order"]>): RawBuilder<unknown> {
  if (number !== undefined) return byStage(home.sortable, number);
  if (column === "state") return stateOf(home);
  return sql.ref(columns[column ?? "run"]);
}

/** A final number of each row, whichever is meant of its stage. */
export function byStage<Value>(
  read: (metric: string) => RawBuilder<Value>,
  { metric, ofStage = {} }: FinalNumber,
): RawBuilder<Value> {
  const others = Object.entries(ofStage).map(([stage, name]) => sql`when ${stage} then ${read(name)}`);
  if (others.length === 0) return read(metric);
  return sql<Value>`case run.stage ${sql.join(others, sql` `)} else ${read(metric)} end`;
}
