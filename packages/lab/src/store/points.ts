/** @file The points of runs as they are stored: which curves there are, and all that is of one. */

import { sql } from "kysely";
import type { Home } from "./home.ts";
import { requireIds } from "./names.ts";
import type { Curve, CurveFilter } from "./store.ts";

/** Of runs with outlines by those; of others from key to next key, for looking at every point would take as long as reading. */
export function findKeys(home: Home, runs: readonly number[]): Promise<readonly string[]> {
  requireIds("keys(runs)", runs);
  return home.read(async (db) => {
    const { rows } = await sql<{ key: string }>`
      with recursive found (run, key) as (
        select id, (select min(key) from point where point.run = run.id) from run
        where id in ${home.ids(runs)} and not exists (select 1 from outline where outline.run = run.id)
        union all
        select run, (select min(point.key) from point where point.run = found.run and point.key > found.key)
        from found where key is not null
      )
      select key from found where key is not null
      union select key from outline where run in ${home.ids(runs)} order by key`.execute(db);
    return rows.map(({ key }) => key);
  });
}

/** All points of a curve by run, in the order of their steps. */
export async function readPoints(
  home: Home,
  { runs, key, from, to }: Omit<CurveFilter, "most">,
): Promise<ReadonlyMap<number, Curve["points"]>> {
  const byRun = new Map(runs.map((run): [number, Curve["points"][number][]] => [run, []]));
  if (runs.length === 0) return byRun;
  const isFrom = from === undefined ? sql`1 = 1` : sql`step >= ${from}`;
  const isTo = to === undefined ? sql`1 = 1` : sql`step <= ${to}`;
  const rows = await home.readLists(sql`
    select run, step, value, seconds from point
    where run in ${home.ids(runs)} and key = ${key} and ${isFrom} and ${isTo}
    order by run, step`);
  for (const [run, step, value, seconds] of rows) {
    byRun.get(run!)!.push({ step: step!, value: value ?? Number.NaN, seconds: seconds! });
  }
  return byRun;
}
