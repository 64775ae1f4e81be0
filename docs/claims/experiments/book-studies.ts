/** @file The textbook's two studies of its sigmoid network. */

import { compare, loadStudy, prepare, type StudyResult } from "@glissade/lab";
import type { ExperimentOptions } from "../experiments.ts";

async function run(name: string, { fashion, store, workers }: ExperimentOptions) {
  const study = { ...(await loadStudy(name)), ...(fashion && { data: fashion }) };
  const result = await compare(await prepare(study, { workers }), { command: "npm run claims", store });
  return { scores: scoresOf(result), steps: [study.steps!] };
}

const scoresOf = ({ arms }: StudyResult): readonly number[][] =>
  arms.map(({ runs }) => runs.flatMap(({ test }) => test.mcc ?? []));

/** Matthews correlation of the test data with and without momentum. */
export async function bookMomentum(options: ExperimentOptions) {
  const { scores, steps } = await run("book-momentum", options);
  const [without, withMomentum] = scores;
  return { without: without!, withMomentum: withMomentum!, steps };
}

/** Matthews correlation of a hundred runs. */
export async function bookNormality(options: ExperimentOptions) {
  const { scores, steps } = await run("book-normality", options);
  return { mcc: scores[0]!, steps };
}
