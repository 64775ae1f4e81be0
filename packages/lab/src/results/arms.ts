/** @file The arms of a result: their optimizers, and what was tried for them. */

import { isDeepStrictEqual } from "node:util";
import type { metrics } from "glissade";
import { type DescribedArm, optimizerOfArm } from "../rows/arms.ts";
import { searchedOf } from "../rows/configuration.ts";
import { bestOf, finalsOf, trialsOf } from "../rows/trials.ts";
import type { Configuration, RunRecord } from "../store/store.ts";
import type { TrialResult } from "./result.ts";

export interface ReadArm {
  readonly name: string;
  readonly optimizer: string;
  readonly finals: readonly RunRecord[];
  readonly trials: readonly TrialResult[];
}

interface Choosing {
  readonly described: readonly DescribedArm[];
  readonly metric: string;
  readonly better: Readonly<Record<string, metrics.Better>>;
}

/** Arms in the order of the study, or of their first runs; without those that have neither runs nor trials. */
export function readArms(records: readonly RunRecord[], choosing: Choosing): readonly ReadArm[] {
  const { described } = choosing;
  const known = records.map(({ configuration }) => configuration.arm);
  const names = new Set([
    ...described.map(({ name }) => name).filter((name) => known.includes(name)),
    ...known,
  ]);
  const finals = finalsOf(records, choosing);
  return [...names].map((name) => {
    const own = records.filter(({ configuration }) => configuration.arm === name);
    const ownFinals = finals.filter(({ configuration }) => configuration.arm === name);
    const arm = described.find((each) => each.name === name);
    return { name, finals: ownFinals, ...choiceOf(own, ownFinals[0]?.configuration, { ...choosing, arm }) };
  });
}

interface Chooser extends Choosing {
  readonly arm: DescribedArm | undefined;
}

/** The optimizer of the final runs, or of the best trial where all have ended, and all trials. */
function choiceOf(
  own: readonly RunRecord[],
  final: Configuration | undefined,
  { arm, metric, better }: Chooser,
): Pick<ReadArm, "optimizer" | "trials"> {
  const { configuration } = own[0]!;
  const trials = trialsOf(own, configuration.arm, metric);
  const hasEnded = trials.every(({ isComplete }) => isComplete);
  const best = final ? searchedOf(final) : hasEnded ? bestOf(trials, better[metric])?.values : undefined;
  const chosen =
    final ?? own.find((run) => isDeepStrictEqual(searchedOf(run.configuration), best))?.configuration;
  return {
    optimizer:
      !chosen && arm && !arm.isFunction ? arm.optimizer : optimizerOfArm(arm, chosen ?? configuration),
    trials: trials.map((trial) => ({
      ...trial,
      chosen: trial.score !== null && isDeepStrictEqual(trial.values, best),
    })),
  };
}
