/** @file The keys of a study: one row each, for the reader, the defaults and the documentation. */

import type { optim } from "glissade";
import type { ProblemFunction } from "../problem/problem.ts";
import { rangeKinds, readSpace } from "../search/read-space.ts";
import { searchMethods } from "../search/sampler.ts";
import type { Space } from "../search/space.ts";
import { parseInitializer } from "./initializer.ts";
import {
  integer,
  type Key,
  type Keys,
  type Kind,
  label,
  leaf,
  list,
  numberThat,
  object,
  oneOf,
  optional,
  text,
  textOrFunction,
  toWhere,
} from "./kind.ts";
import {
  ACTIVATIONS,
  type Arm,
  type Batch,
  type Halving,
  LOSSES,
  type Model,
  ORDERS,
  OUTPUTS,
  PAIRINGS,
  type Search,
  type Study,
} from "./study.ts";

const initializer = leaf<string>(
  '"uniform(a)" or "normal(s)" with a positive number, "xavier" or "kaiming"',
  (value) => typeof value === "string" && parseInitializer(value) !== undefined,
);

/** Only its presence is judged here: `validateStudy` has the framework's own parser read the text. */
const optimizer = textOrFunction<Arm["optimizer"] & ((...values: never) => optim.Optimizer)>(
  'an optimizer such as "sgd(0.2, momentum=0.9)"',
);

/** Read by the search itself, whose errors say more. */
const space: Kind<Space | "default"> = {
  expected: `"default", or for each option a range such as { log: [low, high] }, of one of these kinds: ${rangeKinds.join(", ")}`,
  read: (value, place) => (value === "default" ? value : readSpace(toWhere(place), value)),
};

/** More are planned in no memory and trained in no time. */
const MOST_RUNS = 10_000;

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
  name: { doc: "Heading in tables and charts.", kind: label, sameAs: "optimizer" },
  space: {
    doc: 'Options of the optimizer that are searched, such as { "learningRate": { "log": [0.001, 1] } }.',
    kind: optional(space),
  },
};

const halvingKeys: Keys<Halving> = {
  grace: {
    doc: "Steps after which the trials of an arm are first judged, by the validation; later ones follow in powers of the reduction.",
    kind: integer(1),
  },
  reduction: { doc: "One trial in so many goes on.", kind: integer(2), default: 4 },
};

const searchKeys: Keys<Search> = {
  method: { doc: "How trials are chosen.", kind: oneOf(searchMethods), default: "grid" },
  trials: {
    doc: "Trials of each arm; a grid has as many as its points.",
    kind: integer(1, MOST_RUNS),
    default: 12,
  },
  runs: {
    doc: "Runs of each trial, of other seeds than the final runs.",
    kind: integer(1, MOST_RUNS),
    default: 1,
  },
  extend: {
    doc: "Whether a search whose best is at an end of a range goes on beyond it.",
    kind: leaf<boolean>("true or false", (value) => typeof value === "boolean"),
    default: true,
  },
  halving: {
    doc: "Stops trials that are behind (asynchronous successive halving), which favours fast starters; left out, all are trained to the end.",
    kind: optional(object(halvingKeys)),
  },
};

interface StudyKey<Value> extends Key<Value> {
  /**
   * What runs depend on besides their configuration and seed: studies that agree in it share their runs. `undefined` where
   * they depend on nothing of the key.
   */
  readonly identity: (study: Study) => unknown;
  /** Whether runs are read by it, so that it can be changed when they are there. */
  readonly isRead?: boolean;
}

/** Runs depend on the key, in the studies of which `when` holds. */
const itself =
  (name: keyof Study, when: (study: Study) => boolean = () => true) =>
  (study: Study): unknown =>
    when(study) ? study[name] : undefined;
const none = (): undefined => undefined;
/** Which describe a network. */
export const denseKeys = ["size", "model", "loss", "batch"] as const;
const ofDense = ({ problem }: Study): boolean => problem === "dense";
/** Looks and what they are shares of are settled beforehand: others are another study. */
const withLooks = ({ looks }: Study): boolean => looks > 1;
/** It decides who goes on. */
const whereJudged = (study: Study): boolean => withLooks(study) || study.search.halving !== undefined;

