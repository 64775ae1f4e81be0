/** @file The line of text that shows the progress of a training. */

import type { AnyTrainEvent } from "./stream.ts";

/** When a training ends, as far as it is known. */
export interface Totals {
  readonly steps?: number;
  readonly epochs?: number;
}

/** What events say together. */
export interface Meter {
  note(event: AnyTrainEvent): void;
  /** The line after so many seconds. */
  line(seconds: number): Line;
}

interface Line {
  readonly text: string;
  /** The line without the speed: what a line must add to the one before. */
  readonly facts: string;
}

/** Where an epoch began. */
interface Begin {
  readonly epoch: number;
  readonly step: number;
}

export function createMeter({ steps = Number.POSITIVE_INFINITY, epochs }: Totals): Meter {
  let last: AnyTrainEvent | undefined;
  let loss: number | undefined;
  let scores: readonly string[] = [];
  let first: Begin | undefined;
  let begin: Begin | undefined;
  let end = steps;
  const begins = ({ epoch, step }: Begin): void => {
    if (epoch !== begin?.epoch) begin = { epoch, step: step - 1 };
    first ??= begin;
  };
  /** The last step, if the epochs to come are as long as this one. */
  const ends = ({ epoch, step }: Begin): void => {
    if (begin && epochs) end = Math.min(steps, step + (epochs - epoch) * (step - begin.step));
  };
  return {
    note(event) {
      last = event;
      if (event.type !== "done") loss = event.loss;
      if (event.type === "step") begins(event);
      if (event.type !== "epoch") return;
      ends(event);
      scores = formatScores(event.validation);
    },
    line(seconds) {
      const { step, epoch } = last!;
      const rate = (step - (first?.step ?? step)) / seconds;
      const left = last!.type === "done" ? 0 : (end - step) / rate;
      const facts = [
        `epoch ${of(epoch, epochs)}`,
        `step ${of(step, end)}`,
        ...(loss === undefined ? [] : [`loss ${digits(loss)}`]),
        ...scores,
      ];
      const rest = left > 0 && Number.isFinite(left) ? [`${formatDuration(left)} left`] : [];
      return {
        text: [...facts, `${digits(rate)} steps/s`, ...rest].join(", "),
        facts: [...facts, ...rest].join(", "),
      };
    },
  };
}

const of = (count: number, total = Number.POSITIVE_INFINITY): string =>
  Number.isFinite(total) ? `${count} of ${total}` : `${count}`;

const digits = (value: number): string => `${Number(value.toPrecision(value >= 1e4 ? 6 : 4))}`;

/** The numbers of a validation; its loss says what it is. */
function formatScores(validation: unknown): string[] {
  const numbers = Object.entries(Object(validation)).filter(([, value]) => typeof value === "number");
  return numbers.map(
    ([name, value]) => `${name === "loss" ? "validation loss" : name} ${digits(value as number)}`,
  );
}

/** `12 s`, `3:05`, `1:02:03` */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number) => `${value}`.padStart(2, "0");
  const rest = `${hours > 0 ? two(minutes) : minutes}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
