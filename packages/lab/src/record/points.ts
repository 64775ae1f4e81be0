/** @file The numbers of an event of a training as points of curves. */

import type { TrainEvent } from "glissade";
import { TRAINING_LOSS, validationKey } from "../rows/keys.ts";
import type { Point } from "../store/store.ts";

type AnyEvent = TrainEvent<unknown, unknown, unknown, unknown>;

/** What an event says, at a time. */
export function pointsOf(event: AnyEvent, seconds: number): readonly Point[] {
  const { step } = event;
  const named = Object.entries(namedOf(event));
  return named.flatMap(([key, value]) => (value === undefined ? [] : [{ key, step, value, seconds }]));
}

function namedOf(event: AnyEvent): Readonly<Record<string, number | undefined>> {
  if (event.type === "done") return {};
  const { loss, learningRate } = event;
  if (event.type === "epoch") {
    const scores = Object.entries(scoresOf(event)).map(
      ([name, value]) => [validationKey(name), value] as const,
    );
    return { "epoch/loss": loss, ...Object.fromEntries(scores) };
  }
  const layers = event.type === "step" ? (event.diagnosis?.layers ?? []) : [];
  const diagnosed = layers.flatMap(({ path, name, mean, deviation, dead, parameters }) => {
    const key = (what: string) => `layers/${path || name}/${what}`;
    return [
      [key("mean"), mean],
      [key("deviation"), deviation],
      [key("dead"), dead],
      [key("gradient"), parameters?.gradient],
      [key("update"), parameters?.updateRatio],
    ] as const;
  });
  return { [TRAINING_LOSS]: loss, learningRate, ...Object.fromEntries(diagnosed) };
}

/** The numbers of an event's validation, by name. */
export function scoresOf(event: AnyEvent): Readonly<Record<string, number>> {
  const validation = event.type === "epoch" || event.type === "done" ? event.validation : undefined;
  const entries = Object.entries(Object(validation) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (typeof value === "number" ? [[name, value] as const] : [])),
  );
}
