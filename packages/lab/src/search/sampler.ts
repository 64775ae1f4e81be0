/** @file Methods of a search: what its trials are. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../checks.ts";
import { requireInteger, requireOneOf } from "../stats/arguments.ts";
import type { Better } from "../stats/score-table.ts";
import { gridOf, isInside, numericOf, searched, valuesAt } from "./axis.ts";
import { gridTrials } from "./grid.ts";
import { scrambledHalton } from "./halton.ts";
import { readSpace } from "./read-space.ts";
import { type Sequence, scrambledSobol } from "./sobol.ts";
import type { Range, Space, Value, Values } from "./space.ts";
import { MAX_SEED, randomOf, STREAMS } from "./streams.ts";
import { isTried, propose, START_UP_TRIALS, trialsIn } from "./tpe.ts";
import { requireTrials, type ScoredTrial } from "./trial.ts";

/** Ways to choose trials. */
export const SEARCH_METHODS = ["grid", "random", "sobol", "halton", "tpe"] as const;

/** One of the ways to choose trials. */
export type SearchMethod = (typeof SEARCH_METHODS)[number];

export interface SamplerOptions {
  /** How many; a grid has as many as it has points. */
  readonly trials?: number;
  /** Of random numbers, from 0 to 2³¹ - 1; 0 by default. */
  readonly seed?: number;
  /** Which scores are good ones; `"lower"` by default. */
  readonly better?: Better;
  /** A smaller space that was searched before: only values outside of it are tried. */
  readonly beyond?: Space;
}

/** What each trial of a search tries. */
export interface Sampler {
  readonly method: SearchMethod;
  readonly trials: number;
  /**
   * The values of trial k, from 0. `history` are the trials so far: `"tpe"` learns from them, the others leave them
   * unread.
   */
  valuesOf(k: number, history?: readonly ScoredTrial[]): Values;
}

/** The values of a trial, once its options are known to be right. */
type ValuesOf = (k: number, history: readonly ScoredTrial[]) => Values;

interface Question {
  readonly space: Space;
  readonly seed: number;
  readonly better: Better;
  readonly beyond: Space | undefined;
}

/**
 * The trials of a search. `"grid"` is every combination of the values of grids; `"random"` is independent draws;
 * `"sobol"` and `"halton"` spread scrambled quasi-random points more evenly than these, Sobol best for powers of two;
 * `"tpe"` tries ten points of `"sobol"` and then, with Parzen estimators (Bergstra et al. 2011), values like the best
 * tenth of the trials so far. The same seed and history give the same values on every machine. A trial that still runs
 * may stand in the history of `"tpe"` with the score `null`, so that no other worker tries its neighbourhood too.
 *
 * @throws ArgumentError for a space or options that are none.
 *
 * @example
 * const space = { learningRate: { log: [0.01, 1] }, momentum: { choices: [0, 0.9] } } as const;
 * const grid = sampler("grid", space);
 * grid.trials; // 10
 * grid.valuesOf(3); // { learningRate: 0.0316228, momentum: 0.9 }
 */
export function sampler(method: SearchMethod, space: Space, options: SamplerOptions = {}): Sampler {
  requireOneOf("sampler(method)", method, SEARCH_METHODS);
  requireOptions("sampler", options, { optional: ["trials", "seed", "better", "beyond"] });
  const { seed = 0, better = "lower" } = options;
  requireSeed(seed);
  requireOneOf("sampler({ better })", better, ["lower", "higher"]);
  const question: Question = {
    space: readSpace("sampler(space)", space),
    seed,
    better,
    beyond: options.beyond && requireSmaller(readSpace("sampler({ beyond })", options.beyond), space),
  };
  const list =
    method === "grid" ? gridTrials(space).filter((values) => isBeyond(question, values)) : undefined;
  const trials = countTrials(options.trials, list?.length);
  const valuesOf = list
    ? (k: number) => list[k]!
    : methods[method as Exclude<SearchMethod, "grid">](question);
  return {
    method,
    trials,
    valuesOf(k, history = []) {
      requireIndex(k, trials);
      requireTrials("valuesOf(history)", history);
      return valuesOf(k, history);
    },
  };
}

