import { expect, test } from "vitest";
import type { TrialResult } from "../results/result.ts";
import { arm, study } from "./fixtures/study.ts";
import { trialTable } from "./rows.ts";
import { toText } from "./table.ts";

const trial = (learningRate: number, scores: readonly (number | null)[]): TrialResult => ({
  ...{
    values: { learningRate },
    scores,
    runs: scores.length,
    lost: 0,
    stopped: 0,
    isComplete: true,
    chosen: learningRate === 0.1,
  },
  score: scores.includes(null) ? null : scores.reduce<number>((sum, each) => sum + each!, 0) / scores.length,
});

const textOf = (trials: readonly TrialResult[]) => toText(trialTable(study([{ ...arm("sgd", []), trials }])));

test("trials of several runs have the standard error of their mean", () => {
  const text = textOf([trial(0.1, [0.8, 0.9]), trial(1, [0.5, null])]);
  expect(text).toMatch(/^sgd +0\.1 +chosen +0\.850 ± 0\.050 +2 +0$/m);
  expect(text).toMatch(/^sgd +1 +- +2 +0$/m);
});

test("trials of one run have their score", () =>
  expect(textOf([trial(0.1, [0.8123])])).toMatch(/^sgd +0\.1 +chosen +0\.8123 +1 +0$/m));

test("each option has a column, and numbers are short", () => {
  const values = { learningRate: 0.00000322392, nesterov: true };
  const text = textOf([trial(0.1, [0.8]), { ...trial(1, [0.5]), values }]);
  expect(text).toMatch(/^arm +learningRate +nesterov +validation MCC +runs/);
  expect(text).toMatch(/^sgd +0\.1 +- +chosen/m);
  expect(text).toMatch(/^sgd +3\.224e-6 +true +0\.5/m);
});
