/** @file Claims of the textbook that its own studies test. */

import { compareSamples, describeSample, pairedDifference } from "@glissade/lab";
import { differenceText, digits, meanText, percent, sentence } from "../../words.ts";
import { type Claim, verdictOf } from "../claim.ts";
import { results } from "../experiments.ts";

export const momentum: Claim = {
  claim: "Momentum 0.9 at a rate of 0.2 beats no momentum at a rate of 1.0 on the textbook's network.",
  from: "C",
  how: "The ready study `book-momentum`, on the 10 000 Fashion-MNIST images at hand, of which the textbook has 70 000: Matthews correlation (MCC) of the test data.",
  judge() {
    const found = results()["book-momentum"];
    if (!found) return undefined;
    const { without = [], withMomentum = [], steps } = found;
    const { welch, cohensD: d, difference } = compareSamples(withMomentum, without);
    const isBetter = (welch?.p ?? 1) < 0.05 && (d ?? 0) > 0;
    return {
      verdict: verdictOf(isBetter),
      numbers: `With momentum ${meanText(withMomentum)}, without ${meanText(without)}; difference ${differenceText(difference)}, Welch's p = ${digits(welch?.p ?? 1, 2)}, d = ${digits(d ?? 0, 2)}. The textbook, with 22 runs: .8641 and .8578, d = 2.04.`,
      words: `Runs have ${steps![0]} steps, as in the textbook. Both rates are those of the textbook, which does not say that momentum beats a tuned rate without it.`,
    };
  },
};

export const normality: Claim = {
  claim: "The results of 100 runs are not normally distributed, with a long tail to the left.",
  from: "C",
  how: "The ready study `book-normality`, on the same images: the test of D'Agostino and Pearson on the MCC of 100 runs.",
  judge() {
    const found = results()["book-normality"];
    if (!found) return undefined;
    const { mcc = [], steps } = found;
    const a = describeSample(mcc);
    const p = a.dagostino?.p ?? 1;
    const isLeft = (a.mean ?? 0) < (a.median ?? 0);
    return {
      verdict: p < 0.05 ? verdictOf(true, isLeft) : "does not hold here",
      numbers: `n = ${mcc.length}: mean ${digits(a.mean!, 4)}, median ${digits(a.median!, 4)}, least ${digits(Math.min(...mcc), 4)}, greatest ${digits(Math.max(...mcc), 4)}; D'Agostino-Pearson p = ${digits(p, 2)}, Shapiro-Wilk p = ${digits(a.shapiro?.p ?? 1, 2)}.`,
      words: `After ${steps![0]} steps, as in the textbook. ${isLeft ? "The mean is below the median, as with a tail to the left." : "The mean is not below the median: no tail to the left."} A test that finds nothing does not show that a distribution is normal.`,
    };
  },
};

const TIME = ", ms";

export const ranking: Claim = {
  claim:
    "On a small convolutional network plain SGD is the fastest and a little worse, and Adam the slowest.",
  from: "C",
  how: "The ready study `book-cnn`, twelve epochs on 16 384 digits at the textbook's rates: accuracy of the test images, and milliseconds of a step on one processor.",
  judge() {
    const found = results()["book-cnn"];
    if (!found) return undefined;
    const names = Object.keys(found).filter((name) => !name.endsWith(TIME));
    const times = names.map((name) => found[name + TIME]![0]!);
    const timeOf = (name: string) => times[names.indexOf(name)]!;
    const { SGD: sgd = [], Adam: adam = [] } = found;
    const both = Math.min(sgd.length, adam.length);
    const behind = pairedDifference(adam.slice(0, both), sgd.slice(0, both));
    const isBehind = (behind?.low ?? Number.NEGATIVE_INFINITY) > 0;
    const isFastest = timeOf("SGD") === Math.min(...times);
    const isSlowest = timeOf("Adam") === Math.max(...times);
    const share = (value: number) => percent(value);
    const rows = names.map((name, at) => `${name} ${meanText(found[name]!)}, ${digits(times[at]!)} ms`);
    return {
      verdict: verdictOf(isBehind, isFastest, isSlowest),
      numbers: `${sentence(rows)} Adam less SGD, by pairs: ${differenceText(behind, share)}.`,
      words: `SGD is ${isBehind ? "behind Adam" : "not shown to be behind Adam"}; in the textbook it is behind the best by half a point. It is ${isFastest ? "the fastest" : "not the fastest"}, and Adam is ${isSlowest ? "the slowest" : "not the slowest"}: how long a step takes depends on the engine.`,
    };
  },
};
