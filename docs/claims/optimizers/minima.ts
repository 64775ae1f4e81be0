/** @file Claims about minima and saddle points. */

import { digits, sentence, shareText } from "../../words.ts";
import { type Claim, lesson, linkTo, verdictOf } from "../claim.ts";
import { setting } from "../experiments/saddles.ts";
import { results } from "../experiments.ts";

export const noise: Claim = {
  claim: "The noise of small batches leaves a local minimum in which full-batch descent stays.",
  from: "A, B",
  how: `${linkTo("40-noise-and-minima")}: from the same start beside the worse of two minima, on single examples and on all of them.`,
  judge() {
    const { gradientDescentEnd, singleExamplesLeft, runs } = lesson("noise-and-minima");
    const [stays, leaves] = [gradientDescentEnd! > 0.8, singleExamplesLeft! > 0.5];
    const where = stays ? "in the worse minimum" : "outside the worse minimum";
    return {
      verdict: verdictOf(stays, leaves),
      numbers: `Full-batch descent ends at w = ${digits(gradientDescentEnd!)}, ${where}; with single examples ${shareText(Math.round(runs! * singleExamplesLeft!), runs!)} end in the better one.`,
      words: `In one dimension, with a rate chosen for it. ${stays && leaves ? "It shows that noise can do this, not that it does so in networks." : "Other rates may show more."}`,
    };
  },
};

export const saddles: Claim = {
  claim: "Saddle points outnumber minima as the number of dimensions grows.",
  from: "B",
  how: `Critical points of sums of ${setting.waves} random waves, found by Newton's method from ${setting.starts} random starts, by the signs of the eigenvalues of their Hessians.`,
  judge() {
    const found = results().saddles;
    if (!found) return undefined;
    const { dimensions = [], points = [], minima = [], saddles: counts = [] } = found;
    const last = dimensions.length - 1;
    const grows = counts[last]! / points[last]! > counts[1]! / points[1]!;
    return {
      verdict: verdictOf(counts[last]! > minima[last]!, grows),
      numbers: sentence(
        dimensions.map(
          (n, at) => `n = ${n}: minima ${shareText(minima[at]!, points[at]!)}, saddles ${counts[at]}`,
        ),
      ),
      words:
        "Newton's method does not find all critical points equally often, so that shares are of what it found.",
    };
  },
};
