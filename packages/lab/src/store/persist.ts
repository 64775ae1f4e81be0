/** @file Trying again what fails for a while: a database that is locked, or restarts. */

import { setTimeout } from "node:timers/promises";

interface PersistOptions {
  /** Whether waiting may help. */
  readonly isTransient: (error: unknown) => boolean;
  /** For how long. */
  readonly seconds: number;
  /** The longest pause between two tries; pauses are random and grow. */
  readonly pauseMilliseconds: number;
}

/** What the work gives, which is begun again while its errors are transient; then the last of them. */
export async function persist<Result>(
  work: () => Promise<Result>,
  { isTransient, seconds, pauseMilliseconds }: PersistOptions,
): Promise<Result> {
  const end = performance.now() + seconds * 1000;
  for (let pause = 2; ; pause = Math.min(2 * pause, pauseMilliseconds)) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || performance.now() > end) throw error;
      await setTimeout(pause * (0.5 + Math.random()));
    }
  }
}
