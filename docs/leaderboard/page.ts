/** @file The page of the leaderboard, from the runs that are kept. */

import { editions } from "./editions.ts";
import { type Measure, measures, type Ranking, rank } from "./ranking.ts";
import type { Leaderboard } from "./results.ts";
import { type ArmScore, allScores, type BoardScores, REFERENCE, TARGET_PART } from "./scores.ts";

const digits = (value: number, count = 4): string => String(Number(value.toPrecision(count)));
const fixed = (value: number, places: number): string => value.toFixed(places);
const cells = (values: readonly (string | number)[]): string => `| ${values.join(" | ")} |\n`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  cells(head) + cells(head.map(() => "---")) + rows.map(cells).join("");
const image = (name: string, alt: string): string => `![${alt}](images/leaderboard/${name}.svg)\n`;
const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

const HOW = `\`\`\`sh
npm run build
npm run leaderboard -- --hours 1                  # goes on where the last call stopped; --edition full for all of it
npm run leaderboard -- --mnist DIR --text FILE    # copies on your disk, otherwise they are downloaded
npm run leaderboard -- --page                     # this page and its pictures again, from docs/leaderboard/results.json
\`\`\`
`;

/** docs/leaderboard.md. */
export function leaderboardPage(leaderboard: Leaderboard): string {
  const scores = allScores(leaderboard);
  return [
    "# Leaderboard\n",
    "Written by `npm run leaderboard` from the runs in `docs/leaderboard/results.json`; do not edit.\n",
    introduction(leaderboard, scores),
    HOW,
    ...(scores.length > 1 ? acrossAll(scores) : []),
    ...scores.map(problem),
    method(leaderboard, scores),
  ].join("\n");
}

const acrossAll = (scores: readonly BoardScores[]): readonly string[] => [
  "## Across the problems\n",
  overall(scores),
  ...Object.entries(measures).map(([name, measure]) => across(name, measure, scores)),
  "## Time to the target, as profiles\n",
  "How often an optimizer is within a factor of the fastest; a line that ends below 100 % missed targets.\n",
  image("profile-steps", "performance profiles by steps"),
  image("profile-seconds", "performance profiles by seconds"),
];

function runsOf({ boards }: Leaderboard): {
  readonly tuning: number;
  readonly final: number;
  readonly lost: number;
} {
  const arms = boards.flatMap((board) => board.arms);
  const finals = arms.flatMap(({ runs }) => runs);
  const trials = arms.flatMap((arm) => arm.trials);
  const lost = finals.filter(({ status }) => status !== "done").length;
  return { tuning: trials.length, final: finals.length, lost };
}

function introduction(leaderboard: Leaderboard, scores: readonly BoardScores[]): string {
  const { tuning, final, lost } = runsOf(leaderboard);
  const seeds = scores.flatMap(({ arms }) => arms.map(({ runs }) => runs));
  const fewest = Math.min(...seeds);
  const most = Math.max(...seeds);
  const optimizers = rank(scores, measures.loss).names.length;
  const ended = lost === 0 ? "all of which finished" : `${lost} of which did not finish`;
  return `${optimizers} optimizers on ${scores.length} ${scores.length === 1 ? "problem" : "problems"}. Behind it are ${tuning + final} runs: ${tuning} to choose the rates, and ${final} with the
chosen rates, ${ended}: ${fewest === most ? fewest : `${fewest} to ${most}`} seeds for each optimizer and problem. This is the ${leaderboard.edition} edition: the runs are short, and what wins
after a few hundred steps need not win after many thousand. Times were taken on a machine that other programs used too, and change
with the engine; steps do not.
`;
}

function overall(scores: readonly BoardScores[]): string {
  const rankings = Object.values(measures).map((measure) => rank(scores, measure));
  const [byLoss] = rankings;
  const reached = (name: string) =>
    scores.filter(({ arms }) => Number.isFinite(arms.find((arm) => arm.name === name)!.stepsToTarget)).length;
  const rows = byLoss!.nemenyi.order.map((index) => {
    const name = byLoss!.names[index]!;
    const averages = rankings.map(({ nemenyi }) => fixed(nemenyi.averageRanks[index]!, 2));
    return [name, ...averages, `${reached(name)} of ${scores.length}`];
  });
  return `Average ranks over the problems, 1 is best:\n\n${table(
    ["optimizer", "by loss", "by steps", "by seconds", "targets reached"],
    rows,
  )}`;
}

