/** @file The tests of a difference that fit its design, the one that counts first. */

import { mannWhitneyTest } from "../stats/mann-whitney.ts";
import { pairedTest } from "../stats/paired-t.ts";
import { permutationTest } from "../stats/permutation.ts";
import { type TTest, welchTest } from "../stats/t-test.ts";
import { wilcoxonTest } from "../stats/wilcoxon.ts";
import type { Compared } from "./compared.ts";
import { found, hasLost, type LostSamples, type Samples, toPairDifferences, toRanks } from "./lost.ts";
import type { DifferenceTest } from "./result.ts";

export type PlainTest = Omit<DifferenceTest, "adjustedP">;

/**
 * None below two runs, and where an arm has no value at all: that needs no test, and would weaken those of other pairs.
 * Pairs: paired t, Wilcoxon, permutation of signs; independent runs: Welch, Mann-Whitney, permutation of labels. Means say
 * nothing of lost runs, so that ranks, in which these are the worst, count first where there are any.
 */
export function testsOf(compared: Compared): readonly PlainTest[] {
  const { samples } = compared;
  if (isTooFew(samples.a) || isTooFew(samples.b)) return [];
  const rankTest = compared.design === "paired" ? wilcoxon(compared) : mannWhitney(compared);
  const t = tTest(compared);
  if (hasLost(samples)) return [...rankTest, ...(compared.hasMeans ? t : [])];
  return [...t, ...rankTest, ...(compared.permutation ? permutation(compared) : [])];
}

const isTooFew = (sample: LostSamples["a"]): boolean => sample.length < 2 || found(sample).length === 0;

function tTest({ design, values, hasMeans }: Compared): readonly PlainTest[] {
  if (!hasMeans) return [];
  return design === "paired"
    ? named("paired t", pairedTest(values.a, values.b))
    : named("Welch", welchTest(values.a, values.b));
}

const named = (name: PlainTest["name"], test: TTest | null): readonly PlainTest[] =>
  test ? [{ name, statistic: test.t, df: test.df, p: test.p }] : [];

function wilcoxon({ samples, direction }: Compared): readonly PlainTest[] {
  const differences = toPairDifferences(samples, direction);
  const test = wilcoxonTest(
    differences,
    differences.map(() => 0),
  );
  return test ? [{ name: "Wilcoxon", statistic: test.w, method: test.method, p: test.p }] : [];
}

function mannWhitney({ samples, direction }: Compared): readonly PlainTest[] {
  const { a, b } = toRanks(samples, direction);
  const test = isConstant({ a, b }) ? null : mannWhitneyTest(a, b);
  return test ? [{ name: "Mann-Whitney", statistic: test.u, method: test.method, p: test.p }] : [];
}

function permutation({ design, values }: Compared): readonly PlainTest[] {
  const test = isConstant(values)
    ? null
    : permutationTest(values.a, values.b, { paired: design === "paired" });
  return test ? [{ name: "permutation", statistic: null, method: test.method, p: test.p }] : [];
}

/** Whether there is nothing to test. */
const isConstant = ({ a, b }: Samples): boolean => new Set([...a, ...b]).size < 2;
