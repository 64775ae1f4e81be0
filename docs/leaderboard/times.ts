/** @file The processor's time of a training step of each optimizer on each problem. */

import { loadStudy, openProblem } from "@glissade/lab";
import { leastStepSeconds } from "../step-times.ts";
import { studyOf } from "./problems.ts";
import type { Board } from "./results.ts";

/** Seconds of a step by problem and optimizer. */
export type Times = Readonly<Record<string, Readonly<Record<string, number>>>>;

export async function measure(
  { problem: name, arms }: Board,
  data: string | undefined,
): Promise<Times[string]> {
  const study = await loadStudy(studyOf(name));
  const problem = await openProblem({ ...study, ...(data !== undefined && { data }) });
  const least = await leastStepSeconds(problem, arms);
  return Object.fromEntries([...least].map(([arm, seconds]) => [arm, Number(seconds.toPrecision(4))]));
}