function across(name: string, measure: Measure, scores: readonly BoardScores[]): string {
  return `### By ${measure.title}\n\n${image(`ranks-${name}`, `average ranks by ${measure.title}`)}\n${verdict(rank(scores, measure))}\n`;
}

/** What the ranks show, in words. */
function verdict({ names, friedman, nemenyi }: Ranking): string {
  const best = nemenyi.order[0]!;
  const apart = names.filter((_, index) => nemenyi.p[best]![index]! < 0.05 && index !== best);
  const { p } = friedman?.permutation ?? { p: 1 };
  const test = `Friedman's test, by permutation, has p = ${digits(p, 2)}`;
  const first = `Lowest average rank: ${names[best]}, ${fixed(nemenyi.averageRanks[best]!, 2)}.`;
  const ties =
    apart.length === 0
      ? "Nemenyi's test tells it from none of the others"
      : `Nemenyi's test tells it from ${list(apart)}, and from no other`;
  return `${first} ${test}. ${ties}: with so few problems, ranks must be ${fixed(nemenyi.criticalDifference, 1)} apart.`;
}

function problem({ board, target, arms }: BoardScores): string {
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

${board.about}. ${board.steps} steps of ${board.batchSize} examples. Target: ${digits(target)}.

${table(
  head,
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
    `\`${optimizer}\`${lost > 0 ? `, ${lost} of ${runs} diverged` : ""}`,
    `${fixed(loss, 4)}${standardError === null ? "" : ` ± ${fixed(standardError, 4)}`}`,
    ...(hasAccuracy ? [accuracy === null ? "" : `${fixed(100 * accuracy, 1)} %`] : []),
    effect ? differenceText(effect.difference) : "",
    effect?.d === undefined || effect.d === null ? "" : fixed(effect.d, 1),
    effect ? digits(effect.p, 2) : "",
    time(arm.stepsToTarget, String(arm.stepsToTarget)),
    time(arm.secondsToTarget, fixed(arm.secondsToTarget, 2)),
    fixed(1000 * arm.secondsPerStep, 1),
  ];
}

function differenceText({
  mean,
  low,
  high,
}: {
  mean: number;
  low: number | null;
  high: number | null;
}): string {
  const sign = (value: number) => `${value < 0 ? "−" : "+"}${fixed(Math.abs(value), 3)}`;
  return low === null || high === null ? sign(mean) : `${sign(mean)} (${sign(low)} to ${sign(high)})`;
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

function method({ edition, environment }: Leaderboard, scores: readonly BoardScores[]): string {
  const { points } = editions[edition];
  const { cpu, node, onnxruntime } = environment;
  return `## How it was done

- Each optimizer had ${points} learning rates, evenly in the logarithm over its usual range (\`defaultSpace\`), and more beyond an end where the
  best was there, in one run each; all other options are the defaults that [optimizers](optimizers.md) lists. The rate with the least loss
  of the validation data was chosen. Rates are constant: no warm-up and no decay, which favours optimizers that need neither.
- The final runs have other seeds. All optimizers share them, and with them initial parameters and batches, so that differences are of
  pairs. Intervals and p are of the paired t test, p adjusted by Holm for the optimizers of a problem; d is Cohen's. ${Math.min(...scores.flatMap(({ arms }) => arms.map(({ runs }) => runs)))} pairs
  show large effects alone.
- The score is the cross-entropy of the test data at the end, at the point that the optimizer evaluates (schedule-free AdamW its average).
  A run that diverged counts with the loss of guessing. The target is the loss of the validation that ${REFERENCE} has on average after
  ${100 * TARGET_PART} % of its steps; the time to it is that of the first of ${scores[0]?.board.arms[0]?.runs[0]?.validation.length ?? 0} validations at the target or below, the median of the seeds.
- A step's time is what one thread needs of a processor, measured apart from the runs: the least of two means over 30 steps.
  Seconds to the target are steps times that, without validations. ${cpu}, Node ${node}, ONNX Runtime
  ${onnxruntime}.
- Muon orthogonalises matrices and leaves the other parameters, convolutions among them, to AdamW at the same rate.
- The studies are \`leaderboard-glyphs-cnn\`, \`leaderboard-lenet\`, \`leaderboard-tiny-lstm\` and \`leaderboard-tiny-gpt\`: \`npx glissade compare\`
  trains one of them alone. The two models of language are small so that a run takes seconds.
`;
}
