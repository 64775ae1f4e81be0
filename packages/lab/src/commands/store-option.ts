/** @file The option that names a store, and what commands ask of it. */

import { existsSync } from "node:fs";
import { Option } from "commander";
import { ArgumentError, nearestOrAll } from "glissade";
import { DEFAULT_STORE, openStore } from "../store/open.ts";
import type { RunRecord, Store, StudyRecord } from "../store/store.ts";

export interface StoreFlags {
  readonly store: string;
}

/** `--store`, or the variable GLISSADE_STORE, which keeps a password out of the command line. */
export const storeOption = (): Option =>
  new Option("--store <address>", "where runs are kept: a file, or postgres://user@host/database")
    .env("GLISSADE_STORE")
    .default(DEFAULT_STORE);

type Work<Result> = (store: Store) => Promise<Result>;

/** Opens the store, which is made where there is none, and closes it after the work. */
export async function withNewStore<Result>(
  { store: address }: StoreFlags,
  work: Work<Result>,
): Promise<Result> {
  const store = await openStore(address);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The same of a store that is there: one of a wrong name is not made. Where none was named, none is an empty one. */
export async function withStore<Result>({ store: address }: StoreFlags, work: Work<Result>): Promise<Result> {
  const isNoFile = address === ":memory:" || /^[a-z][a-z0-9+.-]+:\/\//i.test(address);
  if (isNoFile || existsSync(address)) return withNewStore({ store: address }, work);
  if (address === DEFAULT_STORE) return withNewStore({ store: ":memory:" }, work);
  throw new ArgumentError({
    where: "--store",
    rule: `there is no file ${address}`,
    fix: "Check the path; glissade run STUDY --store FILE makes it",
  });
}

/** A study by its name, the last one of several, or by its number. */
export async function findStudy(store: Store, nameOrId: string): Promise<StudyRecord> {
  const found =
    (await store.study(nameOrId)) ??
    (/^\d+$/.test(nameOrId) ? await store.study(Number(nameOrId)) : undefined);
  if (found) return found;
  const names = (await store.studies({ archived: true })).map(({ name }) => name);
  throw new ArgumentError({
    where: "study",
    rule: `${JSON.stringify(nameOrId)} is not in the store`,
    fix:
      names.length > 0
        ? nearestOrAll(nameOrId, [...new Set(names)])
        : "It is empty: glissade run STUDY fills it",
  });
}

export const LISTED = "glissade show STUDY lists the runs";

/** A run by its number. */
export async function findRun(store: Store, id: number): Promise<RunRecord> {
  const run = await store.run(id);
  if (run) return run;
  throw new ArgumentError({ where: "run", rule: `${id} is not in the store`, fix: LISTED });
}

/** A run of the study by its number. */
export async function requireRun(
  store: Store,
  id: number,
  { id: study, name }: StudyRecord,
): Promise<RunRecord> {
  const run = await store.run(id);
  if (run?.study === study) return run;
  throw new ArgumentError({
    where: "--run",
    rule: `${id} is not a run of ${name}`,
    fix: `glissade show ${study} lists them`,
  });
}
