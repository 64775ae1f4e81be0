/** @file Studies that come with the lab, by name. */

import { leaderboardStudies } from "./leaderboard.ts";
import type { StudyInput } from "./study.ts";
import { tunedStudies } from "./tuned.ts";

const quickstart: StudyInput = {
  name: "quickstart",
  data: "glyphs",
  model: { layers: [100, 50], activation: "relu" },
  steps: 2000,
  runs: 5,
  arms: [
    { name: "SGD", optimizer: "sgd(0.1)" },
    { name: "momentum", optimizer: "sgd(0.1, momentum=0.9)" },
    { name: "Adam", optimizer: "adam(0.001)" },
  ],
};

/** The textbook's experiment: does momentum help a sigmoid network on Fashion-MNIST? */
const bookMomentum: StudyInput = {
  name: "book-momentum",
  data: "fashion-mnist",
  size: 14,
  model: { layers: [100, 50], activation: "sigmoid", output: "sigmoid", initialize: "uniform(0.5)" },
  loss: "half-squared-error",
  batch: { size: 64, order: "fresh" },
  metric: "mcc",
  steps: 40_000,
  runs: 22,
  arms: [
    { name: "without momentum", optimizer: "sgd(1.0)" },
    { name: "with momentum", optimizer: "sgd(0.2, momentum=0.9)" },
  ],
};

/** The textbook's second experiment: five optimizers on a small convolutional network. */
const bookCnn: StudyInput = {
  name: "book-cnn",
  problem: "small-cnn",
  runs: 5,
  arms: [
    { name: "SGD", optimizer: "sgd(0.01)" },
    { name: "momentum", optimizer: "sgd(0.01, momentum=0.9)" },
    { name: "RMSprop", optimizer: "rmsprop(0.001)" },
    { name: "Adagrad", optimizer: "adagrad(0.01)" },
    { name: "Adam", optimizer: "adam(0.001)" },
  ],
};

/** The textbook's question whether the results of runs are normally distributed. */
const bookNormality: StudyInput = {
  ...bookMomentum,
  name: "book-normality",
  steps: 10_000,
  runs: 100,
  arms: [{ name: "without momentum", optimizer: "sgd(1.0)" }],
};

/** Time to 97 % of the validation data. */
const algoperf: StudyInput = {
  name: "algoperf-mnist",
  problem: "algoperf-mnist",
  validation: 1 / 6,
  target: 0.97,
  evaluations: 40,
  arms: [
    { name: "AdamW", optimizer: "adamw(0.002, weightDecay=0.01)" },
    { name: "NAdam", optimizer: "nadam(0.002)" },
    { name: "Nesterov", optimizer: "sgd(0.1, momentum=0.9, nesterov=true)" },
    { name: "momentum", optimizer: "sgd(0.1, momentum=0.9)" },
  ],
};

/** DeepOBS' noisy quadratic at the rates of its stored runs, whose losses are 87.11, 87.40 and 87.05. */
const quadraticDeep: StudyInput = {
  name: "quadratic-deep",
  problem: "quadratic-deep",
  metric: "loss",
  runs: 10,
  arms: [
    { name: "Adam", optimizer: "adam(0.03981)" },
    { name: "SGD", optimizer: "sgd(0.01585)" },
    { name: "momentum", optimizer: "sgd(0.002512, momentum=0.99)" },
  ],
};

const studies = [
  ...[quickstart, bookMomentum, bookCnn, bookNormality, algoperf, quadraticDeep],
  ...[...tunedStudies, ...leaderboardStudies],
];

/**
 * The studies that come with the lab, by name: what `loadStudy` and the commands know without a file.
 *
 * @example
 * readyStudies["book-momentum"]?.steps; // 40000
 */
export const readyStudies: Readonly<Record<string, StudyInput>> = Object.fromEntries(
  studies.map((study) => [study.name, study]),
);
