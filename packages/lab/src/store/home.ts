/** @file Where a store lives: what SQLite and PostgreSQL do each in its own way. */

import type { Kysely, RawBuilder, Transaction } from "kysely";
import type { Point } from "./store.ts";
import type { Tables } from "./tables.ts";

export type Db = Kysely<Tables>;
export type Write = Transaction<Tables>;

export type NumberList = readonly (number | null)[];

export interface Home {
  /** Milliseconds since 1970, by the one clock that all workers share. */
  readonly now: RawBuilder<number>;
  /** What follows a query whose rows are to be changed: those that another process changes are left out. */
  readonly forUpdate: RawBuilder<unknown>;
  /** Numbers as a subquery, so that thousands are one parameter. */
  ids(numbers: readonly number[]): RawBuilder<number>;
  /** A final number of a row of `run` as `numbersToJson` writes it, as text or number. */
  metric(name: string): RawBuilder<number | string | null>;
  /** The same as rows are sorted by it: a number, or null for NaN. */
  sortable(name: string): RawBuilder<number | null>;
  /** The searched values of a row of `configuration` as `valuesInWords` writes them; null where there are none. */
  readonly searched: RawBuilder<string | null>;
  read<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  /** Rows as lists, of numbers if nothing else is said: hundreds of thousands of points are read so, and objects take three times as long. */
  readLists<Row extends readonly unknown[] = NumberList>(query: RawBuilder<unknown>): Promise<readonly Row[]>;
  /** In one transaction, which is begun again where the database was locked or has restarted. */
  write<Result>(work: (db: Write) => Promise<Result>): Promise<Result>;
  /** Points in the order of their keys and steps, each once; those of earlier attempts are replaced. */
  insertPoints(db: Write, run: number, attempt: number, points: readonly Point[]): Promise<void>;
  readonly queue: Queue;
  /** Gives unused space back. */
  shrink(): Promise<void>;
  close(): Promise<void>;
}

/** Who says which run is next. Functions with a transaction are part of it. */
export interface Queue {
  /** Before a transaction that uses the queue: starting it takes connections of its own. */
  start(): Promise<void>;
  /** Before runs of a study are added. */
  prepare(study: number): Promise<void>;
  /** Runs of a study that wait from now on. */
  add(db: Write, study: number, runs: readonly number[]): Promise<void>;
  /** A waiting run of one of these studies, or of any; no other worker gets it before the transaction ends. */
  next(db: Write, studies: readonly number[] | undefined): Promise<number | undefined>;
  /** The run has ended. */
  complete(db: Write, run: RunJob): Promise<void>;
  /** The run waits again. */
  putBack(db: Write, run: RunJob): Promise<void>;
  /** After a study was removed. */
  remove(study: number): Promise<void>;
}

/** What the queue knows of a run. */
export interface RunJob {
  readonly study: number;
  /** The job of the queue that stands for it, where the queue is an engine beside the rows. */
  readonly job: string | null;
}
