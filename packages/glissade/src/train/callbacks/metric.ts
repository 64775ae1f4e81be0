/** @file The number of an epoch that callbacks follow. */

import { ArgumentError } from "../../errors.ts";
import { describe } from "../../options/describe.ts";
import { type Kinds, kind } from "../../options/kinds.ts";
import { nearestOrAll } from "../../options/spelling.ts";
import type { AnyTrainEvent, EpochOf } from "./stream.ts";

type ScoresOf<Event> =
  EpochOf<Event> extends { readonly validation?: infer Scores } ? Exclude<Scores, undefined> : never;

/** The numbers that validation reports. */
export type MetricName<Event> = {
  [Name in keyof ScoresOf<Event>]-?: ScoresOf<Event>[Name] extends number | undefined ? Name : never;
}[keyof ScoresOf<Event>] &
  string;

export interface MetricOptions<Event> {
  /** A number of the validation, "loss" by default, or a function of the epoch's event. */
  readonly metric?: MetricName<Event> | ((event: EpochOf<Event>) => number);
  /** Whether less or more is better; known of "loss" and of the metrics under their own names, and "min" of functions. */
  readonly mode?: "min" | "max";
}

export const metricKinds: Kinds<MetricOptions<AnyTrainEvent>> = {
  metric: kind.rule("a name or a function", (value) => ["string", "function"].includes(typeof value)),
  mode: kind.choice("min", "max"),
};

/** Metrics that grow as the model gets better, and those that shrink. */
const modes: { readonly [name: string]: "min" | "max" } = {
  ...{ accuracy: "max", matthewsCorrelation: "max", mcc: "max", r2: "max" },
  ...{ loss: "min", perplexity: "min", meanAbsoluteError: "min" },
  ...{ meanSquaredError: "min", rootMeanSquaredError: "min" },
};

/** A metric that is followed. */
export interface Followed<Event> {
  readonly name: string;
  read(event: EpochOf<Event>): number;
  /** Whether the value is better than the best one by more than `least`; NaN never is. */
  isBetter(value: number, best: number | undefined, least?: number): boolean;
}

export function follow<Event extends AnyTrainEvent>(
  where: string,
  { metric = "loss" as MetricName<Event>, mode }: MetricOptions<Event>,
): Followed<Event> {
  const name = typeof metric === "function" ? "the metric" : metric;
  const sign = signOf(where, name, mode ?? (typeof metric === "function" ? "min" : modes[name]));
  return {
    name,
    read: (event) => (typeof metric === "function" ? metric(event) : readScore(where, metric, event)),
    isBetter: (value, best = Number.POSITIVE_INFINITY * sign, least = 0) =>
      sign * value < sign * best - least,
  };
}

/** 1 where less is better. */
function signOf(where: string, name: string, mode: string | undefined): 1 | -1 {
  if (mode === "min") return 1;
  if (mode === "max") return -1;
  throw new ArgumentError({
    where: `${where}({ mode })`,
    rule: `must be "min" or "max" for the metric ${JSON.stringify(name)}, got ${describe(mode)}`,
    fix: `Those known are ${Object.keys(modes).join(", ")}`,
  });
}

function readScore(where: string, name: string, { validation }: { readonly validation?: unknown }): number {
  const scores = Object(validation) as Readonly<Record<string, unknown>>;
  const value = scores[name];
  if (typeof value === "number") return value;
  const known = Object.keys(scores).filter((each) => typeof scores[each] === "number");
  throw new ArgumentError({
    where: `${where}({ metric })`,
    rule: `must be a number of the validation, got ${JSON.stringify(name)}`,
    fix: validation === undefined ? "Pass validation to fit()" : nearestOrAll(name, known),
  });
}
