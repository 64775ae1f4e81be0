/** @file What is kept of the leaderboard's runs, in results.json: the page is made of it alone. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { StudyResult } from "@glissade/lab";
import type { EditionName } from "./editions.ts";
import type { Times } from "./times.ts";

export interface BoardRun {
  readonly seed: number;
  readonly status: "done" | "diverged" | "failed";
  readonly steps: number;
  /** Of training alone. */
  readonly seconds: number;
  /** Of the test data at the end; `null` where the run did not get there. */
  readonly loss: number | null;
  /** `null` also where the problem has none. */
  readonly accuracy: number | null;
  /** Loss of the validation data on the way. */
  readonly validation: readonly (readonly [step: number, loss: number | null])[];
}

/** A rate that was tried, and the loss of the validation at its end; `null` where it diverged. */
export type BoardTrial = readonly [rate: number, loss: number | null];

export interface BoardArm {
  readonly name: string;
  /** With the chosen rate. */
  readonly optimizer: string;
  readonly trials: readonly BoardTrial[];
  readonly runs: readonly BoardRun[];
}

export interface Board {
  /** The ready problem. */
  readonly problem: string;
  readonly title: string;
  readonly about: string;
  /** Of each run. */
  readonly steps: number;
  readonly batchSize: number;
  readonly arms: readonly BoardArm[];
}

export interface Leaderboard {
  readonly edition: EditionName;
  readonly environment: Pick<
    StudyResult["environment"],
    "glissade" | "onnxruntime" | "node" | "platform" | "cpu"
  >;
  /** Measured apart from the runs. */
  readonly times: Times;
  readonly boards: readonly Board[];
}

const FILE = new URL("results.json", import.meta.url);

/** What has been published; nothing at the start. */
export const published = (): Leaderboard | undefined =>
  existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : undefined;

/** A line for each run. */
export function publish({ boards, ...head }: Leaderboard): void {
  const rows = boards.map(({ arms, ...board }) => {
    const inner = arms.map(({ runs, ...arm }) => `${open(arm)}, "runs": ${lines(runs.map(one), 8)}}`);
    return `${open(board)}, "arms": ${lines(inner, 4)}}`;
  });
  writeFileSync(FILE, `${open(head)}, "boards": ${lines(rows, 0)}}\n`);
}

const one = (value: unknown): string => JSON.stringify(value);
const open = (value: unknown): string => one(value).slice(0, -1);

function lines(values: readonly string[], indent: number): string {
  const space = " ".repeat(indent);
  return values.length === 0
    ? "[]"
    : `[\n${values.map((value) => `${space}  ${value}`).join(",\n")}\n${space}]`;
}

const DIGITS = 6;

const round = (value: number | null | undefined): number | null =>
  typeof value === "number" ? Number(value.toPrecision(DIGITS)) : null;

/** The part of a study's result that is kept. */
export function toBoard(problem: string, steps: number, { problem: summary, arms }: StudyResult): Board {
  return {
    problem,
    title: summary.name,
    about: summary.about,
    steps,
    batchSize: summary.batchSize ?? 1,
    arms: arms
      .filter(({ runs }) => runs.length > 0)
      .map(({ name, optimizer, trials = [], runs }) => ({
        ...{ name, optimizer },
        trials: trials.map(({ values, score }) => [round(Number(values.learningRate))!, round(score)]),
        runs: runs.map(({ seed, status, steps: taken, seconds, test, validation }) => ({
          ...{ seed, status, steps: taken },
          seconds: round(seconds)!,
          loss: round(test.loss),
          accuracy: round(test.accuracy),
          validation: (validation.loss ?? []).map(({ step, value }) => [step, round(value)]),
        })),
      })),
  };
}
