/** @file A stopwatch in seconds that can be held. */

export interface Clock {
  /** Holds it, and says what it reads. */
  pause(): number;
  go(): void;
}

/** A stopwatch that runs, from what it read before. */
export function createClock(before = 0): Clock {
  let [total, since] = [before, performance.now()];
  return {
    pause() {
      total += (performance.now() - since) / 1000;
      return total;
    },
    go() {
      since = performance.now();
    },
  };
}
