/** @file Outlines: curves of runs that have ended, thinned once, so that no reader goes over all their points again. */

import { sql } from "kysely";
import { downsample } from "./downsample.ts";
import { ENDINGS } from "./endings.ts";
import type { Home, Write } from "./home.ts";
import { findKeys } from "./points.ts";
import type { Curve } from "./store.ts";

type CurvePoint = Curve["points"][number];

/** Points of an outline at most; who wants more reads the points themselves. */
export const OUTLINE_POINTS = 1000;

/** A run that has ended, by the attempt that ended it. */
export interface EndedAttempt {
  readonly id: number;
  readonly attempt: number;
}

/** Writes the outlines of a run, unless it has been taken up again meanwhile. */
export async function writeOutlines(home: Home, { id, attempt }: EndedAttempt): Promise<void> {
  const keys = await findKeys(home, [id]);
  const rows: OutlineRow[] = [];
  for (let start = 0; start < keys.length; start += KEYS)
    rows.push(...(await outlinesOf(home, id, keys.slice(start, start + KEYS))));
  if (rows.length === 0) return;
  await home.write(async (db) => {
    const ended = await sql`
      select id from run where id = ${id} and attempt = ${attempt} and state in (${sql.join(ENDINGS)})
      ${home.forUpdate}`.execute(db);
    if (ended.rows.length === 0) return;
    await dropOutlines(db, id);
    for (let start = 0; start < rows.length; start += ROWS)
      await db
        .insertInto("outline")
        .values(rows.slice(start, start + ROWS))
        .execute();
  });
}

/** Curves that are read at a time: those of a long run are large. */
const KEYS = 8;
/** Rows of one statement. */
const ROWS = 100;

interface OutlineRow {
  readonly run: number;
  readonly key: string;
  readonly points: number;
  readonly bytes: Uint8Array;
}

async function outlinesOf(home: Home, run: number, keys: readonly string[]): Promise<readonly OutlineRow[]> {
  const byKey = new Map(keys.map((key): [string, CurvePoint[]] => [key, []]));
  const rows = await home.readLists<readonly [string, number, number | null, number]>(sql`
    select key, step, value, seconds from point
    where run = ${run} and key in (${sql.join(keys)}) order by key, step`);
  for (const [key, step, value, seconds] of rows)
    byKey.get(key)?.push({ step, value: value ?? Number.NaN, seconds });
  return [...byKey].map(([key, points]) => ({
    ...{ run, key, points: points.length },
    bytes: pack(downsample(points, OUTLINE_POINTS)),
  }));
}

/** Before the points of a run change. */
export async function dropOutlines(db: Write, run: number): Promise<void> {
  await db.deleteFrom("outline").where("run", "=", run).execute();
}

export interface Outline {
  /** How many points the curve has. */
  readonly all: number;
  readonly points: readonly CurvePoint[];
}

/** The outlines of a curve by the runs that have one. */
export async function readOutlines(
  home: Home,
  runs: readonly number[],
  key: string,
): Promise<ReadonlyMap<number, Outline>> {
  const rows = await home.read((db) =>
    db
      .selectFrom("outline")
      .select(["run", "points", "bytes"])
      .where("run", "in", home.ids(runs))
      .where("key", "=", key)
      .execute(),
  );
  return new Map(rows.map(({ run, points, bytes }) => [run, { all: points, points: unpack(bytes) }]));
}

/** Step, value and seconds of each point as float64. */
const pack = (points: readonly CurvePoint[]): Uint8Array =>
  new Uint8Array(
    Float64Array.from(points.flatMap(({ step, value, seconds }) => [step, value, seconds])).buffer,
  );

function unpack(bytes: Uint8Array): readonly CurvePoint[] {
  const numbers = new Float64Array(Uint8Array.from(bytes).buffer);
  return Array.from({ length: numbers.length / 3 }, (_, index) => ({
    step: numbers[3 * index]!,
    value: numbers[3 * index + 1]!,
    seconds: numbers[3 * index + 2]!,
  }));
}
