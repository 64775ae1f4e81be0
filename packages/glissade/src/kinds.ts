/** @file The kinds of values that options may hold, and the reader of options that every public function calls first. */

import { ArgumentError } from "./errors.ts";
import { type Dtype, dtypes } from "./graph/dtype.ts";
import {
  type AxesOptions,
  type AxisOptions,
  type DtypeOptions,
  type Operand,
  Tensor,
} from "./graph/tensor.ts";
import { describe, isObject, notOptions, requireKnown } from "./options.ts";

/** A rule for the value of an option; ranges are checked by the function itself. */
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

const isTensor = (value: unknown): boolean => value instanceof Tensor;
const isNumber = (value: unknown): boolean => typeof value === "number";

const one = <Value>(expected: string, holds: (value: unknown) => boolean): Kind<Value> => ({
  expected,
  holds,
});

const listOf =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(holds);

const isNumbers = (value: unknown): boolean => isNumber(value) || listOf(isNumber)(value);

const choice = <Value extends string>(...names: readonly Value[]): Kind<Value> =>
  one(either(names), (value) => (names as readonly unknown[]).includes(value));

/** `"a", "b" or "c"` */
function either(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  return [quoted.slice(0, -1).join(", "), ...quoted.slice(-1)].filter(Boolean).join(" or ");
}

export const kind = {
  number: one<number>("a number", isNumber),
  integer: one<number>("an integer", isNumber),
  boolean: one<boolean>("true or false", (value) => typeof value === "boolean"),
  string: one<string>("a text", (value) => typeof value === "string"),
  choice,
  dtype: choice<Dtype>(...(Object.keys(dtypes) as Dtype[])),
  integers: one<readonly number[]>("a list of integers", listOf(isNumber)),
  integerOrList: one<number | readonly number[]>("an integer or a list of integers", isNumbers),
  tensor: one<Tensor>("a tensor", isTensor),
  operand: one<Operand>("a tensor or a number", (value) => isTensor(value) || isNumber(value)),
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

function requireKind(where: string, { expected, holds, required }: Kind<unknown>, value: unknown): void {
  if (value === undefined ? !required : holds(value)) return;
  throw new ArgumentError({ where, rule: `must be ${expected}, got ${describe(value)}` });
}

/** How a value that stands alone is written as an option: by the first that it fits. */
function asOption(rules: readonly (readonly [string, Kind<unknown>])[], value: unknown): string | undefined {
  const fitting = rules.find(([, { holds }]) => holds(value));
  const text = describe(value);
  return fitting && /^["[\d-]/.test(text) ? `Write { ${fitting[0]}: ${text} }` : undefined;
}

/** The readers of options that many functions share. */
export const readAxis = optionsReader<AxisOptions>({ axis: kind.integer });
export const readAxes = optionsReader<AxesOptions>({ axis: kind.integerOrList });
export const readDtype = optionsReader<DtypeOptions>({ dtype: kind.dtype });
