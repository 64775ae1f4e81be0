/** @file Looks at a study while its runs come in, and the levels that keep them honest. */

import { spendingBoundaries } from "../stats/alpha-spending.ts";
import type { ArmDifference, Looks } from "./result.ts";

/** A difference whose adjusted p-value is below this counts as shown, where a study is looked at once. */
export const LEVEL = 0.05;

interface Planned {
  readonly looks: number;
  readonly runs: number;
}

/** After how many runs of each arm the arms are compared. */
export const lookRuns = ({ looks, runs }: Planned): readonly number[] => [
  ...new Set(Array.from({ length: looks }, (_, look) => Math.ceil(((look + 1) * runs) / looks))),
];

/** Where a study stands whose arms have so many runs. Between looks nothing is judged: that would be another look. */
export function looksAt(planned: Planned, done: readonly number[]): Looks {
  const ends = lookRuns(planned);
  const least = done.length > 0 ? Math.min(...done) : 0;
  const reached = ends.filter((runs) => runs <= least).length;
  const isLook = reached > 0 && done.every((runs) => runs === ends[reached - 1]);
  const boundaries = spendingBoundaries(ends.map((runs) => runs / planned.runs));
  return { planned: ends, reached, level: isLook ? boundaries[reached - 1]!.level : 0 };
}

interface Judged {
  readonly metric: string;
  readonly looks: Looks | null;
  readonly differences: readonly ArmDifference[];
}

/** A difference with an adjusted p-value below this is called shown. */
export const levelOf = ({ looks }: Pick<Judged, "looks">): number => looks?.level ?? LEVEL;

/** Whether one arm is shown to be better than all others. */
export function isDecided({ metric, differences, ...result }: Judged): boolean {
  const own = differences.filter((difference) => difference.metric === metric);
  const shown = own.filter(({ tests }) => (tests[0]?.adjustedP ?? 1) < levelOf(result));
  const arms = new Set(own.flatMap(({ a, b }) => [a, b]));
  return [...arms].some((arm) => shown.filter(({ a }) => a === arm).length === arms.size - 1);
}
