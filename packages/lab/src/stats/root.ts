/** @file Roots of functions that grow. */

interface Bracket {
  readonly low: number;
  readonly high: number;
}

/** Halvings of a bracket until no number lies inside, and a few more never needed. */
const MOST_HALVINGS = 200;

/** Where a function that grows is zero between two numbers: by halving, to the last digits. */
export function rootOf(grows: (x: number) => number, { low, high }: Bracket): number {
  let [from, to] = [low, high];
  for (let halving = 0; halving < MOST_HALVINGS; halving++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) break;
    if (grows(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/** The first of 1, 2, 4, ... at which a function that grows is not below zero. */
export function upperBound(grows: (x: number) => number): number {
  let high = 1;
  while (grows(high) < 0) high *= 2;
  return high;
}
