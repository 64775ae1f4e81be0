/** @file A stopwatch in seconds that can be held. */

export interface Clock {
  /** Holds it, and says what it reads. */
  pause(): number;
  go(): void;
}

/** A stopwatch that is held, and reads what it read before. */
export function createClock(before = 0): Clock {
  let total = before;
  let since: number | undefined;
  return {
    pause() {
      if (since !== undefined) total += (performance.now() - since) / 1000;
      since = undefined;
      return total;
    },
    go() {
      since = performance.now();
    },
  };
}
