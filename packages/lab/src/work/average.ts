/** @file The mean of the losses since the last point of a curve. */

export interface Average {
  add(value: number): void;
  /** The mean since the last call. */
  take(): number;
  /** What the last `take` gave. */
  last(): number;
  /** For a checkpoint. */
  save(): Uint8Array<ArrayBuffer>;
}

/** Sum, count and last mean as float64. */
export const AVERAGE_BYTES = 24;

/** Goes on from what another one saved. */
export function createAverage(saved?: Uint8Array): Average {
  let [total, count, last] = saved
    ? (new Float64Array(saved.slice().buffer) as unknown as [number, number, number])
    : [0, 0, Number.NaN];
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
    save: () => new Uint8Array(Float64Array.of(total, count, last).buffer),
  };
}
