/** @file Runs by their arms, and the numbers of an arm. */

import { bootstrapInterval, describeSample } from "@glissade/lab/stats";
import type { WireRun } from "../../lab/src/serve/wire.ts";

export interface Arm {
  readonly name: string;
  readonly runs: readonly WireRun[];
  /** Of runs that are done or diverged; NaN for those that have none. */
  readonly values: readonly number[];
}

export function groupByArm(runs: readonly WireRun[], scored: string): readonly Arm[] {
  const names = [...new Set(runs.map(({ configuration }) => configuration.arm))];
  return names.map((name) => {
    const own = runs.filter(({ configuration }) => configuration.arm === name);
    const ended = own.filter(({ state }) => state === "done" || state === "diverged");
    const values = ended.map(({ state, metrics }) =>
      state === "done" ? Number(metrics[scored]) : Number.NaN,
    );
    return { name, runs: own, values };
  });
}

/** Mean, deviation and 95 % interval of the finite values; an interval needs three. */
export function summariseArm({ values }: Arm) {
  const finite = values.filter(Number.isFinite);
  const { n, mean, deviation } = describeSample(finite);
  const interval = n < 3 ? null : bootstrapInterval(finite, { resamples: 1999 });
  return { n, mean, deviation, interval, lost: values.length - n };
}
