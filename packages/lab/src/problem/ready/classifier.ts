/** @file A ready problem that classifies images. */

import { batches, losses, metrics, type nn, type Tree } from "glissade";
import type { ProblemFunction, ProblemOptions } from "../problem.ts";
import { type Problem, problem } from "../problem.ts";
import { type ImageOptions, imageParts } from "./images.ts";

/** What classes are judged by. */
export const classMetrics = {
  accuracy: metrics.accuracy(),
  mcc: metrics.matthewsCorrelation(),
  confusion: metrics.confusion(),
};

export interface Classifier<Params extends Tree, State extends Tree>
  extends Omit<ImageOptions, keyof ProblemOptions> {
  readonly name: string;
  /** With an output for each of ten classes. */
  readonly model: nn.Model<Params, State>;
  readonly batchSize: number;
  readonly steps: number;
}

/** The problem of a model on images, by cross-entropy. */
export const classifier =
  <Params extends Tree, State extends Tree = nn.None>({
    name,
    model,
    batchSize,
    steps,
    ...images
  }: Classifier<Params, State>): ProblemFunction =>
  async (options): Promise<Problem> => {
    const { train, validation, test, classes, about } = await imageParts({ ...images, ...options });
    return problem({
      ...{ name, about, model, steps, batchSize, classes, test },
      loss: losses.softmaxCrossEntropy,
      batches: (seed) => batches(train, { size: batchSize, seed, last: "drop" }),
      ...(validation && { validation }),
      metrics: classMetrics,
    });
  };
