/** @file Parts of queries as SQLite has them. */

import { type RawBuilder, sql } from "kysely";

/** Milliseconds since 1970. */
export const now: RawBuilder<number> = sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;

/** Numbers as a subquery. */
export const ids = (numbers: readonly number[]): RawBuilder<number> =>
  sql<number>`(select value from json_each(${JSON.stringify(numbers)}))`;

/** Of the object of numbers: JSON's own, or texts. */
export const metric = (name: string): RawBuilder<number | string | null> =>
  sql<number | string | null>`json_extract(run.metrics, ${pathTo(name)})`;

export const sortable = (name: string): RawBuilder<number | null> =>
  sql<number | null>`case ${metric(name)}
    when 'NaN' then null when 'Infinity' then 9e999 when '-Infinity' then -9e999 else ${metric(name)} end`;

/** Numbers as the text of the JSON has them: SQLite's own digits are others. */
export const searched: RawBuilder<string | null> = sql<string | null>`(
  select group_concat(key || '=' || case type when 'text' then value else configuration."values" -> fullkey end, ' ')
  from json_each(configuration."values") where key <> 'optimizer')`;

/** No character but the quote and the backslash has a meaning between quotes. */
const pathTo = (name: string): string => `$.${JSON.stringify(name)}`;
