/** @file The reader of spaces, for those that come from files and from callers that no compiler warns. */

import { ArgumentError, nearestOrAll } from "glissade";
import { showJson } from "../checks.ts";
import { requireInteger } from "../stats/arguments.ts";
import { type Scale, scales } from "./scale.ts";
import type { Interval, Range, Space, Value } from "./space.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a kind of range takes beside its own key, and the check of all that. */
interface Kind {
  readonly fields: readonly string[];
  check(where: string, fields: Fields): void;
}

/** By the key that makes a range one of the kind; integers first, since these may say `log` too. */
const kinds: Readonly<Record<string, Kind>> = {
  integer: {
    fields: ["log", "points", "limits"],
    check(where, fields) {
      requireBoolean(`${where}.log`, fields.log);
      const least = fields.log === true ? 1 : -Infinity;
      requireRange(where, fields, {
        key: "integer",
        rule: `two integers${fields.log === true ? " of at least 1" : ""}`,
        fits: (value) => Number.isSafeInteger(value) && value >= least,
      });
    },
  },
  ...Object.fromEntries(Object.entries(scales).map(([key, scale]) => [key, continuous(key, scale)])),
  choices: { fields: [], check: (where, { choices }) => requireChoices(`${where}.choices`, choices) },
  fixed: { fields: [], check: (where, { fixed }) => requireValue(`${where}.fixed`, fixed) },
};

/** A range of numbers on a scale. */
function continuous(key: string, { rule, fits, hasDecades }: Scale): Kind {
  return {
    fields: ["points", ...(hasDecades ? ["perDecade"] : []), "limits"],
    check: (where, fields) => requireRange(where, fields, { key, rule, fits }),
  };
}

/** The kinds of ranges. */
export const rangeKinds: readonly string[] = Object.keys(kinds);

/** Names that text can give, and no other: they stand in texts of optimizers, columns and addresses. */
const NAME = /^[A-Za-z][\w.-]*$/;

/**
 * A space from what a file or a caller gives. `where` names its source in errors.
 *
 * @throws ArgumentError where a name or a range is none, with the nearest word that is.
 *
 * @example
 * readSpace("my.json: space", { learningRate: { log: [1e-4, 1] } }); // { learningRate: { log: [0.0001, 1] } }
 */
export function readSpace(where: string, value: unknown): Space {
  if (!isFields(value)) {
    throw new ArgumentError({
      where,
      rule: `must be an object from names of hyper-parameters to ranges, got ${showJson(value)}`,
      fix: "Write for example { learningRate: { log: [1e-4, 1] } }",
    });
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, range]) => [requireName(where, name), readRange(where, name, range)]),
  );
}

function requireName(where: string, name: string): string {
  if (NAME.test(name)) return name;
  throw new ArgumentError({
    where,
    rule: `a name is a letter, then letters, digits, dots, dashes and underscores, got ${showJson(name)}`,
  });
}

function readRange(source: string, name: string, value: unknown): Range {
  const where = `${source}.${name}`;
  const known = Object.keys(kinds);
  if (!isFields(value)) {
    throw new ArgumentError({
      where,
      rule: `must be an object with one of ${known.join(", ")}, got ${showJson(value)}`,
      fix: `Write { fixed: ${showJson(value)} } for a value that is not searched`,
    });
  }
  const found = known.find((key) => Object.hasOwn(value, key));
  const kind = found === undefined ? undefined : kinds[found];
  const allowed = kind ? [found!, ...kind.fields] : known;
  const unknown = Object.keys(value).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    throw new ArgumentError({
      where: `${where}.${unknown}`,
      rule: kind ? `does not go with ${found}` : "is no kind of range",
      fix: nearestOrAll(unknown, allowed),
    });
  }
  if (!kind) {
    throw new ArgumentError({ where, rule: `must have one of ${known.join(", ")}, got an empty object` });
  }
  kind.check(where, value);
  return value as unknown as Range;
}

interface IntervalRule {
  readonly key: string;
  /** Completes "must be". */
  readonly rule: string;
  fits(value: number): boolean;
}

function requireRange(where: string, fields: Fields, rule: IntervalRule): void {
  const interval = requireInterval(`${where}.${rule.key}`, fields[rule.key], rule);
  requireGrid(where, fields);
  if (fields.limits === undefined) return;
  const any = { key: "limits", rule: "two finite numbers", fits: () => true };
  const limits = requireInterval(`${where}.limits`, fields.limits, any);
  if (limits[0] <= interval[0] && interval[1] <= limits[1]) return;
  throw new ArgumentError({
    where: `${where}.limits`,
    rule: `must enclose the range [${interval.join(", ")}], got [${limits.join(", ")}]`,
  });
}

function requireInterval(where: string, value: unknown, { rule, fits }: IntervalRule): Interval {
  const isPair = Array.isArray(value) && value.length === 2;
  const isFitting = isPair && value.every((each) => Number.isFinite(each) && fits(each));
  if (isFitting && value[0] < value[1]) return [value[0], value[1]];
  throw new ArgumentError({ where, rule: `must be ${rule}, the lower one first, got ${showJson(value)}` });
}

function requireGrid(where: string, { points, perDecade }: Fields): void {
  if (points !== undefined) requirePoints(`${where}.points`, points);
  if (perDecade === undefined) return;
  requireInteger(`${where}.perDecade`, perDecade);
  if (points === undefined) return;
  throw new ArgumentError({
    where: `${where}.perDecade`,
    rule: "stands in the place of points, got both",
    fix: "Leave one of them out",
  });
}

/** More are a mistake. */
const MOST_POINTS = 10_000;

function requirePoints(where: string, value: unknown): void {
  if (Number.isInteger(value) && Number(value) >= 2 && Number(value) <= MOST_POINTS) return;
  throw new ArgumentError({
    where,
    rule: `must be an integer from 2 to ${MOST_POINTS}, got ${showJson(value)}`,
  });
}

function requireChoices(where: string, value: unknown): void {
  if (!Array.isArray(value) || value.length === 0) {
    throw new ArgumentError({ where, rule: `must be a list of one value or more, got ${showJson(value)}` });
  }
  for (const [at, choice] of value.entries()) {
    requireValue(`${where}[${at}]`, choice);
    const first = value.indexOf(choice);
    if (first === at) continue;
    throw new ArgumentError({
      where: `${where}[${at}]`,
      rule: `must differ from the others, got ${showJson(choice)} as at ${first}`,
    });
  }
}

function requireValue(where: string, value: unknown): asserts value is Value {
  const isPlain = value === null || typeof value === "string" || typeof value === "boolean";
  if (isPlain || (typeof value === "number" && Number.isFinite(value))) return;
  throw new ArgumentError({
    where,
    rule: `must be a finite number, a text, true, false or null, got ${showJson(value)}`,
  });
}

function requireBoolean(where: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new ArgumentError({ where, rule: `must be true or false, got ${showJson(value)}` });
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
