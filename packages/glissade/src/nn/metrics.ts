/** @file How good predictions are, from counts of true and predicted classes. */

import { DataError } from "../errors.ts";

/** Counts: one row per true class, one column per predicted class. */
export type Confusion = readonly (readonly number[])[];

/**
 * Counts of predictions by true class.
 *
 * @example
 * metrics.confusionMatrix([0, 1, 1], [0, 0, 1], 2); // [[1, 1], [0, 1]]
 */
export function confusionMatrix(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Confusion {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let index = 0; index < labels.length; index++) {
    const row = counts[labels[index]!];
    if (row?.[predicted[index]!] === undefined) {
      throw new DataError({
        where: "confusionMatrix",
        rule: `classes must be integers in [0, ${classes}), got label ${labels[index]} and prediction ${predicted[index]} at ${index}`,
      });
    }
    row[predicted[index]!]!++;
  }
  return counts;
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/**
 * The share of predictions that are right; NaN where there are none.
 *
 * @example
 * metrics.accuracy([[1, 1], [0, 2]]); // 0.75
 */
export const accuracy = (confusion: Confusion): number =>
  total(confusion.map((row, index) => row[index]!)) / total(confusion.map(total));

/**
 * Matthews' correlation of true and predicted classes (Gorodkin 2004): 1 is perfect, 0 is chance, and 0 where one
 * side has a single class.
 *
 * @example
 * metrics.matthewsCorrelation([[1, 1], [0, 2]]); // 0.57735027
 */
export function matthewsCorrelation(confusion: Confusion): number {
  const truths = confusion.map(total);
  const guesses = confusion.map((_, column) => total(confusion.map((row) => row[column]!)));
  const count = total(truths);
  const right = total(confusion.map((row, index) => row[index]!));
  const dot = (x: readonly number[], y: readonly number[]) =>
    total(x.map((value, index) => value * y[index]!));
  const spread = Math.sqrt((count ** 2 - dot(truths, truths)) * (count ** 2 - dot(guesses, guesses)));
  return spread === 0 ? 0 : (right * count - dot(truths, guesses)) / spread;
}
