/** @file Tags and notes of studies and runs as columns. */

import { ArgumentError } from "glissade";
import type { Home } from "./home.ts";
import { requireInteger, requireLabel, storable } from "./names.ts";
import type { Annotation } from "./store.ts";

/** Columns for what is said, and no others. */
export function toColumns(where: string, { tags, notes }: Annotation) {
  for (const tag of tags ?? []) requireLabel(`${where}({ tags })`, tag);
  return {
    ...(tags && { tags: JSON.stringify([...new Set(tags)]) }),
    ...(notes !== undefined && { notes: storable(notes) }),
  };
}

/** @throws ArgumentError where there is no such run. */
export function annotateRun(home: Home, run: number, annotation: Annotation): Promise<void> {
  requireInteger("annotateRun", run);
  const columns = toColumns("annotateRun", annotation);
  return home.write(async (db) => {
    const found = await db.selectFrom("run").select("id").where("id", "=", run).executeTakeFirst();
    if (found === undefined)
      throw new ArgumentError({ where: "annotateRun", rule: `there is no run ${run} in this store` });
    if (Object.keys(columns).length === 0) return;
    await db
      .updateTable("run")
      .set({ ...columns, updated: home.now })
      .where("id", "=", run)
      .execute();
  });
}
