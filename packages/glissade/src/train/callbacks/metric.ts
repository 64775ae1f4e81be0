/** @file The metric that callbacks follow, and the direction in which it improves. */

import { ArgumentError } from "../../errors.ts";
import type { Better } from "../../nn/metrics/metric.ts";
import { type Kinds, kind } from "../../options/kinds.ts";
import { nearestOrAll } from "../../options/spelling.ts";
import type { Past } from "../memory.ts";
import { type AnyTrainEvent, type EpochOf, pastEpochs } from "./stream.ts";

type ScoresOf<Event> =
  EpochOf<Event> extends { readonly validation?: infer Scores } ? Exclude<Scores, undefined> : never;

/** The numbers that validation reports. */
export type MetricName<Event> = {
  [Name in keyof ScoresOf<Event>]-?: ScoresOf<Event>[Name] extends number | undefined ? Name : never;
}[keyof ScoresOf<Event>] &
  string;

export interface MetricOptions<Event> {
  /** A number of the validation, "loss" by default, or a function of the epoch's event; of epochs before a restart only its numbers are left. */
  readonly metric?: MetricName<Event> | ((event: EpochOf<Event>) => number);
  /** Whether lower or higher is better; by default what the metric says, and "lower" of the loss and of functions. */
  readonly better?: Better;
}

export const metricKinds: Kinds<MetricOptions<AnyTrainEvent>> = {
  metric: kind.rule("a name or a function", (value) => ["string", "function"].includes(typeof value)),
  better: kind.choice("lower", "higher"),
};

/** A metric that is followed. */
export interface Followed<Event> {
  readonly name: string;
  read(event: EpochOf<Event>): number;
  /** Of epochs behind a training those that can be read: others may have been validated by other metrics. */
  pastOf(past: Past | undefined): readonly EpochOf<Event>[];
  /** Whether the epoch is better than the best value by more than `least`; NaN never is. */
  isBetter(event: EpochOf<Event>, best: number | undefined, least?: number): boolean;
}

export function follow<Event extends AnyTrainEvent>(
  where: string,
  { metric = "loss" as MetricName<Event>, better }: MetricOptions<Event>,
): Followed<Event> {
  const isFunction = typeof metric === "function";
  const read = (event: EpochOf<Event>) => (isFunction ? metric(event) : readScore(where, metric, event));
  return {
    name: isFunction ? "the metric" : metric,
    read,
    pastOf: (past) =>
      pastEpochs<Event>(past).filter(
        ({ validation }) => isFunction || typeof Object(validation)[metric] === "number",
      ),
    isBetter(event, best, least = 0) {
      const value = read(event);
      const direction = better ?? (isFunction ? "lower" : directionOf(where, metric, event));
      const sign = direction === "lower" ? 1 : -1;
      return sign * value < (best === undefined ? Number.POSITIVE_INFINITY : sign * best - least);
    },
  };
}

function directionOf(where: string, name: string, event: Pick<EpochOf<AnyTrainEvent>, "better">): Better {
  const better = event.better?.[name];
  if (better) return better;
  throw new ArgumentError({
    where: `${where}({ better })`,
    rule: `must be "lower" or "higher" for the metric ${JSON.stringify(name)}, which does not say it`,
    fix: "Pass better here, or give the metric a field better",
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
