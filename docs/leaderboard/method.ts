/** @file How the leaderboard was made, in words. */

import { ROUNDS, STEPS } from "../step-times.ts";
import { list } from "../words.ts";
import { editions } from "./editions.ts";
import { studyOf } from "./problems.ts";
import type { Leaderboard } from "./results.ts";
import { type BoardScores, REFERENCE, TARGET_PART } from "./scores.ts";

/** How the runs were made. */
export function method({ edition, environment }: Leaderboard, scores: readonly BoardScores[]): string {
  const { points } = editions[edition];
  const { cpu, node, onnxruntime } = environment;
  const pairs = Math.min(...scores.flatMap(({ arms }) => arms.map(({ runs }) => runs)));
  const validations = scores[0]?.board.arms[0]?.runs[0]?.validation.length ?? 0;
  const studies = scores.map(({ board }) => `\`${studyOf(board.problem)}\``);
  return `## How it was done

- Each optimizer had ${points} learning rates, evenly in the logarithm over its usual range (\`defaultSpace\`), and more beyond an end where the
  best was there, in one run each; all other options are the defaults that [optimizers](optimizers.md) lists. The rate with the least loss
  of the validation data was chosen. Rates are constant: no warm-up and no decay, which favours optimizers that need neither.
- The final runs have other seeds. All optimizers share them, and with them initial parameters and batches, so that differences are of
  pairs. Intervals and p are of the paired t test, p adjusted by Holm for the optimizers of a problem; d is Cohen's. ${pairs} pairs
  show large effects alone.
- The score is the cross-entropy of the test data at the end, at the point that the optimizer evaluates (schedule-free AdamW its average).
  A run that diverged counts with the loss of guessing. The target is the loss of the validation that ${REFERENCE} has on average after
  ${100 * TARGET_PART} % of its steps; the time to it is that of the first of ${validations} validations at the target or below, the median of the seeds.
- A step's time is what one thread needs of a processor, measured apart from the runs: the least of ${ROUNDS} means over ${STEPS} steps.
  Seconds to the target are steps times that, without validations. ${cpu}, Node ${node}, ONNX Runtime
  ${onnxruntime}.
- Muon orthogonalises matrices and leaves the other parameters, convolutions among them, to AdamW at the same rate.
- The studies are ${list(studies)}: \`npx glissade compare\`
  trains one of them alone. The models of language are small so that a run takes seconds.
`;
}
