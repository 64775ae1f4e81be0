/** @file The grid of a space: every combination of the values of its hyper-parameters. */

import { ArgumentError } from "glissade";
import { gridOf } from "./axis.ts";
import type { Space, Values } from "./space.ts";

/** Beyond which a grid is a mistake. */
const MOST_TRIALS = 100_000;

/** Every combination; the last hyper-parameter changes first. */
export function gridTrials(space: Space): readonly Values[] {
  const axes = Object.entries(space).map(([name, range]) => [name, gridOf(range)] as const);
  const count = axes.reduce((product, [, values]) => product * values.length, 1);
  if (count > MOST_TRIALS) {
    throw new ArgumentError({
      where: "sampler(space)",
      rule: `a grid has at most ${MOST_TRIALS} trials, got ${axes.map(([, { length }]) => length).join(" x ")}`,
      fix: "Lower points or perDecade, fix some hyper-parameters, or use another method",
    });
  }
  return axes.reduce<readonly Values[]>(
    (trials, [name, values]) =>
      trials.flatMap((trial) => values.map((value) => ({ ...trial, [name]: value }))),
    [{}],
  );
}
