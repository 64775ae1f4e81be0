/** @file Options that describe themselves, and the reading of what a caller gives. */

import { requireKnown } from "../../options/known.ts";

/** How text gives the value of an option. */
export interface TextForm {
  /** The name in text, where that differs from the option's. */
  readonly name?: string;
  /** A number, or one of the listed values. */
  readonly kind: "number" | readonly (string | boolean)[];
  /** Makes the option of what was written; a required option that text leaves out is made of `fallback`. */
  readonly make?: (written: never) => unknown;
  readonly fallback?: number;
}

/** One option of a function: callers give `Given`, the function works with `Read`. */
export interface Option<Given, Read = Given> {
  /** The value itself, or the default where it is left out; throws unless it is one that the option takes. */
  read(where: string, value: Given): Read;
  /** What the value must be, as errors say it behind "must be". */
  readonly rule: string;
  /** Whether a scalar tensor may stand for a number. */
  readonly takesTensor: boolean;
  readonly isRequired: boolean;
  readonly default?: Read;
  /** Left out where only code can give it. */
  readonly text?: TextForm;
}

/** Options by name, in the order in which text gives them. */
// biome-ignore lint/suspicious/noExplicitAny: each option knows its own types.
export type OptionTable = Readonly<Record<string, Option<any, any>>>;

type GivenOf<Each> = Each extends Option<infer Given, infer _> ? Given : never;
type ReadOf<Each> = Each extends Option<infer _, infer Read> ? Read : never;

type Required<Table> = {
  [Name in keyof Table]: undefined extends GivenOf<Table[Name]> ? never : Name;
}[keyof Table];

// Mapped over names of the table, and not by `as`, which would lose the doc comments of its properties.
type Must<Table, Names extends keyof Table> = { readonly [Name in Names]: GivenOf<Table[Name]> };
type May<Table, Names extends keyof Table> = { readonly [Name in Names]?: GivenOf<Table[Name]> };

/** What callers give, with the doc comments of the table. */
export type OptionsOf<Table> = Must<Table, Required<Table>> &
  May<Table, Exclude<keyof Table, Required<Table>>>;

/** What the function works with. */
export type Complete<Table> = { readonly [Name in keyof Table]: ReadOf<Table[Name]> };

/** As a second base of an interface beside OptionsOf: TypeScript's errors then say the name of the interface. */
export type Named = Record<never, never>;

/** The options of a call, checked and with defaults: the first thing that a function with options does. */
export function read<Table extends OptionTable>(
  name: string,
  table: Table,
  given: OptionsOf<Table> | undefined,
): Complete<Table> {
  requireKnown(name, given, Object.keys(table));
  const values = (given ?? {}) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(table).map(([option, { read: readOne }]) => [
    option,
    readOne(`${name}({ ${option} })`, values[option]),
  ]);
  return Object.fromEntries(entries);
}

/** The options of a table among more of them. */
export const pick = <Table extends OptionTable>(table: Table, options: Complete<Table>): Complete<Table> =>
  Object.fromEntries(Object.keys(table).map((name) => [name, options[name]])) as Complete<Table>;
