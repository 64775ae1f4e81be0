/** @file Values for missing cells, fitted on the cells of the column that are there. */

import { ArgumentError, DataError } from "../../errors.ts";
import type { Column, Imputed, ImputeMethod } from "./table.ts";

/** The ways to fill missing cells that are fitted. */
export const imputeMethods = ["mean", "median", "most frequent"] as const;

/** Whether a value says how to fill missing cells. */
export const isMethod = (value: unknown): value is ImputeMethod =>
  typeof value === "number" ? Number.isFinite(value) : imputeMethods.some((method) => method === value);

/** A column in which cells may be missing. */
export interface Gaps extends Pick<Column, "name" | "type" | "categories"> {
  /** NaN or anything else where the cell is missing. */
  readonly values: Float64Array;
  /** The rows whose cells are missing, in order. */
  readonly missing: readonly number[];
}

/** Fills missing cells, in place, and says with what; `where` names the file in errors. */
export function impute(gaps: Gaps, method: ImputeMethod, where: string): Imputed {
  const { name, values, missing, categories } = gaps;
  const place = `${where}, column ${JSON.stringify(name)}`;
  requireSuited(gaps, method);
  const value = typeof method === "number" ? method : fit(present(gaps), method);
  if (value === undefined)
    throw new DataError({
      where: place,
      rule: `has no value to take the ${method} of`,
      fix: "Leave the column out, or impute a number",
    });
  requireMember(gaps, value, method, place);
  for (const row of missing) values[row] = value;
  return { count: missing.length, method, value: categories ? categories[value]! : value };
}

function requireSuited({ name, type }: Gaps, method: ImputeMethod): void {
  if (method === "most frequent" || (type !== "category" && type !== "boolean")) return;
  throw new ArgumentError({
    where: `impute: ${name}`,
    rule: `must be "most frequent" for a column of type "${type}", got ${JSON.stringify(method)}`,
  });
}

/** Throws where the value is none that the column may hold. */
function requireMember({ type }: Gaps, value: number, method: ImputeMethod, place: string): void {
  if (type !== "integer" || Number.isInteger(value)) return;
  throw new DataError({
    where: place,
    rule: `must hold integers, got ${value}${typeof method === "number" ? "" : `, the ${method}`}, for missing cells`,
    fix: 'Impute "most frequent", or read the column as "number"',
  });
}

/** The values of cells that are not missing. */
function present({ values, missing }: Gaps): Float64Array {
  const gaps = new Set(missing);
  return values.filter((_, row) => !gaps.has(row));
}

function fit(values: Float64Array, method: (typeof imputeMethods)[number]): number | undefined {
  if (values.length === 0) return undefined;
  if (method === "mean") return values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = values.toSorted();
  return method === "median" ? median(sorted) : mostFrequent(sorted);
}

function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Of several that are as frequent, the smallest. */
function mostFrequent(sorted: Float64Array): number {
  let [best, longest, start] = [sorted[0]!, 0, 0];
  for (let end = 1; end <= sorted.length; end++) {
    if (sorted[end] === sorted[start]) continue;
    if (end - start > longest) [best, longest] = [sorted[start]!, end - start];
    start = end;
  }
  return best;
}
