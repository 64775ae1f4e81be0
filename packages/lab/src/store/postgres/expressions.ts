/** @file Parts of queries as PostgreSQL has them. */

import { type RawBuilder, sql } from "kysely";

/** Milliseconds since 1970; within a transaction too, time goes on. */
export const now: RawBuilder<number> = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** Numbers as a subquery. */
export const ids = (numbers: readonly number[]): RawBuilder<number> =>
  sql<number>`(select unnest(${`{${numbers.join()}}`}::bigint[]))`;

/** Of the object of numbers: JSON's own, or texts. */
export const metric = (name: string): RawBuilder<number | string | null> =>
  sql<number | string | null>`(run.metrics::json ->> ${name})`;

export const sortable = (name: string): RawBuilder<number | null> =>
  sql<number | null>`nullif(${metric(name)}::double precision, double precision 'NaN')`;

export const searched: RawBuilder<string | null> = sql<string | null>`(
  select string_agg(key || '=' || coalesce(value, 'null'), ' ')
  from json_each_text(configuration."values"::json) where key <> 'optimizer')`;
