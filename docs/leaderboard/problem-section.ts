/** @file A problem of the leaderboard on its page. */

import { differenceText, digits, list, signed, table } from "../words.ts";
import { type ArmScore, type BoardScores, REFERENCE } from "./scores.ts";

export const image = (name: string, alt: string): string => `![${alt}](images/leaderboard/${name}.svg)\n`;

/** A problem: its table, what it shows, and its pictures. */
export function problemSection({ board, target, arms }: BoardScores): string {
  const sorted = arms.toSorted((a, b) => a.loss - b.loss);
  const hasAccuracy = arms.some(({ accuracy }) => accuracy !== null);
  const head = [
    "optimizer",
    "test loss",
    ...(hasAccuracy ? ["accuracy"] : []),
    `less ${REFERENCE}, 95 %`,
    "d",
    "p",
    "steps to target",
    "s to target",
    "ms per step",
  ];
  return `## ${board.title}

${board.about}. ${board.steps} steps of ${board.batchSize} examples. Target: ${digits(target, 4)}.

${table(
  head,
  1,
  sorted.map((arm) => row(arm, hasAccuracy)),
)}
${summary(arms)}

${image(`effects-${board.problem}`, `differences from ${REFERENCE} on ${board.title}`)}
${image(`rates-${board.problem}`, `validation loss by rate on ${board.title}`)}`;
}

function row(arm: ArmScore, hasAccuracy: boolean): readonly string[] {
  const { optimizer, loss, standardError, accuracy, effect, lost, reached, runs } = arm;
  const misses = reached < runs ? ` (${reached} of ${runs} runs)` : "";
  const time = (value: number, text: string) =>
    Number.isFinite(value) ? text + misses : `not reached${misses}`;
  return [
    `${optimizer}${lost > 0 ? `, ${lost} of ${runs} diverged` : ""}`,
    `${loss.toFixed(4)}${standardError === null ? "" : ` ± ${standardError.toFixed(4)}`}`,
    ...(hasAccuracy ? [accuracy === null ? "" : `${(100 * accuracy).toFixed(1)} %`] : []),
    effect ? differenceText(effect.difference, signed) : "",
    effect?.d === undefined || effect.d === null ? "" : effect.d.toFixed(1),
    effect ? digits(effect.p, 2) : "",
    time(arm.stepsToTarget, String(arm.stepsToTarget)),
    time(arm.secondsToTarget, arm.secondsToTarget.toFixed(2)),
    (1000 * arm.secondsPerStep).toFixed(1),
  ];
}

/** The best, and which of the others differ from the reference. */
function summary(arms: readonly ArmScore[]): string {
  const best = arms.reduce((a, b) => (b.loss < a.loss ? b : a));
  const differing = (sign: number) =>
    arms
      .filter(({ effect }) => effect && effect.p < 0.05 && sign * effect.difference.mean > 0)
      .map(({ name }) => name);
  const [better, worse] = [differing(-1), differing(1)];
  const sentence = (names: readonly string[], word: string) =>
    names.length === 0
      ? `none is significantly ${word}`
      : `${list(names)} ${names.length === 1 ? "is" : "are"} significantly ${word}`;
  return `Lowest mean loss: ${best.name}. Against ${REFERENCE}, after Holm's correction, ${sentence(better, "better")}, and ${sentence(worse, "worse")}.`;
}
