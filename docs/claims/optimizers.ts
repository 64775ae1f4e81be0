/** @file Claims about optimizers. */

import { compareSamples, describeSample, meanDifference } from "@glissade/lab";
import type { Board, BoardArm } from "../leaderboard/results.ts";
import { published } from "../leaderboard/results.ts";
import { allScores, type BoardScores } from "../leaderboard/scores.ts";
import { differenceText, digits, meanText, median, sentence, shareText } from "../words.ts";
import { type Claim, type Judgement, lesson, linkTo, verdictOf } from "./claim.ts";
import { results } from "./experiments.ts";

const momentum: Claim = {
  claim: "Momentum 0.9 at a rate of 0.2 beats no momentum at a rate of 1.0 on the textbook's network.",
  from: "C",
  how: "The ready study `book-momentum`, on the 10 000 Fashion-MNIST images at hand, of which the textbook has 70 000: Matthews correlation (MCC) of the test data.",
  judge() {
    const found = results()["book-momentum"];
    if (!found) return undefined;
    const { without = [], withMomentum = [], steps } = found;
    const { welch, cohensD: d } = compareSamples(withMomentum, without);
    const isBetter = (welch?.p ?? 1) < 0.05 && (d ?? 0) > 0;
    return {
      verdict: verdictOf(isBetter),
      numbers: `With momentum ${meanText(withMomentum)}, without ${meanText(without)}; difference ${differenceText(meanDifference(withMomentum, without))}, Welch's p = ${digits(welch?.p ?? 1, 2)}, d = ${digits(d ?? 0, 2)}. The textbook, with 22 runs: .8641 and .8578, d = 2.04.`,
      words: `Runs have ${steps![0]} steps, as in the textbook. Both rates are those of the textbook, which does not say that momentum beats a tuned rate without it.`,
    };
  },
};

