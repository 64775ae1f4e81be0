/** @file The page of claims, from the numbers of lessons, of the leaderboard and of experiments. */

import { table } from "../words.ts";
import type { Claim } from "./claim.ts";
import { networkClaims } from "./networks.ts";
import { momentum, normality, ranking } from "./optimizers/book.ts";
import { sensitivity } from "./optimizers/leaderboard.ts";
import { noise, saddles } from "./optimizers/minima.ts";
import { dying, forms, nesterov } from "./optimizers/paths.ts";
import { batches, decaying } from "./optimizers/regression.ts";

const claims: readonly Claim[] = [
  ...[momentum, normality, ranking, batches, sensitivity, noise, saddles, nesterov, forms, dying, decaying],
  ...networkClaims,
];

const HEAD = `# The texts' claims, tested

Written by \`npm run claims\` from the recorded numbers of the [lessons](../examples/README.md), the runs of the
[leaderboard](leaderboard.md) and the experiments in \`docs/claims/experiments\`; do not edit.

Five texts that teach this field claim the following: **A** _Deep learning demystified_, **B** notes on _Dive into Deep Learning_,
**C** chapter 11 of _Math for Deep Learning_ (Kneusel 2021), **D** a course's chapter on deep learning, **E** _Optimization
techniques in deep learning_. A verdict is on what was tested here, and \`npm run claims -- --help\` says how to test it again.
Numbers in brackets behind a mean, a difference or a share are 95 % intervals.
`;

/** docs/claims.md. */
export function claimsPage(): string {
  const judged = claims.map((claim) => ({ ...claim, judgement: claim.judge() }));
  const rows = judged.map(({ claim, from, judgement }) => [
    claim,
    from,
    judgement?.verdict ?? "not tested yet",
  ]);
  const sections = judged.map(({ claim, how, judgement }) =>
    judgement
      ? `## ${claim.slice(0, -1)}\n\n${how}\n\n${judgement.numbers}\n\n**${capital(judgement.verdict)}.** ${judgement.words}\n`
      : `## ${claim.slice(0, -1)}\n\n${how}\n\n**Not tested yet.**\n`,
  );
  return `${HEAD}\n${table(["claim", "text", "verdict"], 3, rows)}\n${sections.join("\n")}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
