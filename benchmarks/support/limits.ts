/** @file What a machine can do: a product of matrices and a copy, in the shorter time of ours and another's. */

import { type Peer, startAll } from "./contestants.ts";
import { type Contestant, compete } from "./rounds.ts";

/** Enough for the machine to get going, few enough to cost little in every round. */
const STEPS = 3;

interface Limit {
  /** Operations or bytes of one step. */
  readonly amount: number;
  /** The most of them in a millisecond that was seen before the other contestants came. */
  readonly rate: number;
  readonly run: Contestant;
}

export interface Limits {
  readonly sgemm: Limit;
  readonly copy: Limit;
  close(): void;
}

/** They take part in the rounds of all workloads, so that a busy machine is busy for both. */
export async function openLimits(threads: number, peers: readonly Peer[]): Promise<Limits> {
  const sgemm = await openLimit("sgemm", "flops", { threads, peers });
  const copy = await openLimit("copy", "bytes", { threads, peers });
  return {
    ...{ sgemm, copy },
    close() {
      sgemm.close();
      copy.close();
    },
  };
}

interface LimitOptions {
  readonly threads: number;
  readonly peers: readonly Peer[];
}

async function openLimit(
  workload: "sgemm" | "copy",
  counted: "flops" | "bytes",
  { threads, peers }: LimitOptions,
) {
  const { ours, others, close } = await startAll(workload, { threads }, peers);
  const all = [ours, ...others];
  const runs = all.map(({ run }) => run);
  const times = await compete(runs, { rounds: 5, steps: STEPS });
  const best = times.map((each) => Math.min(...each));
  const least = Math.min(...best);
  const run = runs[best.indexOf(least)]!;
  const amount = ours.facts[counted];
  return { amount, rate: amount / least, run: () => run(STEPS), close };
}
