/** @file Fair timing on a noisy machine: contestants by turns, and medians of the ratios within a round. */

/** One of those compared: milliseconds per step, the mean over a number of steps. */
export type Contestant = (steps: number) => Promise<number>;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** The median over rounds of one contestant's time divided by another's. */
export const ratio = (ours: readonly number[], theirs: readonly number[]): number =>
  median(ours.map((value, round) => value / theirs[round]!));

/** Times an asynchronous step. */
export const timed =
  (step: () => Promise<unknown>): Contestant =>
  async (steps) => {
    const begin = performance.now();
    for (let index = 0; index < steps; index++) await step();
    return (performance.now() - begin) / steps;
  };

/** Milliseconds per step of each contestant in each round; the order is reversed from round to round. */
export async function compete(
  contestants: readonly Contestant[],
  { rounds = 15, steps }: { rounds?: number; steps: number },
): Promise<number[][]> {
  const times: number[][] = contestants.map(() => []);
  const order = [...contestants.keys()];
  for (const contestant of contestants) await contestant(Math.ceil(steps / 4));
  for (let round = 0; round < rounds; round++) {
    for (const index of round % 2 ? order.toReversed() : order) {
      times[index]!.push(await contestants[index]!(steps));
    }
  }
  return times;
}

/** Steps that take about as many milliseconds as given. */
export async function stepsFor(contestant: Contestant, milliseconds: number): Promise<number> {
  await contestant(3);
  return Math.max(2, Math.ceil(milliseconds / (await contestant(3))));
}
