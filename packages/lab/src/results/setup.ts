/** @file What a study was made of, as its rows tell it. */

import type { DescribedArm } from "../rows/arms.ts";
import type { Description } from "../rows/description.ts";
import { TUNING } from "../store/stages.ts";
import type { RunRecord } from "../store/store.ts";
import type { StudySetup } from "./result.ts";

interface Rows extends Description {
  readonly described: readonly DescribedArm[];
  readonly records: readonly RunRecord[];
}

export function setupOf({ study, facts, described, records }: Rows): StudySetup {
  const arms = described.map(({ name, optimizer }) => ({ name, optimizer }));
  const [trials, finals] = [true, false].map((isTrial) =>
    records.filter(({ stage }) => (stage === TUNING) === isTrial),
  );
  return {
    steps: facts.steps > 0 ? facts.steps : null,
    scored: facts.scored ?? "test",
    origin: facts.origin ?? "trained",
    description: {
      ...(arms.length > 0 && { runs: mostRuns(finals!) }),
      ...study,
      ...(arms.length > 0 && { arms }),
    },
    seconds: { final: secondsOf(finals!), search: secondsOf(trials!) },
  };
}

/** Of one arm. */
function mostRuns(finals: readonly RunRecord[]): number {
  const counts = new Map<string, number>();
  for (const { configuration } of finals)
    counts.set(configuration.arm, (counts.get(configuration.arm) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

const secondsOf = (records: readonly RunRecord[]): number =>
  records.reduce((sum, { seconds }) => sum + seconds, 0);
