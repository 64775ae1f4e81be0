/** @file The mean of the losses since the last point of a curve. */

export interface Average {
  add(value: number): void;
  /** The mean since the last call. */
  take(): number;
  /** What the last `take` gave. */
  last(): number;
}

export function createAverage(): Average {
  let [total, count, last] = [0, 0, Number.NaN];
  return {
    add(value) {
      total += value;
      count++;
    },
    take() {
      last = total / count;
      [total, count] = [0, 0];
      return last;
    },
    last: () => last,
  };
}
