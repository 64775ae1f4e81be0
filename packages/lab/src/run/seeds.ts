/** @file The seeds of a study's runs: all of them follow from the one of the study. */

import { hostRandom } from "glissade/data";
import type { Study } from "../study/study.ts";

type Seeds = Pick<Study, "seed" | "runs" | "pairing">;

/**
 * The seeds of an arm's final runs, of which more runs have more, and the same before. Paired arms share them, and with them
 * parameters at the start and batches; others have a stream of their own.
 */
export function seedsOf({ seed, runs, pairing }: Seeds, arm: number): readonly number[] {
  const random = hostRandom(pairing === "paired" ? seed : [seed % 2 ** 32, arm + 1]);
  return Array.from({ length: runs }, () => random.integer(2 ** 32));
}

/** The seeds of the runs of every trial: the same for all trials and arms, and none of the final ones. */
export function tuningSeedsOf(study: Seeds & Pick<Study, "search" | "arms">): readonly number[] {
  const final = new Set(study.arms.flatMap((_, arm) => seedsOf(study, arm)));
  const random = hostRandom(study.seed + 2 ** 31);
  const seeds: number[] = [];
  while (seeds.length < study.search.runs) {
    const next = random.integer(2 ** 32);
    if (!final.has(next)) seeds.push(next);
  }
  return seeds;
}
