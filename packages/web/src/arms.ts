/** @file Runs by their arms, and the numbers of an arm. */

import { bootstrapInterval, describeSample } from "@glissade/lab/stats";
import type { WireScore } from "../../lab/src/serve/wire.ts";

export interface Arm {
  readonly name: string;
  readonly runs: readonly WireScore[];
  /** Of runs that are done or diverged; NaN for those that have none. */
  readonly values: readonly number[];
}

export function groupByArm(scores: readonly WireScore[]): readonly Arm[] {
  const names = [...new Set(scores.map(({ arm }) => arm))];
  return names.map((name) => {
    const runs = scores.filter(({ arm }) => arm === name);
    const values = endedOf(runs).map(({ state, value }) =>
      state === "done" ? Number(value ?? Number.NaN) : Number.NaN,
    );
    return { name, runs, values };
  });
}

const endedOf = (runs: readonly WireScore[]): readonly WireScore[] =>
  runs.filter(({ state }) => state === "done" || state === "diverged");

/** Runs whose curves go together: those that have ended, where any has, since a mean ends with its shortest curve. */
export function comparable({ runs }: Arm): readonly WireScore[] {
  const ended = endedOf(runs);
  return ended.length > 0 ? ended : runs;
}

/** Mean, deviation and 95 % interval of the finite values, as in reports. */
export function summariseArm({ values }: Arm) {
  const finite = values.filter(Number.isFinite);
  const { n, mean, deviation } = describeSample(finite);
  const interval = n < 2 ? null : bootstrapInterval(finite);
  return { n, mean, deviation, interval, lost: values.length - n };
}
