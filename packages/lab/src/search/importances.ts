/** @file How much each hyper-parameter matters for the score. */

import { requireOptions } from "../checks.ts";
import { requireOneOf } from "../stats/arguments.ts";
import { mean, sum } from "../stats/moments.ts";
import { rank } from "../stats/ranks.ts";
import type { Better } from "../stats/score-table.ts";
import type { Value } from "./space.ts";
import { costOf, isFailed, requireTrials, type ScoredTrial } from "./trial.ts";

export interface ImportanceOptions {
  /** What is explained: the ranks of the scores, by default, or the scores. */
  readonly of?: "ranks" | "scores";
  /** Which scores are good ones; `"lower"` by default. */
  readonly better?: Better;
}

/** The importance of one hyper-parameter. */
export interface ParameterImportance {
  readonly name: string;
  /** The share of the variance that it explains by itself, from 0 to 1. */
  readonly importance: number;
  /** Groups of equal or neighbouring values whose means were compared. */
  readonly groups: number;
}

/** The importance of each, and what it rests on. */
export interface Importances {
  /** From the most important on; those with one value in all trials are left out. */
  readonly parameters: readonly ParameterImportance[];
  /** What none explains by itself: joint effects and chance. */
  readonly rest: number;
  readonly trials: number;
  /** Trials without a score, which count as the worst one. */
  readonly failed: number;
  readonly of: "ranks" | "scores";
}

/** Fewer say nothing. */
const FEWEST_TRIALS = 8;

/**
 * The main effect of each hyper-parameter: the share of the variance of the score that lies between groups of trials with
 * equal or neighbouring values, the correlation ratio, without the part that groups of so many chance scores have (Kelley,
 * "An Unbiased Correlation Ratio Measure", 1935). It estimates Sobol's first-order index from trials as they are
 * (Plischke, Borgonovo and Smith, "Global sensitivity measures from given data", 2013), which is also what the main
 * effects of a functional analysis of variance are (Hutter, Hoos and Leyton-Brown, "An Efficient Approach for Assessing
 * Hyperparameter Importance", 2014). Ranks, unlike scores, are not all about how badly the worst trials failed. Numbers
 * are grouped in √n groups of equal size; a trial without a score is as bad as the worst. It is about the trials given:
 * a hyper-parameter hardly varied is hardly important, and trials of `"tpe"` gather where the score is good.
 *
 * `null` for fewer than eight trials, and where all scores are equal.
 *
 * @example
 * const trials = Array.from({ length: 36 }, (_, k) => {
 *   const values = { learningRate: Math.floor(k / 6), momentum: k % 6 };
 *   return { values, score: 10 * values.learningRate + values.momentum };
 * });
 * importances(trials)?.parameters.map(({ name }) => name); // ["learningRate", "momentum"]
 */
export function importances(
  trials: readonly ScoredTrial[],
  options: ImportanceOptions = {},
): Importances | null {
  requireTrials("importances(trials)", trials);
  requireOptions("importances", options, { optional: ["of", "better"] });
  const { of = "ranks", better = "lower" } = options;
  requireOneOf("importances({ of })", of, ["ranks", "scores"]);
  requireOneOf("importances({ better })", better, ["lower", "higher"]);
  const costs = finiteCosts(trials, better);
  if (trials.length < FEWEST_TRIALS || costs.every((cost) => cost === costs[0])) return null;
  const responses = of === "ranks" ? rank(costs).ranks : costs;
  const names = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
  const parameters = names
    .map((name) => {
      const values = trials.map(({ values }) => (Object.hasOwn(values, name) ? values[name]! : null));
      const groups = groupsOf(values);
      return { name, importance: explained(responses, groups), groups: new Set(groups).size };
    })
    .filter(({ groups }) => groups > 1)
    .toSorted((a, b) => b.importance - a.importance);
  const rest = Math.max(0, 1 - parameters.reduce((total, { importance }) => total + importance, 0));
  return { parameters, rest, trials: trials.length, failed: trials.filter(isFailed).length, of };
}

/** A failed trial is as bad as the worst. */
function finiteCosts(trials: readonly ScoredTrial[], better: Better): Float64Array {
  const costs = trials.map(({ score }) => costOf(score, better));
  const worst = costs.reduce(
    (most, cost) => (Number.isFinite(cost) ? Math.max(most, cost) : most),
    -Infinity,
  );
  return Float64Array.from(costs, (cost) => Math.min(cost, worst));
}

/** The group of each value: equal values are together, and of many different numbers neighbours are. */
function groupsOf(values: readonly Value[]): readonly number[] {
  const distinct = [...new Set(values)];
  const most = Math.floor(Math.sqrt(values.length));
  const isContinuous = distinct.length > most && values.every((value) => typeof value === "number");
  if (!isContinuous) return values.map((value) => distinct.indexOf(value));
  // Equal numbers share their mean rank, and so their group.
  return Array.from(rank(values.map(Number)).ranks, (place) =>
    Math.min(Math.floor(((place - 0.5) * most) / values.length), most - 1),
  );
}

/** ε² = 1 - (1 - η²)(n - 1)/(n - k), where η² is the share of the variance between the means of k groups. */
function explained(responses: Float64Array, groups: readonly number[]): number {
  const n = responses.length;
  const distinct = [...new Set(groups)];
  const k = distinct.length;
  if (k < 2 || k >= n) return 0;
  const within = distinct.reduce(
    (total, group) => total + squares(responses.filter((_, at) => groups[at] === group)),
    0,
  );
  return Math.max(0, 1 - (within / squares(responses)) * ((n - 1) / (n - k)));
}

/** Σ (v - mean)² */
function squares(values: Float64Array): number {
  const center = mean(values);
  return sum(values, (value) => (value - center) ** 2);
}
