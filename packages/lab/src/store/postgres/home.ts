/** @file A store in a PostgreSQL database, for workers on any number of machines. */

import { ArgumentError } from "glissade";
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import type { Pool } from "pg";
import type { Home, Write } from "../home.ts";
import { isMigrated, migrate, type Types } from "../migrations.ts";
import { persist } from "../persist.ts";
import type { Point } from "../store.ts";
import type { Tables } from "../tables.ts";
import { explainPostgres, isPassing } from "./explain.ts";
import { ids, metric, now, searched, sortable } from "./expressions.ts";
import { jobQueue } from "./queue.ts";

const types: Types = { id: "bigserial", bytes: "bytea", narrow: "" };

/** A restart takes a server seconds; workers wait for it. */
const patience = { isTransient: isPassing, seconds: 30, pauseMilliseconds: 1000 };

/**
 * Opens a database, and makes the tables in it.
 *
 * @throws StoreError that names the host, where it cannot be reached or does not let the user in.
 */
export async function openPostgres(address: string): Promise<Home> {
  const { pool, place } = await connect(address);
  const explain = explainPostgres(place);
  const say = (error: unknown): never => {
    throw explain(error) ?? error;
  };
  const guard = <Result>(work: () => Promise<Result>): Promise<Result> => persist(work, patience).catch(say);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const queue = jobQueue(pool, guard);
  const home: Home = {
    now,
    ids,
    metric,
    sortable,
    searched,
    forUpdate: sql`for update skip locked`,
    read: (work) => guard(() => work(db)),
    readLists: <Row extends readonly unknown[]>(query: RawBuilder<unknown>) =>
      guard(async () => {
        const { sql: text, parameters } = query.compile(db);
        const { rows } = await pool.query<unknown[]>({
          text,
          values: [...parameters],
          rowMode: "array",
        });
        return rows as unknown as readonly Row[];
      }),
    write: (work) => guard(() => db.transaction().execute(work)),
    insertPoints,
    queue,
    // what is free is used again, and what is free at the end of a table goes back to the disk
    shrink: () =>
      guard(
        async () => void (await pool.query("vacuum study, configuration, run, point, outline, artifact")),
      ),
    async close() {
      await queue.close();
      await db.destroy();
    },
  };
  try {
    if (!(await isMigrated(db, place))) await migrate(db, types);
    return home;
  } catch (error) {
    await home.close();
    return say(error);
  }
}

/** A pool of connections, and how errors name the database: without its user and password. */
async function connect(address: string): Promise<{ readonly pool: Pool; readonly place: string }> {
  const { default: pg } = await import("pg");
  const { host, port, database } = parse(() => new pg.Client(address));
  const isSocket = host.startsWith("/");
  const place = isSocket ? `postgres:///${database}?host=${host}` : `postgres://${host}:${port}/${database}`;
  const pool = new pg.Pool({
    connectionString: address,
    application_name: "glissade",
    max: 4,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // integers of eight bytes would be texts
    types: { getTypeParser: (oid, format) => (oid === 20 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // a connection that breaks while it is idle would end the process; who uses it next is told
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { pool, place };
}

function parse<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    const rule = "must be like postgres://USER:PASSWORD@HOST:PORT/DATABASE";
    throw new ArgumentError({ where: "openStore(address)", rule, cause });
  }
}

/** Points of one statement. */
const chunk = 50_000;

async function insertPoints(
  db: Write,
  run: number,
  attempt: number,
  points: readonly Point[],
): Promise<void> {
  for (let start = 0; start < points.length; start += chunk)
    await insertColumns(db, run, attempt, points.slice(start, start + chunk));
}

/** All of them in one statement, a column at a time. */
async function insertColumns(
  db: Write,
  run: number,
  attempt: number,
  points: readonly Point[],
): Promise<void> {
  const keys = [...new Set(points.map(({ key }) => key))];
  const places = new Map(keys.map((key, index) => [key, index + 1]));
  const column = (of: (point: Point) => number | undefined) => `{${points.map(of).join()}}`;
  await sql`
    insert into point (run, key, step, attempt, value, seconds)
    select ${run}::bigint, (${keys}::text[])[place], step, ${attempt}::integer, value, seconds
    from unnest(
      ${column(({ key }) => places.get(key))}::integer[],
      ${column(({ step }) => step)}::bigint[],
      ${column(({ value }) => value)}::double precision[],
      ${column(({ seconds }) => seconds)}::double precision[]
    ) as new (place, step, value, seconds)
    on conflict (run, key, step) do update
    set attempt = excluded.attempt, value = excluded.value, seconds = excluded.seconds`.execute(db);
}
