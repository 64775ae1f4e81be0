/** @file Which runs a list shows, and in which order. */

import type { WireRun } from "../../lab/src/serve/wire.ts";

export type Column = "run" | "arm" | "seed" | "stage" | "state" | "step" | "value" | "seconds" | "attempt";

export interface RunChoice {
  readonly find: string;
  readonly state: string;
  readonly sort: string;
  /** From the largest down. */
  readonly isDown: boolean;
}

/** What a run has in a column. */
export function cellOf(run: WireRun, column: string, scored: string): string | number {
  const { id, configuration, seed, stage, state, step, seconds, attempt } = run;
  const cells: Readonly<Record<Column, string | number>> = {
    ...{ run: id, arm: configuration.arm, seed, stage, state, step, seconds, attempt },
    value: Number(run.metrics[scored] ?? Number.NaN),
  };
  return Object.entries(cells).find(([name]) => name === column)?.[1] ?? id;
}

/** The chosen runs in their order; those without a value come last, and equal ones keep their order. */
export function chooseRuns(
  runs: readonly WireRun[],
  scored: string,
  { find, state, sort, isDown }: RunChoice,
): readonly WireRun[] {
  const letters = find.toLowerCase();
  const isFound = (run: WireRun) => letters === "" || textOf(run).includes(letters);
  const chosen = runs.filter((run) => (state === "" || run.state === state) && isFound(run));
  return chosen.sort((a, b) => compare(cellOf(a, sort, scored), cellOf(b, sort, scored), isDown ? -1 : 1));
}

const textOf = ({ configuration, seed, worker, error, id, tags, notes }: WireRun): string =>
  [configuration.arm, JSON.stringify(configuration.values), seed, worker, error, id, ...tags, notes]
    .join(" ")
    .toLowerCase();

function compare(a: string | number, b: string | number, sign: number): number {
  if (typeof a === "string" || typeof b === "string") return sign * String(a).localeCompare(String(b));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}
