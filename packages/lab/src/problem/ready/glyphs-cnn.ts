/** @file A small convolutional network on drawn glyphs: no data to fetch, a run takes seconds. */

import { batches, losses, metrics, nn, splitData } from "glissade";
import { glyphs } from "glissade/data";
import type { ProblemOptions } from "../../study/study.ts";
import { type Problem, problem } from "../problem.ts";

/** Two convolutions and two dense layers on 4000 glyphs of 14×14 pixels. */
export function glyphsCnn({ validation }: ProblemOptions): Problem {
  const { train: rows, test, classes } = glyphs({ train: 4000, test: 1000 });
  const split = validation > 0 ? splitData(rows, { validation, stratify: rows.labels }) : undefined;
  const train = split?.train ?? rows;
  return problem({
    name: "glyphs CNN",
    about: `glyphs, ${train.size} images to train on, ${split?.validation.size ?? 0} to choose by, ${test.size} to test on`,
    model: nn.sequential(
      nn.reshape([1, 14, 14]),
      ...[nn.conv2d(16, 3), nn.relu(), nn.maxPool2d(2)],
      ...[nn.conv2d(32, 3), nn.relu(), nn.maxPool2d(2)],
      ...[nn.flatten(), nn.linear(64), nn.relu(), nn.linear(classes.length)],
    ),
    loss: losses.softmaxCrossEntropy,
    batches: (seed) => batches(train, { size: 64, seed, last: "drop" }),
    ...(split && { validation: split.validation }),
    test,
    metrics: {
      accuracy: metrics.accuracy(),
      mcc: metrics.matthewsCorrelation(),
      confusion: metrics.confusion(),
    },
    batchSize: 64,
    steps: 600,
    classes,
  });
}
