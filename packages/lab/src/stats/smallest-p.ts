/** @file The smallest p-value that a test can have with so many runs. */

import { requireOptions } from "../checks.ts";
import { requireInteger, requireOneOf } from "./arguments.ts";
import { choose } from "./relabelings.ts";

interface Sizes {
  readonly n: number;
  readonly m: number;
}

/** Two-sided, for samples without ties. */
const smallest = {
  "mann-whitney": ({ n, m }: Sizes) => 2 / choose(n + m, n),
  permutation: ({ n, m }: Sizes) => 2 / choose(n + m, n),
  wilcoxon: ({ n }: Sizes) => 2 / 2 ** n,
  "paired-permutation": ({ n }: Sizes) => 2 / 2 ** n,
  welch: () => 0,
  "paired-t": () => 0,
} as const;

export type SmallestPTest = keyof typeof smallest;

interface SmallestPOptions {
  /** Runs of one arm, or pairs. */
  readonly n: number;
  /** Runs of the other; n by default; pairs have none. */
  readonly m?: number;
}

/**
 * The smallest two-sided p-value of an exact test: where it is above your level, no outcome whatever can be significant.
 * Tests that count arrangements have one, 2 / (n+m choose n) of independent samples and 2 / 2^n of pairs; a t test has
 * none, 0, because it takes the values for normal ones. Adjusting for several comparisons raises it as all others.
 *
 * @example
 * smallestAttainableP("wilcoxon", { n: 5 }); // 0.0625
 */
export function smallestAttainableP(test: SmallestPTest, options: SmallestPOptions): number {
  requireOneOf("smallestAttainableP(test)", test, Object.keys(smallest));
  requireOptions("smallestAttainableP", options, { needed: ["n"], optional: ["m"] });
  const { n, m = n } = options;
  requireInteger("smallestAttainableP({ n })", n);
  requireInteger("smallestAttainableP({ m })", m);
  return Math.min(1, smallest[test]({ n, m }));
}