const studyKeys: { readonly [Name in keyof Study]-?: StudyKey<Study[Name]> } = {
  name: { doc: "Heading of the result.", kind: label, identity: none },
  problem: {
    doc: "dense, a network of the keys data, size, model, loss and batch; or a ready problem by its name.",
    kind: textOrFunction<ProblemFunction>("the name of a problem"),
    default: "dense",
    identity: itself("problem"),
  },
  data: {
    doc: "glyphs, mnist, fashion-mnist, or a directory; the problem's own by default.",
    kind: optional(text()),
    identity: itself("data"),
  },
  size: {
    doc: "Side of the square images in pixels.",
    kind: integer(1),
    default: 14,
    identity: itself("size", ofDense),
  },
  model: { doc: "The network.", kind: object(modelKeys), identity: itself("model", ofDense) },
  loss: {
    doc: "What training makes small.",
    kind: oneOf(LOSSES),
    default: "softmax-cross-entropy",
    identity: itself("loss", ofDense),
  },
  batch: { doc: "The samples of a step.", kind: object(batchKeys), identity: itself("batch", ofDense) },
  validation: {
    doc: "Share of the training rows that validation takes.",
    kind: numberThat("a number from 0 to less than 1", (value) => value >= 0 && value < 1),
    default: 0,
    identity: itself("validation"),
  },
  metric: {
    doc: "The metric that arms are compared by.",
    kind: text(),
    default: "accuracy",
    identity: itself("metric", whereJudged),
    isRead: true,
  },
  steps: {
    doc: "Training steps of each run; the problem's own number by default.",
    kind: optional(integer(1)),
    identity: itself("steps"),
  },
  seconds: {
    doc: "Seconds of training after which a run ends.",
    kind: optional(numberThat("a positive number", (value) => value > 0)),
    identity: itself("seconds"),
  },
  target: {
    doc: "A value of the validation's metric: when runs first reach it is reported.",
    kind: optional(numberThat("a number", () => true)),
    identity: none,
    isRead: true,
  },
  evaluations: {
    doc: "Validations of each run, where there is validation data.",
    kind: integer(1),
    default: 20,
    identity: itself("evaluations"),
  },
  runs: {
    doc: "Runs of each arm, each from its own seed.",
    kind: integer(1, MOST_RUNS),
    default: 5,
    identity: itself("runs", withLooks),
    isRead: true,
  },
  looks: {
    doc: "How often arms are compared while runs come in; a look that shows the best to beat all others ends the study.",
    kind: integer(1, 20),
    default: 1,
    identity: itself("looks", withLooks),
  },
  seed: {
    doc: "Seed that all the others come from.",
    kind: integer(0, Number.MAX_SAFE_INTEGER),
    default: 1,
    identity: itself("seed", withLooks),
    isRead: true,
  },
  pairing: {
    doc: "Whether the first run of every arm has the same parameters and batches, and so on, or each its own.",
    kind: oneOf(PAIRINGS),
    default: "paired",
    identity: none,
    isRead: true,
  },
  search: {
    doc: "How the values of spaces are chosen, by the validation.",
    kind: object(searchKeys),
    identity: ({ search: { halving } }) => halving && { halving },
    isRead: true,
  },
  arms: { doc: "The optimizers to compare.", kind: list(object(armKeys), 1), identity: none },
};

/** The whole study as one kind. */
export const studyKind = object<Study>(studyKeys);

/** What runs are read by, by key. */
export const readingOf = (study: Study): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(studyKeys).flatMap(([name, { isRead = false }]) =>
      isRead ? [[name, study[name as keyof Study] ?? null]] : [],
    ),
  );

/** What the runs of a study depend on besides their configurations and seeds, by key. */
export const identityOf = (study: Study): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(studyKeys)
      .map(([name, { identity }]) => [name, identity(study)] as const)
      .filter(([, value]) => value !== undefined),
  );
