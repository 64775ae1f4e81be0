/** @file The rows of `npm run bench`: a workload beside others, by turns. */

import { type Other, type Ours, type Peer, startAll } from "./contestants.ts";
import type { Limits } from "./limits.ts";
import { type Contestant, compete, median, ratio } from "./rounds.ts";
import { workloads } from "./workloads.ts";

type Spread = readonly [lowest: number, highest: number];

interface Both<Value> {
  readonly glissade: Value;
  /** Absent where no other framework runs it. */
  readonly other?: Value;
}

export interface Row {
  readonly workload: string;
  readonly threads: number;
  /** Milliseconds of a step, the median over the turns. */
  readonly glissade: number;
  readonly other?: number;
  readonly peer?: string;
  /** The median of the other's time divided by ours, over the rounds: above 1 we are faster. */
  readonly ratio?: number;
  readonly spread: Both<Spread> & { readonly ratio?: Spread };
  /** Milliseconds for parameters and the state of the optimizer. */
  readonly start: Both<number>;
  /** Milliseconds of the first step. */
  readonly ready: Both<number>;
  /** The peak of resident memory, in bytes. */
  readonly peak: Both<number>;
  /** The time that products and memory traffic need at least, divided by our shortest. */
  readonly share: number;
}

/** The units of the numbers of rows and machine. */
export const units = {
  ...{ glissade: "ms", other: "ms", "spread.glissade": "ms", "spread.other": "ms", start: "ms", ready: "ms" },
  ...{ ratio: "other / glissade", peak: "bytes", share: "part of the limit" },
  ...{ "machine.limits.gigaflops": "10⁹ operations/s", "machine.limits.gigabytes": "10⁹ bytes/s" },
} as const;

export interface MeasureOptions {
  readonly threads: number;
  readonly rounds: number;
  readonly peers: readonly Peer[];
  readonly limits: Limits;
  /** What computes our steps; native code by default. */
  readonly provider?: string;
}

const TURN_MILLISECONDS = 150;

/** State that a cache may hold costs no traffic. */
const CACHE_BYTES = 4e6;

export async function measure(workload: string, options: MeasureOptions): Promise<Row[]> {
  const { threads, peers, limits, provider } = options;
  const rounds = Math.min(options.rounds, workloads[workload]!.rounds ?? options.rounds);
  const { ours, others, close } = await startAll(workload, { threads, provider }, peers);
  try {
    const steps = await stepsOfTurn(ours.run);
    const contestants = [limits.sgemm.run, limits.copy.run, ours.run];
    for (const other of others) contestants.push(await bounded(other));
    const [product, copy, times, ...theirs] = await compete(contestants, { rounds, steps });
    const rates = { flops: limits.sgemm.amount / least(product!), bytes: limits.copy.amount / least(copy!) };
    const own = { ...{ workload, threads }, share: leastTime(ours, rates) / least(times!) };
    if (others.length === 0) return [{ ...own, ...alone(ours, times!) }];
    return others.map((other, index) => ({ ...own, ...beside(ours, times!, [other, theirs[index]!]) }));
  } finally {
    close();
  }
}

/** The second guess is made when the step runs as fast as it will. */
async function stepsOfTurn(run: Contestant): Promise<number> {
  const first = Math.ceil(20 / (await run(1)));
  return Math.ceil(TURN_MILLISECONDS / (await run(first)));
}

/** Of long steps few make a turn. */
async function bounded({ run }: Other): Promise<Contestant> {
  const most = Math.ceil((4 * TURN_MILLISECONDS) / (await run(1)));
  return (steps) => run(Math.min(steps, most));
}

/** Milliseconds at so many operations and bytes per millisecond. */
function leastTime({ facts }: Ours, { flops, bytes }: { readonly flops: number; readonly bytes: number }) {
  return facts.flops / flops + (facts.bytes > CACHE_BYTES ? facts.bytes / bytes : 0);
}

const least = (values: readonly number[]): number => Math.min(...values);

const spreadOf = (values: readonly number[]): Spread => [Math.min(...values), Math.max(...values)];

const alone = (ours: Ours, times: readonly number[]) => ({
  glissade: median(times),
  spread: { glissade: spreadOf(times) },
  start: { glissade: ours.facts.start },
  ready: { glissade: ours.facts.ready },
  peak: { glissade: ours.peak() },
});

function beside(ours: Ours, own: readonly number[], [peer, times]: readonly [Other, readonly number[]]) {
  const { facts } = peer;
  const ratios = times.map((time, round) => time / own[round]!);
  const { spread, start, ready, peak, ...mine } = alone(ours, own);
  return {
    ...mine,
    ...{ other: median(times), peer: peer.name, ratio: ratio(times, own) },
    spread: { ...spread, other: spreadOf(times), ratio: spreadOf(ratios) },
    start: { ...start, other: facts.start },
    ready: { ...ready, other: facts.ready },
    peak: { ...peak, other: peer.peak() },
  };
}
