/** @file What a study was made of, as its rows tell it. */

import type { DescribedArm } from "../rows/arms.ts";
import type { Description } from "../rows/description.ts";
import type { RunRecord } from "../store/store.ts";
import type { StudySetup } from "./result.ts";

interface Rows extends Description {
  readonly described: readonly DescribedArm[];
  readonly finals: readonly RunRecord[];
  readonly trials: readonly RunRecord[];
}

export function setupOf({ study, facts, described, finals, trials }: Rows): StudySetup {
  const arms = described.map(({ name, optimizer, space }) => ({ name, optimizer, ...(space && { space }) }));
  return {
    steps: facts.steps > 0 ? facts.steps : null,
    scored: facts.scored ?? "test",
    origin: facts.origin ?? "trained",
    description: JSON.parse(JSON.stringify({ ...study, ...(arms.length > 0 && { arms }) })),
    seconds: { final: secondsOf(finals), search: secondsOf(trials) },
  };
}

const secondsOf = (records: readonly RunRecord[]): number =>
  records.reduce((sum, { seconds }) => sum + seconds, 0);
