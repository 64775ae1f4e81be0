/** @file What the numbers of a comparison cannot say, in plain words. */

import { normalityPower } from "./normality-power.ts";
import { detectableEffect } from "./power.ts";
import { smallestAttainableP } from "./smallest-p.ts";

/** How many values were compared. */
export interface Compared {
  readonly n: number;
  /** Of the other sample; n for pairs. */
  readonly m: number;
  readonly paired: boolean;
  /** Pairs without a difference, which rank tests leave out. */
  readonly zeros?: number;
}

/** Below this many values per sample no test tells much. */
const FEW_VALUES = 5;

/** From so many on, tests of normality see most of what matters, and the bootstrap has enough to draw from. */
const [NORMALITY_ENOUGH, BOOTSTRAP_ENOUGH] = [50, 10];

/** Two digits. */
const short = (value: number): string => String(Number(value.toPrecision(2)));

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** The sentences that go with so many values, the gravest first. */
export function caveatsOf(compared: Compared): readonly string[] {
  return [
    ...fewValues(compared),
    ...undetected(compared),
    ...smallestP(compared),
    ...normality(compared),
    ...bootstrap(compared),
    "The tests answer one question in several ways: choose one before you look, or adjust for all of them.",
  ];
}

const least = ({ n, m }: Compared): number => Math.min(n, m);

function fewValues(compared: Compared): readonly string[] {
  if (least(compared) >= FEW_VALUES) return [];
  return [`A sample has fewer than ${FEW_VALUES} values. Run more seeds before you trust a test.`];
}

function undetected(compared: Compared): readonly string[] {
  if (least(compared) < 2) return [];
  const { n, m, paired } = compared;
  const effect = detectableEffect({ n, m, paired }).toFixed(paired ? 2 : 1);
  const [runs, d] = paired ? [`${n} pairs`, "d of pairs"] : [`${n} and ${m} values`, "Cohen's d"];
  return [
    `With ${runs} a t test finds a ${d} of ${effect} in four studies of five. A large p does not show that A and B are equally good: that takes a test of equivalence (--margin).`,
  ];
}

function smallestP({ n, m, paired, zeros = 0 }: Compared): readonly string[] {
  if (n === zeros) return [];
  const p = smallestAttainableP(paired ? "wilcoxon" : "mann-whitney", { n: n - zeros, m });
  if (p < 0.001) return [];
  const never = p > 0.05 ? ": it can show nothing at 0.05" : "";
  return [`The smallest p that an exact rank or permutation test can have here is ${short(p)}${never}.`];
}

function normality(compared: Compared): readonly string[] {
  const power = normalityPower(Math.max(1, least(compared)));
  if (!power || least(compared) >= NORMALITY_ENOUGH) return [];
  const { n, skewed, flat } = power;
  return [
    `Tests of normality see little in few values: of samples of ${n}, Shapiro-Wilk finds ${percent(skewed)} of exponential and ${percent(flat)} of uniform ones not normal. A large p does not show that a sample is normal.`,
  ];
}

function bootstrap(compared: Compared): readonly string[] {
  if (least(compared) >= BOOTSTRAP_ENOUGH) return [];
  return [`Bootstrap intervals of fewer than ${BOOTSTRAP_ENOUGH} values are too narrow.`];
}
