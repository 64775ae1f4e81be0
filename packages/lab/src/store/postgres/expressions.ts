/** @file Parts of queries as PostgreSQL has them. */

import { type RawBuilder, sql } from "kysely";

/** Milliseconds since 1970; within a transaction too, time goes on. */
export const now: RawBuilder<number> = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** Numbers as a subquery. */
export const ids = (numbers: readonly number[]): RawBuilder<number> =>
  sql<number>`(select unnest(${`{${numbers.join()}}`}::bigint[]))`;
