/** @file What SQLite's errors mean for the store, and what to do about them. */

import { type Explain, fieldOf, StoreError } from "../errors.ts";

interface Reason {
  readonly rule: string;
  readonly fix: string;
}

const choose = "Choose another path";

/** By SQLite's result codes. */
const reasons: Readonly<Record<number, Reason>> = {
  3: { rule: "may not be opened by this user", fix: `Change its permissions, or ${choose.toLowerCase()}` },
  5: {
    rule: "was locked by another process for 20 s",
    fix: "End the process that holds it, or keep the studies of many workers in PostgreSQL",
  },
  8: { rule: "cannot be written to (it or its folder is read-only)", fix: choose },
  10: { rule: "could not be read or written (the disk reports an error)", fix: "Check the disk" },
  11: {
    rule: "is damaged",
    fix: "Restore a copy, or save what can be read with: sqlite3 FILE .recover",
  },
  13: {
    rule: "could not grow: the disk is full",
    fix: "Free some space; what was stored before is intact, and running work goes on from its last checkpoint",
  },
  14: { rule: "cannot be opened (no such folder, a folder itself, or no permission)", fix: choose },
  26: { rule: "is not a database", fix: `${choose}: the file was left as it is` },
};

/** What SQLite calls its result codes: @photostructure/sqlite 1.2 gives the errors of `all` no code. */
const codes: Readonly<Record<string, number>> = {
  "access permission denied": 3,
  "database is locked": 5,
  "attempt to write a readonly database": 8,
  "disk I/O error": 10,
  "database disk image is malformed": 11,
  "database or disk is full": 13,
  "unable to open database file": 14,
  "file is not a database": 26,
};

/** The result code without its details. */
const codeOf = (error: unknown): number =>
  Number(fieldOf(error, "errcode") ?? codes[String(fieldOf(error, "message"))]) & 0xff;

export const isBusy = (error: unknown): boolean => codeOf(error) === 5;

/** Says what SQLite said of the file, in words that help. */
export const explainSqlite =
  (path: string): Explain =>
  (error) => {
    // SQLite reports a full disk as an input/output error where it happens while the log is being written
    const isFull = fieldOf(error, "systemErrno") === 28;
    const reason = reasons[isFull ? 13 : codeOf(error)];
    return reason && new StoreError({ where: path, ...reason, cause: error });
  };
