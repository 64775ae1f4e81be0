/** @file What errors of PostgreSQL and of the way to it mean for the store, and what to do about them. */

import { type Explain, fieldOf, StoreError } from "../errors.ts";

interface Reason {
  readonly rule: string;
  readonly fix: string;
  /** Whether to begin again may help. */
  readonly isPassing?: boolean;
}

const unreachable = (what: string): Reason => ({
  rule: `cannot be reached (${what})`,
  fix: "Start the server, or check the host and the port of the address",
  isPassing: true,
});

/** By the codes of PostgreSQL and of Node. */
const reasons: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: unreachable("nothing listens there"),
  ENOENT: unreachable("no such socket"),
  ENOTFOUND: unreachable("no such host"),
  EAI_AGAIN: unreachable("the host's name cannot be looked up"),
  EHOSTUNREACH: unreachable("no way to the host"),
  ENETUNREACH: unreachable("no way to the host"),
  ETIMEDOUT: unreachable("no answer"),
  ECONNRESET: unreachable("the connection was cut"),
  EPIPE: unreachable("the connection was cut"),
  "57P01": unreachable("the server is shutting down"),
  "57P02": unreachable("the server has crashed"),
  "57P03": unreachable("the server is starting or shutting down"),
  "28000": { rule: "does not let this user in", fix: "Check the user of the address and pg_hba.conf" },
  "28P01": { rule: "refuses the password", fix: "Check the user and the password of the address" },
  "3D000": { rule: "has no such database", fix: "Make it: createdb NAME" },
  "42501": {
    rule: "does not let this user make or change tables",
    fix: "Grant it: grant create on database NAME to USER; grant create on schema public to USER",
  },
  "53100": {
    rule: "could not grow: the server's disk is full",
    fix: "Free some space; what was stored before is intact, and running work goes on from its last checkpoint",
  },
  "53300": {
    rule: "has no connections left",
    fix: "Raise max_connections, or run fewer workers",
    isPassing: true,
  },
  "40001": { rule: "was changed by others at the same moment", fix: "Try again", isPassing: true },
  "40P01": { rule: "was locked for too long", fix: "Try again", isPassing: true },
};

/** The driver gives these no code. */
const byMessage: readonly (readonly [RegExp, Reason])[] = [
  [/timeout exceeded when trying to connect/, unreachable("no answer")],
  [/Connection terminated|connection error/, unreachable("the connection was cut")],
];

function reasonOf(error: unknown): Reason | undefined {
  const code = String(fieldOf(error, "code"));
  const isSocket = code !== "ENOENT" || fieldOf(error, "syscall") === "connect";
  if (code in reasons) return isSocket ? reasons[code] : undefined;
  const message = String(fieldOf(error, "message"));
  return byMessage.find(([pattern]) => pattern.test(message))?.[1];
}

/** Whether to begin again may help: the server restarts, or two transactions stood in each other's way. */
export const isPassing = (error: unknown): boolean => reasonOf(error)?.isPassing ?? false;

/** Says what was said of the database, in words that help. */
export const explainPostgres =
  (place: string): Explain =>
  (error) => {
    const reason = reasonOf(error);
    return reason && new StoreError({ where: place, rule: reason.rule, fix: reason.fix, cause: error });
  };
