/** @file Studies that come with the lab, by name. */

import type { StudyInput } from "./study.ts";

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

/** The built-in studies; the name is also the key. */
export const builtinStudies: Readonly<Record<string, StudyInput>> = {
  [quickstart.name]: quickstart,
  [bookMomentum.name]: bookMomentum,
};
