/** @file The textbook's two studies of its sigmoid network. */

import { compare, loadStudy, prepare, type StudyResult } from "@glissade/lab";
import type { ExperimentOptions } from "../experiments.ts";

/** As in the textbook. */
const sizes = {
  "book-momentum": { steps: 40_000, runs: 22 },
  "book-normality": { steps: 10_000, runs: 100 },
} as const;

async function resultOf(
  name: keyof typeof sizes,
  { fashion, store, workers }: ExperimentOptions,
): Promise<StudyResult> {
  const study = { ...(await loadStudy(name)), ...sizes[name], ...(fashion && { data: fashion }) };
  return compare(await prepare(study, { workers }), { command: "npm run claims", store });
}

const scoresOf = ({ arms }: StudyResult): readonly number[][] =>
  arms.map(({ runs }) => runs.flatMap(({ test }) => test.mcc ?? []));

/** Matthews correlation of the test data with and without momentum. */
export async function bookMomentum(options: ExperimentOptions) {
  const [without, withMomentum] = scoresOf(await resultOf("book-momentum", options));
  return { without: without!, withMomentum: withMomentum!, steps: [sizes["book-momentum"].steps] };
}

/** Matthews correlation of a hundred runs. */
export async function bookNormality(options: ExperimentOptions) {
  const [mcc] = scoresOf(await resultOf("book-normality", options));
  return { mcc: mcc!, steps: [sizes["book-normality"].steps] };
}
