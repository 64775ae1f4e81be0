/** @file The numbers of the leaderboard's tables, from the runs that are kept. */

import { describeSample, firstReach } from "@glissade/lab";
import { median } from "../words.ts";
import { type Effect, effectsAgainst, type Losses } from "./effects.ts";
import { factsOf } from "./problems.ts";
import type { Board, BoardArm, BoardRun, Leaderboard } from "./results.ts";
import type { Times } from "./times.ts";

/** What others are compared with, and what sets the targets. */
export const REFERENCE = "AdamW";

/** The part of its steps after which the reference's mean loss of the validation is the target. */
export const TARGET_PART = 0.75;

export interface ArmScore extends Losses {
  readonly optimizer: string;
  /** Mean over the runs; one that did not finish counts with the loss of guessing. */
  readonly loss: number;
  readonly standardError: number | null;
  /** Mean over the runs, where the problem has it. */
  readonly accuracy: number | null;
  readonly lost: number;
  readonly runs: number;
  /** Against the reference; `null` for itself and without spread. */
  readonly effect: Effect | null;
  /** Runs that reached the target. */
  readonly reached: number;
  /** Median of the runs; infinite where most of them did not reach the target. */
  readonly stepsToTarget: number;
  readonly secondsToTarget: number;
  /** Of a processor. */
  readonly secondsPerStep: number;
}

export interface BoardScores {
  readonly board: Board;
  readonly target: number;
  /** Loss of a model that gives all classes or characters the same chance. */
  readonly guess: number;
  readonly arms: readonly ArmScore[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

const lossesOf = ({ name, runs }: BoardArm, guess: number): Losses => ({
  name,
  seeds: runs.map(({ seed }) => seed),
  losses: runs.map(({ loss }) => loss ?? guess),
});

function targetOf({ arms }: Board): number {
  const runs = arms.find(({ name }) => name === REFERENCE)?.runs ?? [];
  const losses = runs.flatMap(
    ({ validation }) => validation[Math.floor(TARGET_PART * validation.length)]?.[1] ?? [],
  );
  return mean(losses);
}

function stepsTo({ validation }: BoardRun, target: number): number {
  const points = validation.map(([step, value]) => ({ step, value }));
  return firstReach(points, { target, better: "lower" })?.step ?? Infinity;
}

/** Every number of a problem's table. */
export function scoresOf(board: Board, times: Times): BoardScores {
  const target = targetOf(board);
  const guess = Math.log(factsOf(board.problem).choices);
  const losses = board.arms.map((arm) => lossesOf(arm, guess));
  const reference = losses.find(({ name }) => name === REFERENCE);
  const effects: ReadonlyMap<string, Effect> = reference ? effectsAgainst(reference, losses) : new Map();
  const arms = board.arms.map((arm, index): ArmScore => {
    const own = losses[index]!;
    const effect = effects.get(arm.name) ?? null;
    return { ...own, ...statisticsOf(arm, own), ...timesOf(arm, target, times[board.problem]), effect };
  });
  return { board, target, guess, arms };
}

function statisticsOf({ optimizer, runs }: BoardArm, { losses }: Losses) {
  const accuracies = runs.flatMap(({ accuracy }) => accuracy ?? []);
  return {
    optimizer,
    loss: mean(losses),
    standardError: describeSample(losses).standardError,
    accuracy: accuracies.length > 0 ? mean(accuracies) : null,
    lost: runs.filter(({ status }) => status !== "done").length,
    runs: runs.length,
  };
}

function timesOf({ name, runs }: BoardArm, target: number, times: Times[string] = {}) {
  const reaches = runs.map((run) => stepsTo(run, target));
  const [stepsToTarget, secondsPerStep] = [median(reaches), times[name] ?? Number.NaN];
  const secondsToTarget = stepsToTarget * secondsPerStep;
  return { reached: reaches.filter(Number.isFinite).length, stepsToTarget, secondsToTarget, secondsPerStep };
}

/** Those of every problem. */
export const allScores = ({ boards, times }: Leaderboard): readonly BoardScores[] =>
  boards.map((board) => scoresOf(board, times));
