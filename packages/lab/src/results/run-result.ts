/** @file A run of a store as part of a result. */

import type { metrics } from "glissade";
import { scoredKey, TRAINING_LOSS, validationKey } from "../rows/keys.ts";
import type { Curve, RunRecord } from "../store/store.ts";
import { bestValue } from "./best-value.ts";
import { firstReach } from "./first-reach.ts";
import type { CurvePoint, Numbers, RunResult } from "./result.ts";

/** Curves of one run by key. */
export type Curves = ReadonlyMap<string, Curve["points"]>;

export interface Reading {
  readonly metric: string;
  readonly target?: number;
  readonly better: Readonly<Record<string, metrics.Better>>;
  /** The data of the numbers that runs are compared by. */
  readonly scored?: "test" | "validation";
}

/** What the store has of a run that has ended. */
export function toRunResult(
  run: RunRecord,
  curves: Curves,
  { metric, target, better, scored = "test" }: Reading,
): RunResult {
  const { seed, step: steps, seconds, metrics: numbers, error } = run;
  const validated = [...curves].filter(([key]) => key.startsWith(validationKey("")));
  const watched = curves.get(validationKey(metric));
  return {
    ...{ seed, steps, seconds },
    status: run.state === "diverged" || run.state === "failed" ? run.state : "done",
    loss: toFinite(numbers[TRAINING_LOSS]),
    test: named(numbers, scoredKey(scored, "")),
    best: Object.fromEntries(
      validated.flatMap(([key, points]) => {
        const name = key.slice(validationKey("").length);
        return better[name] ? [[name, bestValue(valuesOf(points), better[name])]] : [];
      }),
    ),
    target: target === undefined || !watched ? null : toReach(watched, target, better[metric]),
    confusion: confusionOf(run.extra),
    curve: toPoints(curves.get(TRAINING_LOSS) ?? []),
    validation: Object.fromEntries(
      validated.map(([key, points]) => [key.slice(validationKey("").length), toPoints(points)]),
    ),
    ...(error !== null && { error }),
  };
}

/** How many runs finished. */
export const finished = (runs: readonly RunResult[]): number =>
  runs.filter(({ status }) => status === "done").length;

const toFinite = (value: number | undefined): number | null => (Number.isFinite(value) ? value! : null);

const valuesOf = (points: Curve["points"]): readonly number[] => points.map(({ value }) => value);

const toPoints = (points: Curve["points"]): readonly CurvePoint[] =>
  points.map(({ step, seconds, value }) => ({ step, seconds, value: toFinite(value) }));

function named(numbers: RunRecord["metrics"], prefix: string): Numbers {
  const own = Object.entries(numbers).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), toFinite(value)]));
}

function toReach(
  points: Curve["points"],
  target: number,
  better: metrics.Better = "higher",
): RunResult["target"] {
  const found = firstReach(points, { target, better });
  return found ? { steps: found.step, seconds: found.seconds } : null;
}

function confusionOf(extra: RunRecord["extra"]): RunResult["confusion"] {
  const found = (Object(extra) as { readonly confusion?: unknown }).confusion;
  return Array.isArray(found) ? found : null;
}
