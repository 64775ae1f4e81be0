/** @file Two arms about to be compared: their samples in one metric and statistic. */

import type { metrics } from "glissade";
import { found, hasLost, type LostSamples, type Samples, wholePairs } from "./lost.ts";
import type { ArmResult, Design } from "./result.ts";
import { directionOf, isTime, type Outcome, outcomesOf, type StatisticQuestion } from "./statistics.ts";

export interface CompareQuestion extends StatisticQuestion {
  readonly design: Design;
  /** Whether to run permutation tests, which take a while. */
  readonly permutation: boolean;
}

/** The samples of two arms, with lost runs and without. */
export interface Compared extends CompareQuestion {
  readonly samples: LostSamples;
  /** What means are of: whole pairs, or the runs with a value. */
  readonly values: Samples;
  readonly direction: metrics.Better;
  /** Whether means say something: not of times to a target that some run did not reach. */
  readonly hasMeans: boolean;
}

/** Reads the samples of two arms. */
export function toCompared(a: ArmResult, b: ArmResult, question: CompareQuestion): Compared {
  const { design, statistic } = question;
  const outcomes = [outcomesOf(a.runs, question), outcomesOf(b.runs, question)] as const;
  const [inA, inB] = design === "paired" ? pairsOf(...outcomes) : outcomes;
  const samples = { a: inA.map(({ value }) => value), b: inB.map(({ value }) => value) };
  return {
    ...question,
    samples,
    values: design === "paired" ? wholePairs(samples) : { a: found(samples.a), b: found(samples.b) },
    direction: directionOf(question),
    hasMeans: !(isTime(statistic) && hasLost(samples)),
  };
}

/** The same from the other side. */
export const turn = ({ samples, values, ...rest }: Compared): Compared => ({
  ...rest,
  samples: { a: samples.b, b: samples.a },
  values: { a: values.b, b: values.a },
});

type Outcomes = readonly Outcome[];

/** The outcomes of the seeds that both arms have, in one order. */
function pairsOf(a: Outcomes, b: Outcomes): readonly [Outcomes, Outcomes] {
  const bySeed = new Map(b.map((outcome) => [outcome.seed, outcome]));
  const both = a.filter(({ seed }) => bySeed.has(seed));
  return [both, both.map(({ seed }) => bySeed.get(seed)!)];
}
