/** @file Successive halving: which trials are worth more of the budget. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../checks.ts";
import { requireInteger, requireOneOf, requirePositive } from "../stats/arguments.ts";
import type { Better } from "../stats/score-table.ts";
import { costOf } from "./trial.ts";

export interface HalvingOptions {
  /** η: one in so many trials goes on from each rung; 4 by default. */
  readonly reduction?: number;
  /** The budget of the first rung, in steps, epochs or whatever the whole budget is in. */
  readonly grace: number;
  /** Which scores are good ones; `"lower"` by default. */
  readonly better?: Better;
}

/** A rule that stops trials early. */
export interface SuccessiveHalving {
  /** The budgets, below a whole one, after which trials are judged: grace · ηᵏ. */
  rungs(budget: number): readonly number[];
  /**
   * Whether a trial goes on from a rung: it is among the best 1/η of those that have been there, itself included, or
   * the best of fewer than η. `others` are the scores of the others there; `null` and NaN are the worst.
   */
  goesOn(score: number | null, others: readonly (number | null)[]): boolean;
  /** What a reader of the results must know. */
  readonly warning: string;
}

export const HALVING_WARNING =
  "Successive halving favours fast starters: a small learning rate, a long warm-up " +
  "or much regularisation may be best at the end and is stopped before. Do not compare optimizers by it without running " +
  "the best of each to the end";

/**
 * The asynchronous rule of Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht and Talwalkar ("A System for Massively
 * Parallel Hyperparameter Tuning", 2018, arXiv 1810.05934) for trials that decide at once: no trial waits for a rung to be
 * full, so early trials go on more easily than late ones, and the order of the trials decides with.
 *
 * @example
 * const { rungs, goesOn } = successiveHalving({ reduction: 4, grace: 100 });
 * rungs(10_000); // [100, 400, 1600, 6400]
 * goesOn(0.5, [0.7, 0.9, 0.6]); // true
 * goesOn(0.8, [0.7, 0.9, 0.6]); // false
 */
export function successiveHalving(options: HalvingOptions): SuccessiveHalving {
  requireOptions("successiveHalving", options, { needed: ["grace"], optional: ["reduction", "better"] });
  const { reduction = 4, grace, better = "lower" } = options;
  requireInteger("successiveHalving({ reduction })", reduction, 2);
  requirePositive("successiveHalving({ grace })", grace);
  requireOneOf("successiveHalving({ better })", better, ["lower", "higher"]);
  return {
    rungs(budget) {
      requirePositive("rungs(budget)", budget);
      const found: number[] = [];
      for (let rung = grace; rung < budget; rung *= reduction) found.push(rung);
      return found;
    },
    goesOn(score, others) {
      requireScore("goesOn(score)", score);
      for (const [at, other] of others.entries()) requireScore(`goesOn(others)[${at}]`, other);
      const cost = costOf(score, better);
      if (cost === Infinity) return false;
      const places = Math.max(1, Math.floor((others.length + 1) / reduction));
      return others.filter((other) => costOf(other, better) < cost).length < places;
    },
    warning: HALVING_WARNING,
  };
}

function requireScore(where: string, score: unknown): void {
  if (score === null || typeof score === "number") return;
  throw new ArgumentError({ where, rule: `must be a number or null, got ${show(score)}` });
}
