/** @file Trials of a search, and which of them are better. */

import { ArgumentError } from "glissade";
import { show } from "../checks.ts";
import type { Better } from "../stats/score-table.ts";
import type { Values } from "./space.ts";

/** Values that were tried, and how good they were. */
export interface ScoredTrial {
  readonly values: Values;
  /** One that is no finite number, of a run that failed or diverged, is worse than all others. */
  readonly score: number | null;
}

/** Of a trial that has no score. */
export const isFailed = ({ score }: ScoredTrial): boolean => !Number.isFinite(score);

/** What a search makes small. */
export function costOf(score: number | null, better: Better): number {
  if (score === null || !Number.isFinite(score)) return Infinity;
  return better === "lower" ? score : -score;
}

/** Trials from the best to the worst; equal ones stay in their order. */
export function byCost(trials: readonly ScoredTrial[], better: Better): readonly ScoredTrial[] {
  const costs = new Map(trials.map((trial) => [trial, costOf(trial.score, better)]));
  // Infinity minus itself is no number, and stands for equal here.
  return trials.toSorted((a, b) => costs.get(a)! - costs.get(b)! || 0);
}

/** Throws unless the value is an object from names to values. */
export function requireValues(where: string, values: unknown): asserts values is Values {
  if (typeof values === "object" && values !== null && !Array.isArray(values)) return;
  throw new ArgumentError({
    where,
    rule: `must be an object from names of hyper-parameters to values, got ${show(values)}`,
  });
}

/** Throws unless all are trials. */
export function requireTrials(where: string, trials: unknown): asserts trials is readonly ScoredTrial[] {
  if (!Array.isArray(trials)) {
    throw new ArgumentError({ where, rule: `must be a list of trials, got ${show(trials)}` });
  }
  const at = trials.findIndex((trial) => !isTrial(trial));
  if (at < 0) return;
  throw new ArgumentError({
    where: `${where}[${at}]`,
    rule: `must be { values, score }, the score a number or null, got ${show(trials[at])}`,
  });
}

function isTrial(value: unknown): value is ScoredTrial {
  if (typeof value !== "object" || value === null || !("values" in value) || !("score" in value))
    return false;
  const { values, score } = value;
  return typeof values === "object" && values !== null && (score === null || typeof score === "number");
}
