/** @file The keys of a study: one row each, for the reader, the defaults and the documentation. */

import { parseInitializer } from "./initializer.ts";
import { integer, type Keys, leaf, list, object, oneOf, text } from "./kind.ts";
import {
  ACTIVATIONS,
  type Arm,
  type Batch,
  LOSSES,
  type Model,
  ORDERS,
  OUTPUTS,
  type Study,
} from "./study.ts";

const initializer = leaf<string>(
  '"uniform(a)" or "normal(s)" with a positive number, "xavier" or "kaiming"',
  (value) => typeof value === "string" && parseInitializer(value) !== undefined,
);

/** Only its presence is judged here: `validateStudy` has the framework's own parser read the text. */
const optimizer = text('an optimizer such as "sgd(0.2, momentum=0.9)"');

const modelKeys: Keys<Model> = {
  layers: { doc: "Units of each hidden layer.", kind: list(integer(1)), default: [100, 50] },
  activation: { doc: "Activation of the hidden layers.", kind: oneOf(ACTIVATIONS), default: "relu" },
  output: { doc: "Activation of the last layer.", kind: oneOf(OUTPUTS), default: "none" },
  initialize: { doc: "How weights and biases start.", kind: initializer, default: "kaiming" },
};

const batchKeys: Keys<Batch> = {
  size: { doc: "Samples in each step.", kind: integer(1), default: 64 },
  order: {
    doc: "Shuffled epochs without repetition, or distinct rows drawn afresh each step.",
    kind: oneOf(ORDERS),
    default: "epochs",
  },
};

const armKeys: Keys<Arm> = {
  optimizer: { doc: "The optimizer with its arguments.", kind: optimizer },
  name: { doc: "Heading in tables and charts.", kind: text(), sameAs: "optimizer" },
};

const studyKeys: Keys<Study> = {
  name: { doc: "Heading of the result.", kind: text() },
  data: { doc: "glyphs, mnist, fashion-mnist, or a directory.", kind: text() },
  size: { doc: "Side of the square images in pixels.", kind: integer(1), default: 14 },
  model: { doc: "The network.", kind: object(modelKeys) },
  loss: { doc: "What training makes small.", kind: oneOf(LOSSES), default: "softmax-cross-entropy" },
  batch: { doc: "The samples of a step.", kind: object(batchKeys) },
  steps: { doc: "Training steps of each run.", kind: integer(1), default: 2000 },
  runs: { doc: "Runs of each arm, each from its own seed.", kind: integer(1), default: 5 },
  seed: { doc: "Seed that all the others come from.", kind: integer(0), default: 1 },
  arms: { doc: "The optimizers to compare.", kind: list(object(armKeys), 1) },
};

/** The whole study as one kind. */
export const studyKind = object(studyKeys);
