/** @file Differences of two optimizers on a problem, by pairs of the same seed. */

import { cohensD, holm, type MeanDifference, pairedDifference, pairedTest } from "@glissade/lab";

export interface Effect {
  readonly difference: MeanDifference;
  /** The difference of the means over the pooled deviation. */
  readonly d: number | null;
  /** Of the paired t test. */
  readonly p: number;
}

/** The losses of an optimizer's runs. */
export interface Losses {
  readonly name: string;
  readonly seeds: readonly number[];
  readonly losses: readonly number[];
}

/** Nothing below two pairs, and where all differences are equal. */
export function effectOf(own: Losses, base: Losses): Effect | null {
  const seeds = own.seeds.filter((seed) => base.seeds.includes(seed));
  const [a, b] = [own, base].map((arm) => seeds.map((seed) => arm.losses[arm.seeds.indexOf(seed)]!));
  if (seeds.length < 2) return null;
  const difference = pairedDifference(a!, b!);
  const test = pairedTest(a!, b!);
  return difference && test && { difference, d: cohensD(a!, b!), p: test.p };
}

/**
 * Of all against one of them, p adjusted by Holm. The differences of a study's result are of every two arms, and adjusted for
 * as many.
 */
export function effectsAgainst(base: Losses, all: readonly Losses[]): ReadonlyMap<string, Effect> {
  const found = all.flatMap((own) => {
    const effect = own === base ? null : effectOf(own, base);
    return effect ? [[own.name, effect] as const] : [];
  });
  const adjusted = holm(found.map(([, { p }]) => p));
  return new Map(found.map(([name, effect], index) => [name, { ...effect, p: adjusted[index]! }]));
}
