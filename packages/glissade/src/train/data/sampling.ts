/** @file Which rows batches take, by the options of `batches`. */

import { valuesOf } from "../../data/list.ts";
import {
  childKey,
  epochRows,
  freshRows,
  sequential,
  stratified,
  weighted,
} from "../../data/rows/row-order.ts";
import { ArgumentError } from "../../errors.ts";
import type { BatchesOptions } from "./batches.ts";

/** Whether epochs have no end. */
export const isEndless = ({ order, stepsPerEpoch }: BatchesOptions): boolean =>
  order === "fresh" && stepsPerEpoch === undefined;

/** The positions of rows by epoch, without the first batches. */
export function orderOf(
  count: number,
  options: BatchesOptions,
): (epoch: number, skip: number) => Iterable<Uint32Array> {
  const { size, order, stepsPerEpoch, seed, last } = options;
  const { weights, stratify } = listsOf(options);
  if (stepsPerEpoch !== undefined) requireFresh(order);
  if (weights) requireWeights(weights, count);
  if (stratify) requireLength("batches(data, { stratify })", stratify.length, count);
  requireOneWay({ order, weights, stratify });
  const arrange = weights ? weighted(weights) : stratify ? stratified(stratify) : undefined;
  if (order === "fresh") {
    if (stepsPerEpoch === undefined)
      return (_, skip) => freshRows(count, { size, seed, skip }, weights && arrange);
    return (epoch, skip) =>
      first(
        stepsPerEpoch - skip,
        freshRows(count, { size, seed: childKey(seed ?? 0, epoch), skip }, weights && arrange),
      );
  }
  const own = order === "sequential" ? sequential : arrange;
  return (epoch, skip) => epochRows(count, { size, seed, last, skip, epoch }, own);
}

function* first<Item>(count: number, items: Iterator<Item>): Generator<Item, void> {
  for (let index = 0; index < count; index++) yield items.next().value;
}

function requireFresh(order: BatchesOptions["order"] = "epochs"): void {
  if (order === "fresh") return;
  throw new ArgumentError({
    where: "batches(data, { stepsPerEpoch })",
    rule: `is the number of fresh draws, got order "${order}"`,
    fix: 'Pass order: "fresh", or leave it out: an epoch has all rows',
  });
}

interface Lists {
  readonly weights: ArrayLike<number> | undefined;
  readonly stratify: ArrayLike<number | bigint> | undefined;
}

const listsOf = ({ weights, stratify }: BatchesOptions): Lists => ({
  weights: weights && valuesOf(weights),
  stratify: stratify && valuesOf(stratify),
});

function requireOneWay({ order = "epochs", weights, stratify }: Lists & Pick<BatchesOptions, "order">): void {
  const isKnown = weights ? !stratify && order !== "sequential" : !stratify || order === "epochs";
  if (isKnown) return;
  throw new ArgumentError({
    where: "batches(data, options)",
    rule: `takes weights with order "epochs" or "fresh", or stratify with "epochs", got ${weights && stratify ? "both" : `order "${order}"`}`,
  });
}

function requireLength(where: string, got: number, count: number): void {
  if (got === count) return;
  throw new ArgumentError({ where, rule: `must be as many as the ${count} examples, got ${got}` });
}

function requireWeights(weights: ArrayLike<number>, count: number): void {
  const where = "batches(data, { weights })";
  requireLength(where, weights.length, count);
  const list = Array.from(weights);
  const wrong = list.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong >= 0) {
    throw new ArgumentError({
      where,
      rule: `must be finite and not negative, got ${list[wrong]} at ${wrong}`,
    });
  }
  if (list.some((weight) => weight > 0)) return;
  throw new ArgumentError({ where, rule: "must have one that is positive, got zeros alone" });
}

/** What determines the batches, in words: the last ones of epochs only where there are such. */
export function drawnFrom(count: number, options: BatchesOptions): string {
  const { size, order = "epochs", stepsPerEpoch, seed = 0, last = "keep" } = options;
  const { weights, stratify } = listsOf(options);
  const end = order !== "fresh" && count % size > 0 ? `, last: "${last}"` : "";
  const sampling = `${weights ? `, weights ${fingerprint(weights)}` : ""}${stratify ? `, stratified by ${fingerprint(stratify)}` : ""}`;
  const steps = stepsPerEpoch === undefined ? "" : `, stepsPerEpoch ${stepsPerEpoch}`;
  return `size ${size} of ${count} rows, order: "${order}"${steps}, seed ${JSON.stringify(seed)}${end}${sampling}`;
}

/** A few letters that differ for lists that do. */
function fingerprint(values: ArrayLike<number | bigint>): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < values.length; index++) {
    for (const letter of String(values[index])) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
    hash = Math.imul(hash ^ 44, 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
