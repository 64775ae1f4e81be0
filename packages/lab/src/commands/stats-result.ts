/** @file What `glissade stats` says of two samples. */

import { bootstrapInterval } from "../stats/bootstrap.ts";
import { caveatsOf } from "../stats/caveats.ts";
import { compareSamples, type SampleComparison } from "../stats/compare.ts";
import { comparePairs, type PairComparison } from "../stats/compare-pairs.ts";
import { describeSample } from "../stats/describe.ts";
import { equivalenceTest } from "../stats/equivalence.ts";
import type { MannWhitneyMethod } from "../stats/mann-whitney.ts";
import { permutationTest } from "../stats/permutation.ts";
import type { NamedSummary, StatsResult } from "../stats/table.ts";
import { varghaDelaney } from "../stats/vargha-delaney.ts";

/** A sample and the file that it is from. */
export interface NamedSample {
  readonly file: string;
  readonly values: Float64Array;
}

export interface Questions {
  readonly method: MannWhitneyMethod;
  readonly paired: boolean;
  /** Of the equivalence test, where one is asked for. */
  readonly margin?: number;
}

const summaryOf = ({ file, values }: NamedSample): NamedSummary => ({
  file,
  ...describeSample(values),
  bootstrap: bootstrapInterval(values),
});

/** Pairs without a difference. */
const zerosOf = (tests: SampleComparison | PairComparison): number =>
  "wilcoxon" in tests ? (tests.wilcoxon?.zeros ?? 0) : 0;

/** Every test between two samples, or between their pairs. */
export function statsResult(a: NamedSample, b: NamedSample, questions: Questions): StatsResult {
  const { method, paired, margin } = questions;
  const [x, y] = [a.values, b.values];
  const tests = paired
    ? comparePairs(x, y)
    : {
        ...compareSamples(x, y, { method }),
        permutation: permutationTest(x, y),
        varghaDelaney: varghaDelaney(x, y),
      };
  return {
    a: summaryOf(a),
    b: summaryOf(b),
    ...tests,
    ...(margin === undefined ? {} : { equivalence: equivalenceTest(x, y, { margin, paired }) }),
    caveats: caveatsOf({ n: x.length, m: y.length, paired, zeros: zerosOf(tests) }),
  };
}
