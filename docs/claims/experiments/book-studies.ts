/** @file The textbook's studies: of its sigmoid network, and of a small convolutional one. */

import { compare, loadStudy, openProblem, prepare, type StudyResult } from "@glissade/lab";
import { leastStepSeconds } from "../../step-times.ts";
import type { ExperimentOptions } from "../experiments.ts";

interface Training extends Pick<ExperimentOptions, "store" | "workers"> {
  readonly data: string | undefined;
}

async function train(name: string, { data, store, workers }: Training): Promise<StudyResult> {
  const study = { ...(await loadStudy(name)), ...(data && { data }) };
  return compare(await prepare(study, { workers }), { command: "npm run claims", store });
}

async function run(name: string, { fashion, ...options }: ExperimentOptions) {
  const result = await train(name, { ...options, data: fashion });
  return { scores: scoresOf(result), steps: [(await loadStudy(name)).steps!] };
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

/** Accuracies of five optimizers on the small network, and milliseconds of their steps, by the names of the arms. */
export async function bookCnn({ mnist, ...options }: ExperimentOptions) {
  const study = { ...(await loadStudy("book-cnn")), ...(mnist && { data: mnist }) };
  const { arms } = await train("book-cnn", { ...options, data: mnist });
  const seconds = await leastStepSeconds(await openProblem(study), arms);
  return Object.fromEntries(
    arms.flatMap(({ name, runs }) => [
      [name, runs.flatMap(({ test }) => test.accuracy ?? [])],
      [`${name}, ms`, [1000 * seconds.get(name)!]],
    ]),
  );
}
