/** @file Trials that are behind the others of their arm are stopped, where the study asks for it. */

import { validationKey } from "../rows/keys.ts";
import { successiveHalving } from "../search/successive-halving.ts";
import { TUNING } from "../store/stages.ts";
import type { RunRecord, Store } from "../store/store.ts";
import type { Study } from "../study/study.ts";
import type { Scored } from "./train-run.ts";

/** Says which trials go on. */
export interface Judge {
  /** The steps after which it is asked. */
  readonly rungs: readonly number[];
  goesOn(step: number, validation: Scored): Promise<boolean>;
}

interface Judged {
  readonly study: Pick<Study, "search" | "metric">;
  readonly run: RunRecord;
  readonly steps: number;
  readonly better: Readonly<Record<string, "higher" | "lower">>;
}

/**
 * Compares a trial with the trials of the same arm and seed in the store. Undefined where the run is not a trial, or the study
 * does not ask for halving.
 */
export function createJudge(store: Store, { study, run, steps, better }: Judged): Judge | undefined {
  const { search, metric } = study;
  if (!search.halving || run.stage !== TUNING) return undefined;
  const { rungs, goesOn } = successiveHalving({ ...search.halving, better: better[metric] ?? "higher" });
  const key = validationKey(metric);
  return {
    rungs: rungs(steps),
    async goesOn(step, validation) {
      const arms = [run.configuration.arm];
      const trials = await store.runs({ study: run.study, arms, stage: TUNING });
      const others = trials.filter(({ id, seed }) => id !== run.id && seed === run.seed);
      const runs = others.map(({ id }) => id);
      const curves = await store.curves({ runs, key, from: step, to: step });
      const scores = curves.flatMap(({ points }) => points.map(({ value }) => value));
      return goesOn(validation.find(([name]) => name === metric)?.[1] ?? null, scores);
    },
  };
}
