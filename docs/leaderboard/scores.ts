/** @file The numbers of the leaderboard's tables, from the runs that are kept. */

import {
  cohensD,
  describeSample,
  holm,
  type MeanDifference,
  pairedDifference,
  pairedTest,
} from "@glissade/lab";
import { median } from "../claims/words.ts";
import type { Board, BoardArm, BoardRun, Leaderboard } from "./results.ts";
import type { Times } from "./times.ts";

/** What others are compared with, and what sets the targets. */
export const REFERENCE = "AdamW";

/** The part of its steps after which the reference's mean loss of the validation is the target. */
export const TARGET_PART = 0.75;

export interface ArmScore {
  readonly name: string;
  readonly optimizer: string;
  /** Mean over the runs; one that did not finish counts with the loss of guessing. */
  readonly loss: number;
  readonly standardError: number | null;
  /** Mean over the runs, where the problem has it. */
  readonly accuracy: number | null;
  /** Of each run. */
  readonly losses: readonly number[];
  readonly lost: number;
  readonly runs: number;
  /** Against the reference, by pairs of the same seed; `null` for itself and without spread. */
  readonly effect: Effect | null;
  /** Runs that reached the target. */
  readonly reached: number;
  /** Median of the runs; infinite where most of them did not reach the target. */
  readonly stepsToTarget: number;
  readonly secondsToTarget: number;
  /** Of a processor. */
  readonly secondsPerStep: number;
}

export interface Effect {
  readonly difference: MeanDifference;
  /** The difference of the means over the pooled deviation. */
  readonly d: number | null;
  /** Of the paired t test, adjusted by Holm for all optimizers of the problem. */
  readonly p: number;
}

export interface BoardScores {
  readonly board: Board;
  readonly target: number;
  /** Loss of guessing. */
  readonly guess: number;
  readonly arms: readonly ArmScore[];
}

/** Loss of a model that gives all classes or characters the same chance. */
function guessOf({ arms, about }: Board): number {
  const hasAccuracy = arms.some(({ runs }) => runs.some(({ accuracy }) => accuracy !== null));
  return Math.log(hasAccuracy ? 10 : Number(/of (\d+) kinds/.exec(about)?.[1] ?? 65));
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

const lossesOf = ({ runs }: BoardArm, guess: number): readonly number[] =>
  runs.map(({ loss }) => loss ?? guess);

function targetOf({ arms }: Board): number {
  const runs = arms.find(({ name }) => name === REFERENCE)?.runs ?? [];
  const losses = runs.flatMap(
    ({ validation }) => validation[Math.floor(TARGET_PART * validation.length)]?.[1] ?? [],
  );
  return mean(losses);
}

/** The first validation at the target or below it. */
const stepsTo = ({ validation }: BoardRun, target: number): number =>
  validation.find(([, loss]) => loss !== null && loss <= target)?.[0] ?? Infinity;

/** Every number of a problem's table. */
export function scoresOf(board: Board, times: Times): BoardScores {
  const target = targetOf(board);
  const guess = guessOf(board);
  const reference = board.arms.find(({ name }) => name === REFERENCE);
  const effects = effectsOn(board, reference && lossesOf(reference, guess), guess);
  const arms = board.arms.map((arm): ArmScore => {
    const losses = lossesOf(arm, guess);
    const reaches = arm.runs.map((run) => stepsTo(run, target));
    const accuracies = arm.runs.flatMap(({ accuracy }) => accuracy ?? []);
    const secondsPerStep = times[board.problem]?.[arm.name] ?? Number.NaN;
    return {
      name: arm.name,
      optimizer: arm.optimizer,
      loss: mean(losses),
      losses,
      standardError: describeSample(losses).standardError,
      accuracy: accuracies.length > 0 ? mean(accuracies) : null,
      lost: arm.runs.filter(({ status }) => status !== "done").length,
      runs: arm.runs.length,
      effect: effects.get(arm.name) ?? null,
      reached: reaches.filter(Number.isFinite).length,
      stepsToTarget: median(reaches),
      secondsToTarget: median(reaches) * secondsPerStep,
      secondsPerStep,
    };
  });
  return { board, target, guess, arms };
}

/** Those of every problem. */
export const allScores = ({ boards, times }: Leaderboard): readonly BoardScores[] =>
  boards.map((board) => scoresOf(board, times));

function effectsOn(
  { arms }: Board,
  base: readonly number[] | undefined,
  guess: number,
): ReadonlyMap<string, Effect> {
  const found = arms.flatMap((arm) => {
    const own = lossesOf(arm, guess);
    if (!base || arm.name === REFERENCE || own.length !== base.length) return [];
    const difference = pairedDifference(own, base);
    const test = pairedTest(own, base);
    return difference && test ? [{ name: arm.name, difference, d: cohensD(own, base), p: test.p }] : [];
  });
  const adjusted = holm(found.map(({ p }) => p));
  return new Map(
    found.map(({ name, difference, d }, index) => [name, { difference, d, p: adjusted[index]! }]),
  );
}
