/** @file What differs between runs: their studies, configurations, seeds, environments and results. */

import { encodeNumber } from "../formats/numbers.ts";
import { formatNumber } from "../report/format.ts";
import { type Table, table } from "../report/table.ts";
import { descriptionOf } from "../rows/description.ts";
import type { Json, RunRecord, Store } from "../store/store.ts";
import { findRun } from "./store-option.ts";

export interface Difference {
  /** A path such as `study.batch.size`, `values.learningRate` or `metrics.test/accuracy`. */
  readonly name: string;
  /** Of each run; `null` where it has none. */
  readonly values: readonly Json[];
}

/** Reads runs by their numbers, and gives all in which they are not equal. */
export async function differencesBetween(
  store: Store,
  ids: readonly number[],
): Promise<readonly Difference[]> {
  const sides = await Promise.all(ids.map(async (id) => fieldsOf(store, await findRun(store, id))));
  const names = [...new Set(sides.flatMap((side) => [...side.keys()]))];
  return names.flatMap((name) => {
    const values = sides.map((side) => side.get(name) ?? null);
    const first = JSON.stringify(values[0]);
    return values.every((value) => JSON.stringify(value) === first) ? [] : [{ name, values }];
  });
}

/** Everything that is known of a run, by path. */
async function fieldsOf(store: Store, run: RunRecord): Promise<ReadonlyMap<string, Json>> {
  const record = (await store.study(run.study))!;
  const { study, facts } = descriptionOf(record);
  const { configuration, seed, stage, state, step, seconds, metrics, error, environment } = run;
  const known: Readonly<Record<string, unknown>> = {
    study: { name: record.name, ...study, problem: facts.problem, steps: facts.steps },
    ...{ arm: configuration.arm, values: configuration.values, seed, stage },
    environment,
    ...{ state, step, seconds, metrics, error },
  };
  return new Map(flatten(known, ""));
}

/** Numbers that JSON lacks are texts. */
function* flatten(value: unknown, path: string): Generator<readonly [string, Json], void> {
  if (typeof value === "number") yield [path, encodeNumber(value)];
  else if (typeof value !== "object" || value === null || Array.isArray(value)) yield [path, value as Json];
  else
    for (const [name, field] of Object.entries(value))
      yield* flatten(field, path === "" ? name : `${path}.${name}`);
}

/** A row for each difference, a column for each run. */
export const differencesTable = (ids: readonly number[], differences: readonly Difference[]): Table =>
  table(
    ["", ...ids.map((id) => `run ${id}`)],
    1,
    differences.map(({ name, values }) => [name, ...values.map(toCell)]),
  );

function toCell(value: Json): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : formatNumber(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
