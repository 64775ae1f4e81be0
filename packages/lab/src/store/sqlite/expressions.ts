/** @file Parts of queries as SQLite has them. */

import { type RawBuilder, sql } from "kysely";

/** Milliseconds since 1970. */
export const now: RawBuilder<number> = sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;

/** Numbers as a subquery. */
export const ids = (numbers: readonly number[]): RawBuilder<number> =>
  sql<number>`(select value from json_each(${JSON.stringify(numbers)}))`;
