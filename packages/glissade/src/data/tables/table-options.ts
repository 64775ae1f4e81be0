/** @file What the options of tables have in common, whatever the format: their columns, and missing cells. */

import { DataError } from "../../errors.ts";
import { describe, isObject } from "../../options/describe.ts";
import { kind, requireKind } from "../../options/kinds.ts";
import { type ParseOptions, parseKinds } from "../parse-options.ts";
import { type ImputeMethod, imputeMethods, isMethod } from "./impute.ts";
import { unknownColumn } from "./table.ts";

export interface TableOptions extends ParseOptions {
  /** The columns to keep, in this order; all of them by default. */
  readonly columns?: readonly string[];
  /**
   * What missing cells become: the `"mean"`, the `"median"` or the `"most frequent"` value of the other cells of the
   * column, or a number; for all columns, or for some by their names. `"keep"` leaves them NaN, for `impute` to fill after
   * the rows for training are parted from the others. Where left out, missing cells are errors.
   */
  readonly impute?: ImputeMethod | Readonly<Record<string, ImputeMethod>>;
}

const methods = [...imputeMethods.map(describe), "a number"].join(", ");

const methodKind = kind.rule<ImputeMethod>(methods, isMethod);

export const tableKinds = {
  ...parseKinds,
  columns: kind.strings,
  impute: kind.rule<ImputeMethod | Readonly<Record<string, ImputeMethod>>>(
    `${methods}, or an object of these by column`,
    (value) => isMethod(value) || isObject(value),
  ),
};

/** What is read: the function that was called, what errors call the file, and how it is read. */
export interface Reading<Options extends TableOptions> {
  /** Such as `readCsv`. */
  readonly caller: string;
  /** The name of the file. */
  readonly where: string;
  readonly options: Options;
}

/** Throws unless the methods of single columns are some. */
export function requireMethods(caller: string, impute: TableOptions["impute"]): void {
  if (!isObject(impute)) return;
  for (const [name, method] of Object.entries(impute))
    requireKind(`${caller}({ impute: { ${name} } })`, kind.needed(methodKind), method);
}

/** The names of the columns to keep; throws unless they differ and the file has them, and those of other options. */
export function chooseColumns(
  { caller, where, options: { columns, impute } }: Reading<TableOptions>,
  names: readonly string[],
  others: readonly string[],
): readonly string[] {
  const chosen = columns ?? names;
  requireDifferent(chosen, `${caller}({ columns })`);
  const imputed = isObject(impute) ? Object.keys(impute) : [];
  for (const name of [...chosen, ...others, ...imputed])
    if (!names.includes(name)) throw unknownColumn(where, name, names);
  return chosen;
}

export function requireDifferent(names: readonly string[], where: string, what = "columns"): void {
  const second = names.findIndex((name, position) => names.indexOf(name) < position);
  if (second < 0) return;
  const name = names[second]!;
  throw new DataError({
    where,
    rule: `${what} must have different names, got ${JSON.stringify(name)} as number ${names.indexOf(name) + 1} and ${second + 1}`,
  });
}

/** The method for a column, where there is one. */
export const methodFor = (impute: TableOptions["impute"], name: string): ImputeMethod | undefined => {
  if (!isObject(impute)) return impute as ImputeMethod | undefined;
  return Object.hasOwn(impute, name) ? (impute[name] as ImputeMethod) : undefined;
};

/** What errors say of a missing cell. */
export const missingCell = (where: string, name: string, got: string): DataError =>
  new DataError({
    where: `${where}, column ${JSON.stringify(name)}`,
    rule: `is missing, got ${got}`,
    fix: `Complete the file, or pass impute: { ${JSON.stringify(name)}: "median" }, or "mean", "most frequent", a number, or "keep" for impute() after a split`,
  });
