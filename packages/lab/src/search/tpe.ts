/** @file The tree-structured Parzen estimator: the next trial from the trials so far. */

import type { HostRandom } from "glissade/data";
import type { Better } from "../stats/score-table.ts";
import { isInside, searched } from "./axis.ts";
import { type Estimator, parzen } from "./parzen.ts";
import type { Space, Value, Values } from "./space.ts";
import { byCost, type ScoredTrial } from "./trial.ts";

/** Trials of a quasi-random sequence that come first. */
export const START_UP_TRIALS = 10;

/** Values that are drawn for each hyper-parameter, of which the best is taken. */
const CANDIDATES = 24;

/** The share of the trials that are good ones, and the most of them. */
const [GOOD_SHARE, MOST_GOOD] = [0.1, 25];

/** How often values that were tried before are drawn anew. */
const ATTEMPTS = 20;

/** Trials whose values are all ones of the space. */
export const trialsIn = (space: Space, history: readonly ScoredTrial[]): readonly ScoredTrial[] =>
  history.filter(({ values }) =>
    Object.entries(space).every(([name, range]) =>
      isInside(range, Object.hasOwn(values, name) ? values[name] : undefined),
    ),
  );

interface Proposal {
  readonly better: Better;
  readonly random: HostRandom;
}

/**
 * The values to try next (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for Hyper-Parameter Optimization", 2011): l is
 * the density of the best tenth of the trials and g that of the others, for each hyper-parameter by itself; of 24 values
 * drawn from l, the one with the largest l/g. None where all that were drawn have been tried.
 */
export function propose(
  space: Space,
  trials: readonly ScoredTrial[],
  { better, random }: Proposal,
): Values | undefined {
  const sorted = byCost(trials, better);
  const count = Math.min(Math.ceil(GOOD_SHARE * sorted.length), MOST_GOOD);
  const of = (some: readonly ScoredTrial[], name: string) => some.map(({ values }) => values[name]!);
  const pairs = searched(space).map(([name, range]) => ({
    name,
    good: parzen(range, of(sorted.slice(0, count), name)),
    others: parzen(range, of(sorted.slice(count), name)),
  }));
  const fixed = Object.entries(space).flatMap(([name, range]) =>
    "fixed" in range ? [[name, range.fixed] as const] : [],
  );
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const drawn = pairs.map(({ name, good, others }) => [name, best(good, others, random)] as const);
    const found = Object.fromEntries([...drawn, ...fixed]);
    if (!isTried(space, trials, found)) return inOrder(space, found);
  }
  return undefined;
}

function best(good: Estimator, others: Estimator, random: HostRandom): Value {
  const candidates = Array.from({ length: CANDIDATES }, () => good.draw(random));
  const gains = candidates.map((value) => good.logDensity(value) - others.logDensity(value));
  return candidates[gains.indexOf(Math.max(...gains))]!;
}

/** Whether a trial had the same values. */
export const isTried = (space: Space, trials: readonly ScoredTrial[], found: Values): boolean =>
  trials.some(({ values }) => Object.keys(space).every((name) => values[name] === found[name]));

const inOrder = (space: Space, values: Values): Values =>
  Object.fromEntries(Object.keys(space).map((name) => [name, values[name]!]));
