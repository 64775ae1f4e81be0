/** @file The kinds of values that options may hold, and the reader of options that every public function calls first. */

import { ArgumentError } from "../errors.ts";
import { describe, either, isObject } from "./describe.ts";
import { notOptions, requireKnown } from "./known.ts";
import * as ranges from "./ranges.ts";

/** A rule for the value of an option; a range that depends on other arguments is checked by the function itself. */
export interface Kind<Value> {
  /** The rule in words: "an integer". */
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  /** Whether the option has no default. */
  readonly required?: boolean;
  /** For the compiler alone. */
  readonly type?: Value;
}

export interface Needed<Value> extends Kind<Value> {
  readonly required: true;
}

/** A kind for every option, so that none is forgotten; needed ones for those without a default. */
export type Kinds<Options> = {
  readonly [Name in keyof Options]-?: undefined extends Options[Name]
    ? Kind<Exclude<Options[Name], undefined>>
    : Needed<Options[Name]>;
};

const isNumber = (value: unknown): boolean => typeof value === "number";
const isString = (value: unknown): boolean => typeof value === "string";

const one = <Value>(expected: string, holds: (value: unknown) => boolean): Kind<Value> => ({
  expected,
  holds,
});

const listOf =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(holds);

const isIntegers = (value: unknown): boolean => Number.isInteger(value) || listOf(Number.isInteger)(value);

/** A number of a range. */
const within = ({ rule, holds }: ranges.Range): Kind<number> =>
  one(rule, (value) => isNumber(value) && holds(value as number));

const choice = <Value extends string | boolean>(...names: readonly Value[]): Kind<Value> =>
  one(either(names), (value) => (names as readonly unknown[]).includes(value));

export const kind = {
  number: one<number>("a number", isNumber),
  integer: one<number>("an integer", Number.isInteger),
  /** An integer of at least 0. */
  whole: within(ranges.wholes),
  /** An integer of at least 1. */
  count: within(ranges.counts),
  threads: within(ranges.threadCounts),
  within,
  boolean: one<boolean>("true or false", (value) => typeof value === "boolean"),
  string: one<string>("a text", isString),
  strings: one<readonly string[]>("a list of texts", listOf(isString)),
  choice,
  /** An array or a typed array, whatever it holds. */
  list: <Value>(expected: string): Kind<ArrayLike<Value>> =>
    one(expected, (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value)),
  integers: one<readonly number[]>("a list of integers", listOf(Number.isInteger)),
  integerOrList: one<number | readonly number[]>("an integer or a list of integers", isIntegers),
  /** Of anything that can be called. */
  callable: <Value>(): Kind<Value> => one("a function", (value) => typeof value === "function"),
  object: <Value>(expected = "an object"): Kind<Value> => one(expected, isObject),
  /** By a rule of its own. */
  rule: one,
  /** Without a default. */
  needed: <Value>(each: Kind<Value>): Needed<Value> => ({ ...each, required: true }),
} as const;

/** Gives back the options, where they are left out none. */
export type OptionsReader<Options> = (where: string, options: Options | undefined) => Options;

/**
 * A reader of options: it throws where the options are no object, have an unknown name, lack one without a default, or
 * hold a value of another kind. Its first use in a function is the function's first statement.
 */
export function optionsReader<Options extends object>(kinds: Kinds<Options>): OptionsReader<Options> {
  const rules = Object.entries<Kind<unknown>>(kinds);
  const known = Object.keys(kinds);
  return (where, options = {} as Options) => {
    if (!isObject(options)) throw notOptions(where, options, asOption(rules, options));
    requireKnown(where, options, known);
    for (const [name, rule] of rules) requireKind(`${where}({ ${name} })`, rule, options[name]);
    return options;
  };
}

/** Throws unless the value is of the kind. */
export function requireKind(
  where: string,
  { expected, holds, required }: Kind<unknown>,
  value: unknown,
): void {
  if (value === undefined ? !required : holds(value)) return;
  throw new ArgumentError({ where, rule: `must be ${expected}, got ${describe(value)}` });
}

/** How a value that stands alone is written as an option: by the first that it fits. */
function asOption(rules: readonly (readonly [string, Kind<unknown>])[], value: unknown): string | undefined {
  const fitting = rules.find(([, { holds }]) => holds(value));
  const text = describe(value);
  return fitting && /^["[\d-]/.test(text) ? `Write { ${fitting[0]}: ${text} }` : undefined;
}
