/** @file Claims that a small regression tests. */

import { compareSamples, pairedDifference, pairedTest } from "@glissade/lab";
import { differenceText, digits, meanText, median } from "../../words.ts";
import { type Claim, lesson, linkTo, verdictOf } from "../claim.ts";
import { setting as batching } from "../experiments/batches-in-time.ts";
import { setting as decay } from "../experiments/decaying-rates.ts";
import { type Numbers, results } from "../experiments.ts";

const leastLoss = (): string => digits(lesson("airfoil").leastSquares!, 4);

/** Milliseconds of a step, without the first one, whose time does not count. */
function stepTime(found: Numbers, name: string): number {
  const steps = found[`${name}Steps`]!;
  return median(found[name]!.map((milliseconds, run) => milliseconds / (steps[run]! - 1)));
}

function timeText(found: Numbers, name: string): string {
  const times = found[name]!;
  const [least, most] = [Math.min(...times), Math.max(...times)].map((time) => digits(time, 2));
  return `${digits(median(times), 2)} ms in ${median(found[`${name}Steps`]!)} steps (${least} to ${most})`;
}

export const batches: Claim = {
  claim: "In wall-clock time mini-batches win over full batches and over single examples.",
  from: "B",
  how: `The regression of ${linkTo("11-airfoil")}: training time until the loss of all rows is at most ${batching.target} (the least is ${leastLoss()}), median of runs that differ in initial weights and batches.`,
  judge() {
    const found = results()["batches-in-time"];
    if (!found) return undefined;
    const { whole, hundred, ten } = batching.sizes;
    const of = (name: string) => median(found[name]!);
    const best = found[of("hundred") < of("ten") ? "hundred" : "ten"]!;
    const beats = (name: string) =>
      median(best) < of(name) && (compareSamples(best, found[name]!).mannWhitney?.p ?? 1) < 0.05;
    const [beatsWhole, beatsOne] = [beats("whole"), beats("one")];
    const word = (isBeaten: boolean) => (isBeaten ? "beats" : "does not clearly beat");
    const ratio = digits(stepTime(found, "whole") / stepTime(found, "one"), 2);
    return {
      verdict: verdictOf(beatsWhole, beatsOne),
      numbers: `All ${whole.size} rows: ${timeText(found, "whole")}; batches of ${hundred.size}: ${timeText(found, "hundred")}; of ${ten.size}: ${timeText(found, "ten")}; single rows: ${timeText(found, "one")}. In brackets the fastest and slowest of ${found.whole!.length} runs.`,
      words: `The better of the two mini-batches ${word(beatsWhole)} the full batch, and ${word(beatsOne)} single rows (Mann-Whitney, p < 0.05). A step on ${whole.size} rows of five numbers takes ${ratio} times as long as one on a single row; how it is with more data was not tested.`,
    };
  },
};

export const decaying: Claim = {
  claim: "Rates that decay end lower than constant ones.",
  from: "B",
  how: `The regression of ${linkTo("11-airfoil")} with batches of ${decay.size} and a rate of ${decay.rate} for ${decay.steps} steps: constant, and along half a cosine to 0; loss of all rows at the end, compared in pairs of the same seed.`,
  judge() {
    const found = results()["decaying-rates"];
    if (!found) return undefined;
    const { constant = [], decaying: falling = [] } = found;
    const test = pairedTest(falling, constant);
    const isLower = (test?.p ?? 1) < 0.05 && (test?.t ?? 0) < 0;
    return {
      verdict: verdictOf(isLower),
      numbers: `Constant ${meanText(constant)}, decaying ${meanText(falling)}; difference ${differenceText(pairedDifference(falling, constant))}, p = ${digits(test?.p ?? 1, 2)}. The least possible is ${leastLoss()}.`,
      words: isLower
        ? "The noise of the batches keeps a constant rate above the minimum; a rate that goes to 0 averages it out."
        : "A rate that goes to 0 averages the noise of the batches out, which did not show here.",
    };
  },
};
