/** @file Values for missing cells, fitted on the cells of the column that are there. */

import { ArgumentError, DataError } from "../../errors.ts";
import type { NdDtype } from "../nd-array.ts";
import { type FillMethod, fillMethods, fillValue } from "./fill.ts";
import type { Column, Imputed } from "./table.ts";

/** The ways to treat missing cells, besides a number for all of them. */
export const imputeMethods = [...fillMethods, "keep"] as const;

/** How missing cells are filled: from the cells of the column that are there, or with a number; or kept as NaN. */
export type ImputeMethod = FillMethod | "keep" | number;

/** Whether a value says how to treat missing cells. */
export const isMethod = (value: unknown): value is ImputeMethod =>
  typeof value === "number" ? Number.isFinite(value) : imputeMethods.some((method) => method === value);

/** A column in which cells may be missing. */
export interface Gaps extends Pick<Column, "name" | "type" | "categories"> {
  /** NaN or anything else where the cell is missing. */
  readonly values: Float64Array;
  /** The rows whose cells are missing, in order. */
  readonly missing: readonly number[];
}

interface Called {
  /** The function that was called. */
  readonly caller: string;
  /** The name of the file. */
  readonly where: string;
}

/** Fills missing cells, in place, and says with what. */
export function impute(gaps: Gaps, method: ImputeMethod, { caller, where }: Called): Imputed {
  const { name, values, missing, categories } = gaps;
  const column = `${where}, column ${JSON.stringify(name)}`;
  requireSuited(gaps, method, caller);
  if (method === "keep") {
    for (const row of missing) values[row] = Number.NaN;
    return { count: missing.length, method, value: Number.NaN };
  }
  const value = typeof method === "number" ? method : fillValue(present(gaps), method);
  if (value === undefined)
    throw new DataError({
      where: column,
      rule: `has no value to take the ${method} of`,
      fix: "Leave the column out, or impute a number",
    });
  requireMember(gaps, value, method, column);
  for (const row of missing) values[row] = value;
  return { count: missing.length, method, value: categories ? categories[value]! : value };
}

/** The dtype of a column whose missing cells stay NaN: integers then are floats, as in pandas. */
export const keptDtype = (dtype: NdDtype, missing: readonly number[]): NdDtype =>
  missing.length > 0 && dtype !== "float32" ? "float64" : dtype;

function requireSuited({ name, type, missing }: Gaps, method: ImputeMethod, caller: string): void {
  if (method === "most frequent" || (type !== "category" && type !== "boolean")) return;
  throw new ArgumentError({
    where: `${caller}({ impute })`,
    rule: `must be "most frequent" for ${JSON.stringify(name)}, a column of type "${type}" with missing cells (the first in row ${missing[0]}), got ${JSON.stringify(method)}`,
    fix: `Choose by column: impute: { ${JSON.stringify(name)}: "most frequent" }, or complete the file`,
  });
}

/** Throws where the value is none that the column may hold. */
function requireMember({ type }: Gaps, value: number, method: ImputeMethod, column: string): void {
  if (type !== "integer" || Number.isInteger(value)) return;
  throw new DataError({
    where: column,
    rule: `must hold integers, got ${value}${typeof method === "number" ? "" : `, the ${method}`}, for missing cells`,
    fix: 'Impute "most frequent", or read the column as "number"',
  });
}

/** The values of cells that are not missing. */
function present({ values, missing }: Gaps): Float64Array {
  const gaps = new Set(missing);
  return values.filter((_, row) => !gaps.has(row));
}
