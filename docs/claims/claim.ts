/** @file A claim of the texts: how it is tested, and what its numbers say. */

import { recorded } from "../../examples/support/catalogue.ts";

export type Verdict = "holds" | "holds in part" | "does not hold here";

export interface Judgement {
  readonly verdict: Verdict;
  /** With intervals where there are samples. */
  readonly numbers: string;
  /** What the verdict means, and what it leaves open. */
  readonly words: string;
}

export interface Claim {
  readonly claim: string;
  /** The texts that make it, by their letters. */
  readonly from: string;
  readonly how: string;
  /** Nothing where its numbers have not been made. */
  readonly judge: () => Judgement | undefined;
}

/** The recorded numbers of a lesson. */
export function lesson(name: string): Readonly<Record<string, number>> {
  const found = recorded()[name];
  if (!found) throw new Error(`claims: the lesson ${name} has no recorded numbers`);
  return found.numbers;
}

/** All conditions, some of them, or none. */
export function verdictOf(...conditions: readonly boolean[]): Verdict {
  if (conditions.every(Boolean)) return "holds";
  return conditions.some(Boolean) ? "holds in part" : "does not hold here";
}

/** A link to a lesson by the name of its file. */
export const linkTo = (file: string): string => `[lesson ${file.slice(0, 2)}](../examples/${file}.ts)`;
