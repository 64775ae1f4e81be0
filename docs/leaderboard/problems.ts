/** @file The studies of the leaderboard, and what they do not say of their problems. */

import { readyStudies } from "@glissade/lab";

const PREFIX = "leaderboard-";

/** The name of the study of a problem. */
export const studyOf = (problem: string): string => `${PREFIX}${problem}`;

const studies = Object.values(readyStudies).filter(({ name }) => name.startsWith(PREFIX));

/** Names, in the order of the page. */
export const problems: readonly string[] = studies.map(({ name }) => name.slice(PREFIX.length));

/** How many each of them compares. */
export const optimizers: number = Math.max(...studies.map(({ arms }) => arms.length));

interface Facts {
  /** What a model chooses among: classes of images, or characters. */
  readonly choices: number;
  /** The option of the command that names a copy of its data. */
  readonly copy?: "mnist" | "text";
}

const facts: Readonly<Record<string, Facts>> = {
  "glyphs-cnn": { choices: 10 },
  lenet: { choices: 10, copy: "mnist" },
  "tiny-lstm": { choices: 65, copy: "text" },
  "tiny-gpt": { choices: 65, copy: "text" },
};

export function factsOf(problem: string): Facts {
  const found = facts[problem];
  if (found) return found;
  throw new Error(`leaderboard: docs/leaderboard/problems.ts lacks ${problem}`);
}
