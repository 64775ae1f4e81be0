/** @file Claims that the runs of the leaderboard test. */

import { effectOf } from "../../leaderboard/effects.ts";
import { type Board, type BoardArm, published } from "../../leaderboard/results.ts";
import { type ArmScore, allScores, type BoardScores } from "../../leaderboard/scores.ts";
import { differenceText, digits, percent, sentence } from "../../words.ts";
import { type Claim, verdictOf } from "../claim.ts";

function leaderboard(): readonly BoardScores[] {
  const found = published();
  return found ? allScores(found) : [];
}

const scoreOf = ({ arms }: BoardScores, name: string): ArmScore => arms.find((arm) => arm.name === name)!;

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

const armOf = ({ arms }: Board, name: string): BoardArm => arms.find((arm) => arm.name === name)!;

/** Widths of ranges of good rates, and tuned momentum against tuned Adam. */
function compareOn(scores: BoardScores) {
  const { board, guess } = scores;
  const [heavy, adam] = [scoreOf(scores, "momentum"), scoreOf(scores, "Adam")];
  const effect = effectOf(heavy, adam);
  return {
    title: board.title,
    sgd: goodDecades(armOf(board, "SGD"), guess),
    adam: goodDecades(armOf(board, "Adam"), guess),
    text: `${differenceText(effect?.difference ?? null)}, p = ${digits(effect?.p ?? 1, 2)}`,
    isAsGood: heavy.loss <= adam.loss || (effect?.p ?? 1) >= 0.05,
  };
}

export const sensitivity: Claim = {
  claim: "Adam is less sensitive to its rate than SGD, and tuned SGD with momentum is as good.",
  from: "B, E",
  how: `From the [leaderboard](leaderboard.md): factors of ten of rates whose validation loss is within ${percent(NEARLY)} of the way from the best to guessing, and the difference of the test losses of tuned momentum and tuned Adam, with the interval and the t test of pairs of runs with the same seed.`,
  judge() {
    const rows = leaderboard().map(compareOn);
    if (rows.length === 0) return undefined;
    const isWider = rows.map((row) => row.adam > row.sgd);
    const isAsGood = rows.map((row) => row.isAsGood);
    const count = (conditions: readonly boolean[]) =>
      `${conditions.filter(Boolean).length} of ${rows.length}`;
    return {
      verdict: verdictOf(...isWider, ...isAsGood),
      numbers: sentence(
        rows.map(
          ({ title, adam, sgd, text }) =>
            `${title}: Adam ${digits(adam, 2)} factors of ten, SGD ${digits(sgd, 2)}; momentum − Adam ${text}`,
        ),
      ),
      words: `Adam's range is wider on ${count(isWider)} problems, on a coarse grid of one run each. Tuned momentum is not significantly worse than Adam on ${count(isAsGood)}; with so few runs that shows no equality.`,
    };
  },
};
