/** @file The processor's time of a training step of each optimizer on each problem. */

import { loadStudy, openProblem, type Problem } from "@glissade/lab";
import { configure, optim } from "glissade";
import { studyOf } from "./problems.ts";
import type { Board } from "./results.ts";

/** Seconds of a step by problem and optimizer. */
export type Times = Readonly<Record<string, Readonly<Record<string, number>>>>;

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

/** The least of some rounds, in which the optimizers take turns; one thread. */
export async function measure(
  { problem: name, arms }: Board,
  data: string | undefined,
): Promise<Times[string]> {
  configure({ threads: 1 });
  const study = await loadStudy(studyOf(name));
  const problem = await openProblem({ ...study, ...(data !== undefined && { data }) });
  const least = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++)
    for (const { name: arm, optimizer } of arms) {
      const seconds = await stepSeconds(problem, optimizer);
      least.set(arm, Math.min(seconds, least.get(arm) ?? Number.POSITIVE_INFINITY));
    }
  return Object.fromEntries([...least].map(([arm, seconds]) => [arm, Number(seconds.toPrecision(4))]));
}
