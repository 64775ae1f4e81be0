/** @file The processor's time of a training step, for pages. */

import type { Problem } from "@glissade/lab";
import { configure, optim } from "glissade";

/** A multiple of ten, the interval at which SOAP turns its bases. */
export const STEPS = 30;
export const ROUNDS = 2;

/** Seconds that this process had of a processor since `before`. */
function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Without the first step, which compiles. */
async function stepSeconds(problem: Problem, text: string): Promise<number> {
  let before = process.cpuUsage();
  let seconds = 0;
  for await (const { type, step } of problem.train({
    optimizer: optim.parse(text).optimizer,
    seed: 1,
    steps: STEPS + 1,
  })) {
    if (type === "step" && step === 1) before = process.cpuUsage();
    if (type === "step") seconds = secondsSince(before) / Math.max(1, step - 1);
  }
  return seconds;
}

/** Seconds by the names of optimizers: the least of some rounds, in which these take turns; one thread. */
export async function leastStepSeconds(
  problem: Problem,
  arms: readonly { readonly name: string; readonly optimizer: string }[],
): Promise<ReadonlyMap<string, number>> {
  configure({ threads: 1 });
  const least = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, optimizer } of arms) {
      const seconds = await stepSeconds(problem, optimizer);
      least.set(name, Math.min(seconds, least.get(name) ?? Number.POSITIVE_INFINITY));
    }
  return least;
}
