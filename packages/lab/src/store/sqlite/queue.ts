/** @file The rows themselves as the queue: one process claims at a time, because writing locks the file. */

import { sql } from "kysely";
import type { Queue } from "../home.ts";
import { ids } from "./expressions.ts";

const nothing = async (): Promise<void> => {};

export const rowQueue: Queue = {
  start: nothing,
  prepare: nothing,
  add: nothing,
  async next(db, studies) {
    const isAmong = studies ? sql`study in ${ids(studies)}` : sql`1 = 1`;
    const { rows } = await sql<{ id: number }>`
      select id from run where state = 'queued' and ${isAmong} order by id limit 1`.execute(db);
    return rows[0]?.id;
  },
  complete: nothing,
  putBack: nothing,
  remove: nothing,
};
