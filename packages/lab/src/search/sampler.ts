/** @file Searches: a method, a space and a number of trials. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../checks.ts";
import { requireInteger, requireOneOf } from "../stats/arguments.ts";
import type { Better } from "../stats/score-table.ts";
import { extremesOf, isInside } from "./axis.ts";
import { methods, type Plan, type Question, type SearchMethod } from "./methods.ts";
import { readSpace } from "./read-space.ts";
import type { Range, Space, Values } from "./space.ts";
import { MAX_SEED } from "./streams.ts";
import { requireTrials, type ScoredTrial } from "./trial.ts";

/** All of them. */
export const searchMethods = Object.keys(methods) as readonly SearchMethod[];

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

/**
 * The trials of a search. `"grid"` is every combination of the values of grids; `"random"` is independent draws;
 * `"sobol"` and `"halton"` spread scrambled quasi-random points more evenly than these, Sobol best for powers of two;
 * `"tpe"` tries ten points of `"sobol"` and then, with Parzen estimators (Bergstra et al. 2011), values like the best
 * tenth of the trials so far. The same seed and history give the same values on every machine. A trial that still runs
 * may be in the history of `"tpe"` with the score `null`, so that no other worker tries its neighbourhood too.
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
  requireOneOf("sampler(method)", method, searchMethods);
  const question = readQuestion(space, options);
  const plan: Plan = methods[method].plan(question);
  const trials = countTrials(options.trials, plan.count);
  return {
    method,
    trials,
    valuesOf(k, history = []) {
      requireIndex(k, trials);
      requireTrials("valuesOf(history)", history);
      return plan.valuesOf(k, history);
    },
  };
}

function readQuestion(given: Space, options: SamplerOptions): Question {
  requireOptions("sampler", options, { optional: ["trials", "seed", "better", "beyond"] });
  const { seed = 0, better = "lower", beyond } = options;
  requireSeed(seed);
  requireOneOf("sampler({ better })", better, ["lower", "higher"]);
  const space = readSpace("sampler(space)", given);
  return {
    space,
    seed,
    better,
    beyond: beyond && requireSmaller(readSpace("sampler({ beyond })", beyond), space),
  };
}

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