const normality: Claim = {
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

function leaderboard(): readonly BoardScores[] {
  const found = published();
  return found ? allScores(found) : [];
}

const armOf = ({ arms }: Board, name: string): BoardArm | undefined => arms.find((arm) => arm.name === name);

const ranking: Claim = {
  claim:
    "On a small convolutional network plain SGD is the fastest and a little worse, and Adam the slowest.",
  from: "C",
  how: `Accuracy: ${linkTo("23-small-cnn")}, twelve epochs on 16 384 digits, one run each. Time: milliseconds of a step in the image problems of the [leaderboard](leaderboard.md), of one processor.`,
  judge() {
    const boards = leaderboard().filter(({ board }) => ["glyphs-cnn", "lenet"].includes(board.problem));
    if (boards.length === 0) return undefined;
    const { sgd, adam } = lesson("small-cnn");
    const names = ["SGD", "momentum", "RMSProp", "Adam"];
    const times = boards.map(({ arms }) =>
      names.map((name) => 1000 * arms.find((arm) => arm.name === name)!.secondsPerStep),
    );
    const isFastest = times.every((row) => row[0] === Math.min(...row));
    const isSlowest = times.every((row) => row[3] === Math.max(...row));
    const texts = boards.map(
      ({ board }, at) =>
        `${board.title}: ${names.map((name, k) => `${name} ${digits(times[at]![k]!)}`).join(", ")} ms`,
    );
    return {
      verdict: verdictOf(sgd! < adam!, isFastest, isSlowest),
      numbers: `Accuracy of SGD ${digits(100 * sgd!)} %, of Adam ${digits(100 * adam!)} %. ${texts.join("; ")}.`,
      words: `SGD is behind by ${digits(100 * (adam! - sgd!), 2)} points at the textbook's rates, more than the half point that the textbook has${isFastest ? ", and its steps are the shortest" : "; its steps are not the shortest everywhere"}. ${isSlowest ? "Adam's are the longest of the four." : "Adam's are not the longest everywhere."} How long a step takes depends on the engine.`,
    };
  },
};

const batches: Claim = {
  claim: "In wall-clock time mini-batches win over full batches and over single examples.",
  from: "B",
  how: `The regression of ${linkTo("11-airfoil")}: training time until the loss of all rows is at most .25 (the least is .2417), median of runs that differ in initial weights and batches.`,
  judge() {
    const found = results()["batches-in-time"];
    if (!found) return undefined;
    const of = (name: string) => median(found[name]!);
    const text = (name: string) =>
      `${digits(of(name), 2)} ms in ${of(`${name}Steps`)} steps (${digits(Math.min(...found[name]!), 2)} to ${digits(Math.max(...found[name]!), 2)})`;
    const best = found[of("hundred") < of("ten") ? "hundred" : "ten"]!;
    const beats = (name: string) =>
      median(best) < of(name) && (compareSamples(best, found[name]!).mannWhitney?.p ?? 1) < 0.05;
    const [beatsWhole, beatsOne] = [beats("whole"), beats("one")];
    return {
      verdict: verdictOf(beatsWhole, beatsOne),
      numbers: `All 1500 rows: ${text("whole")}; batches of 100: ${text("hundred")}; of 10: ${text("ten")}; single rows: ${text("one")}. In brackets the fastest and slowest of ${found.whole!.length} runs.`,
      words: `The better of the two mini-batches ${beatsWhole ? "beats" : "does not clearly beat"} the full batch, and ${beatsOne ? "beats" : "does not clearly beat"} single rows (Mann-Whitney, p < 0.05). Steps on 1500 rows of five numbers cost little more than the call of the engine; how it is with more data was not tested.`,
    };
  },
};

/** The part of the way from the best loss to that of guessing which counts as nearly as good. */
const NEARLY = 0.1;

/** Factors of ten of rates that are nearly as good as the best. */
function goodDecades({ trials }: BoardArm, guess: number): number {
  const rates = trials.map(([rate]) => Math.log10(rate)).toSorted((a, b) => a - b);
  const spacing = Math.min(...rates.slice(1).map((rate, index) => rate - rates[index]!));
  const losses = trials.map(([, loss]) => loss ?? Number.POSITIVE_INFINITY);
  const best = Math.min(...losses);
  return spacing * losses.filter((loss) => loss <= best + NEARLY * (guess - best)).length;
}

const sensitivity: Claim = {
  claim: "Adam is less sensitive to its rate than SGD, and tuned SGD with momentum is as good.",
  from: "B, E",
  how: `From the [leaderboard](leaderboard.md): factors of ten of rates whose validation loss is within ${100 * NEARLY} % of the way from the best to guessing, and the difference of the test losses of tuned momentum and tuned Adam in paired runs.`,
  judge() {
    const boards = leaderboard();
    if (boards.length === 0) return undefined;
    const rows = boards.map(({ board, guess, arms }) => {
      const width = (name: string) => goodDecades(armOf(board, name)!, guess);
      const loss = (name: string) => arms.find((arm) => arm.name === name)!;
      const [heavy, adam] = [loss("momentum"), loss("Adam")];
      const text = differenceText(meanDifference(heavy.losses, adam.losses));
      const { welch } = compareSamples(heavy.losses, adam.losses);
      const isAsGood = heavy.loss <= adam.loss || (welch?.p ?? 1) >= 0.05;
      return { title: board.title, sgd: width("SGD"), adam: width("Adam"), text, isAsGood };
    });
    const wider = rows.filter((row) => row.adam > row.sgd).length;
    const good = rows.filter(({ isAsGood }) => isAsGood).length;
    return {
      verdict: verdictOf(...rows.map((row) => row.adam > row.sgd), ...rows.map(({ isAsGood }) => isAsGood)),
      numbers: sentence(
        rows.map(
          (row) =>
            `${row.title}: Adam ${digits(row.adam, 2)} factors of ten, SGD ${digits(row.sgd, 2)}; momentum − Adam ${row.text}`,
        ),
      ),
      words: `Adam's range is wider on ${wider} of ${rows.length} problems, on a coarse grid of one run each. Tuned momentum is not significantly worse than Adam on ${good} of ${rows.length}; with so few runs that shows no equality.`,
    };
  },
};

const noise: Claim = {
  claim: "The noise of small batches leaves a local minimum in which full-batch descent stays.",
  from: "A, B",
  how: `${linkTo("40-noise-and-minima")}: from the same start beside the worse of two minima, on single examples and on all of them.`,
  judge() {
    const { gradientDescentEnd, singleExamplesLeft } = lesson("noise-and-minima");
    const stays = gradientDescentEnd! > 0.8;
    return {
      verdict: verdictOf(stays, singleExamplesLeft! > 0.5),
      numbers: `Full-batch descent ends at w = ${digits(gradientDescentEnd!)}, in the worse minimum; with single examples ${shareText(Math.round(NOISE_RUNS * singleExamplesLeft!), NOISE_RUNS)} end in the better one.`,
      words:
        "In one dimension, with a rate chosen for it. It shows that noise can do this, not that it does so in networks.",
    };
  },
};

/** Of the lesson. */
const NOISE_RUNS = 200;

const saddles: Claim = {
  claim: "Saddle points outnumber minima as the number of dimensions grows.",
  from: "B",
  how: "Critical points of sums of 50 random waves, found by Newton's method from 300 random starts, by the signs of the eigenvalues of their Hessians.",
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

const nesterov: Claim = {
  claim: "Nesterov's momentum overshoots less than plain momentum.",
  from: "C, E",
  how: "x² from -1 with four rates and three momenta, 200 steps in float64: the farthest point behind the minimum, in parts of the way to it.",
  judge() {
    const found = results().nesterov;
    if (!found) return undefined;
    const { momentum: plain = [], nesterov: ahead = [] } = found;
    const less = plain.filter((value, at) => ahead[at]! < value).length;
    const differences = plain.map((value, at) => value - ahead[at]!);
    return {
      verdict: less === plain.length ? "holds" : verdictOf(less > 0, less === plain.length),
      numbers: `Less in ${less} of ${plain.length} settings; ${digits(median(plain), 2)} against ${digits(median(ahead), 2)} in the median, less by ${digits(Math.min(...differences), 2)} to ${digits(Math.max(...differences), 2)}.`,
      words: "Exact: no randomness. On a parabola; on networks overshoot has no such plain meaning.",
    };
  },
};

const forms: Claim = {
  claim: "Both forms of momentum agree when the rate is rescaled, with an effective window of 1/(1-β).",
  from: "B, D",
  how: "`sgd(0.05, momentum=0.9)` and `sgd(0.5, momentum=0.9, average=true)` for 60 steps down a canyon; and the length of steps under a constant gradient, in rates.",
  judge() {
    const found = results()["momentum-forms"];
    if (!found) return undefined;
    const { largestGap = [], momenta = [], stepsOfConstantGradient = [] } = found;
    const isWindow = momenta.every(
      (beta, at) => Math.abs(stepsOfConstantGradient[at]! * (1 - beta) - 1) < 1e-3,
    );
    return {
      verdict: verdictOf(largestGap[0]! < 1e-9, isWindow),
      numbers: `Largest gap between the paths ${digits(largestGap[0]!, 2)}. Steps for β = ${momenta.join(", ")}: ${stepsOfConstantGradient.map((step) => digits(step)).join(", ")} rates.`,
      words: "Exact but for rounding.",
    };
  },
};

const dying: Claim = {
  claim: "AdaGrad's rate dies away; RMSProp's and Adadelta's do not.",
  from: "B, E",
  how: `A constant gradient of 1: the length of the 10th, 100th and 1000th step. Also ${linkTo("14-rates-of-adagrad")}.`,
  judge() {
    const found = results()["dying-rates"];
    if (!found) return undefined;
    const text = (name: string) => found[name]!.map((value) => digits(value)).join(", ");
    const last = (name: string) => found[name]!.at(-1)! / found[name]![0]!;
    return {
      verdict: verdictOf(last("adagrad") < 0.2, last("rmsprop") > 0.5, last("adadelta") > 0.5),
      numbers: `AdaGrad ${text("adagrad")}; RMSProp ${text("rmsprop")}; Adadelta ${text("adadelta")}.`,
      words: "Exact: AdaGrad's steps fall as 1/√t, RMSProp's go to the rate, and Adadelta's grow.",
    };
  },
};

const decaying: Claim = {
  claim: "Rates that decay end lower than constant ones.",
  from: "B",
  how: `The regression of ${linkTo("11-airfoil")} with batches of 10 and a rate of 0.1 for 600 steps: constant, and along half a cosine to 0; loss of all rows at the end.`,
  judge(): Judgement | undefined {
    const found = results()["decaying-rates"];
    if (!found) return undefined;
    const { constant = [], decaying: falling = [] } = found;
    const { welch } = compareSamples(falling, constant);
    const isLower = (welch?.p ?? 1) < 0.05 && (welch?.t ?? 0) < 0;
    return {
      verdict: verdictOf(isLower),
      numbers: `Constant ${meanText(constant)}, decaying ${meanText(falling)}; difference ${differenceText(meanDifference(falling, constant))}. The least possible is .2417.`,
      words:
        "The noise of the batches keeps a constant rate above the minimum; a rate that goes to 0 averages it out.",
    };
  },
};

export const optimizerClaims: readonly Claim[] = [
  ...[momentum, normality, ranking, batches, sensitivity, noise, saddles, nesterov, forms, dying, decaying],
];
