/** @file Curves of runs: which there are, and their points. */

import { sql } from "kysely";
import { downsample } from "./downsample.ts";
import type { Home } from "./home.ts";
import { requireIds, requireInteger } from "./names.ts";
import type { Curve, CurveFilter } from "./store.ts";

/** From key to next key by the index: looking at every point would take as long as reading them. */
export function findKeys(home: Home, runs: readonly number[]): Promise<readonly string[]> {
  requireIds("keys(runs)", runs);
  return home.read(async (db) => {
    const { rows } = await sql<{ key: string }>`
      with recursive found (run, key) as (
        select id, (select min(key) from point where point.run = run.id) from run where id in ${home.ids(runs)}
        union all
        select run, (select min(point.key) from point where point.run = found.run and point.key > found.key)
        from found where key is not null
      )
      select distinct key from found where key is not null order by key`.execute(db);
    return rows.map(({ key }) => key);
  });
}

export async function readCurves(home: Home, filter: CurveFilter): Promise<readonly Curve[]> {
  const { runs, key, from, to, most } = filter;
  requireIds("curves({ runs })", runs);
  if (most !== undefined) requireInteger("curves({ most })", most, 2);
  const isFrom = from === undefined ? sql`1 = 1` : sql`step >= ${from}`;
  const isTo = to === undefined ? sql`1 = 1` : sql`step <= ${to}`;
  const rows = await home.readLists(sql`
    select run, step, value, seconds from point
    where run in ${home.ids(runs)} and key = ${key} and ${isFrom} and ${isTo}
    order by run, step`);
  const byRun = new Map(runs.map((run): [number, Curve["points"][number][]] => [run, []]));
  for (const [run, step, value, seconds] of rows) {
    byRun.get(run!)!.push({ step: step!, value: value ?? Number.NaN, seconds: seconds! });
  }
  return [...byRun].map(([run, all]) => {
    const points = most === undefined ? all : downsample(all, most);
    return { run, points, downsampled: points.length < all.length };
  });
}