const methods: { readonly [Method in Exclude<SearchMethod, "grid">]: (question: Question) => ValuesOf } = {
  random(question) {
    const { length } = searched(question.space);
    return alongSequence(question, (index) => {
      const random = randomOf(question.seed, STREAMS.random, index);
      return Array.from({ length }, () => random.uniform());
    });
  },
  sobol: (question) =>
    alongSequence(question, scrambledSobol(searched(question.space).length, question.seed)),
  halton: (question) =>
    alongSequence(question, scrambledHalton(searched(question.space).length, question.seed)),
  tpe(question) {
    const { space, seed, better } = question;
    const startUp = methods.sobol(question);
    return (k, history) => {
      const trials = trialsIn(space, history);
      if (trials.length < START_UP_TRIALS) return startUp(k, history);
      const random = randomOf(seed, STREAMS.tpe, k);
      return (
        propose(space, trials, { better, random }) ??
        untried(question, trials, (index) => startUp(k + index, history))
      );
    };
  },
};

/** Points of a sequence that are looked at for values that were not tried. */
const MOST_REPEATED = 256;

/** The first values of a sequence that were not tried; those that were, where all seem to be. */
function untried({ space }: Question, trials: readonly ScoredTrial[], at: (index: number) => Values): Values {
  for (let index = 0; index < MOST_REPEATED; index++) {
    const values = at(index);
    if (!isTried(space, trials, values)) return values;
  }
  return at(0);
}

/** Points of a sequence that may be left out before none is thought to be beyond the space searched before. */
const MOST_LEFT_OUT = 2 ** 18;

/** The points of a sequence that are beyond the space searched before, in their order. */
function alongSequence(question: Question, sequence: Sequence): ValuesOf {
  const at = (index: number) => valuesAt(question.space, sequence(index));
  if (!question.beyond) return at;
  return (k) => {
    let found = -1;
    for (let index = 0; index < MOST_LEFT_OUT; index++) {
      const values = at(index);
      if (isBeyond(question, values)) found++;
      if (found === k) return values;
    }
    throw new ArgumentError({
      where: "sampler({ beyond })",
      rule: `leaves too little of the space for trial ${k}`,
      fix: "Extend the space further, or ask for fewer trials",
    });
  };
}

const isBeyond = ({ beyond }: Question, values: Values): boolean =>
  beyond === undefined || Object.entries(beyond).some(([name, range]) => !isInside(range, values[name]));

/** Values that a range has and a smaller one may lack. */
const extremesOf = (range: Range): readonly Value[] => numericOf(range)?.interval ?? gridOf(range);

function requireSmaller(beyond: Space, space: Space): Space {
  const [names, known] = [Object.keys(beyond), Object.keys(space)];
  const [got, want] = [names.toSorted().join(", "), known.toSorted().join(", ")];
  if (got !== want) {
    throw new ArgumentError({
      where: "sampler({ beyond })",
      rule: `must have the hyper-parameters of the space, ${want}, got ${got}`,
    });
  }
  const isWider = ([name, range]: readonly [string, Range]) =>
    extremesOf(range).some((value) => !isInside(beyond[name]!, value));
  if (Object.entries(space).some(isWider)) return beyond;
  throw new ArgumentError({
    where: "sampler({ beyond })",
    rule: "must be smaller than the space, got all of it",
    fix: "Widen the space first, for example with extend()",
  });
}

function countTrials(given: number | undefined, points: number | undefined): number {
  if (points === undefined) {
    requireInteger("sampler({ trials })", given);
    return given;
  }
  if (given === undefined || given === points) return points;
  throw new ArgumentError({
    where: "sampler({ trials })",
    rule: `a grid has as many trials as points, ${points}, got ${show(given)}`,
    fix: "Leave trials out, or change points or perDecade",
  });
}

function requireSeed(seed: unknown): void {
  if (Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) <= MAX_SEED) return;
  throw new ArgumentError({
    where: "sampler({ seed })",
    rule: `must be an integer from 0 to ${MAX_SEED}, got ${show(seed)}`,
  });
}

function requireIndex(k: unknown, trials: number): void {
  if (Number.isInteger(k) && Number(k) >= 0 && Number(k) < trials) return;
  throw new ArgumentError({
    where: "valuesOf(k)",
    rule: `must be an integer from 0 to ${trials - 1}, got ${show(k)}`,
  });
}
