/** @file The description of a study: a problem, a budget, and the optimizers to compare. */

import type { optim } from "glissade";
import type { ProblemFunction } from "../problem/problem.ts";
import type { SearchMethod } from "../search/methods.ts";
import type { Space, Values } from "../search/space.ts";

/** Activations of the hidden layers. */
export const ACTIVATIONS = ["sigmoid", "tanh", "relu"] as const;
/** Activations of the last layer. */
export const OUTPUTS = [...ACTIVATIONS, "none"] as const;
/** Losses by name. */
export const LOSSES = ["half-squared-error", "mean-squared-error", "softmax-cross-entropy"] as const;
/** Ways to make batches. */
export const ORDERS = ["epochs", "fresh"] as const;

/** Whether arms share the seeds of their runs. */
export const PAIRINGS = ["paired", "independent"] as const;

/** A multilayer perceptron. */
export interface Model {
  /** Units of each hidden layer; the output has one unit per class. */
  readonly layers: readonly number[];
  readonly activation: (typeof ACTIVATIONS)[number];
  /** Activation of the last layer. */
  readonly output: (typeof OUTPUTS)[number];
  /** How weights and biases start, as `parseInitializer` reads it. */
  readonly initialize: string;
}

/** The samples of a step. */
export interface Batch {
  readonly size: number;
  /** Shuffled epochs without repetition, or distinct rows drawn afresh each step. */
  readonly order: (typeof ORDERS)[number];
}

/** One of the optimizers to compare. */
export interface Arm {
  readonly name: string;
  /** As text, or, in modules, a function of the values that are searched. */
  readonly optimizer: string | ((values: Values) => optim.Optimizer);
  /** Options of the optimizer that are searched, `"default"` for the usual ranges; none where it is left out. */
  readonly space?: Space | "default";
}

/** How values are chosen: by the validation, with the same number of trials for every arm. */
export interface Search {
  readonly method: SearchMethod;
  /** Configurations of each arm; a grid has as many as its points say. */
  readonly trials: number;
  /** Runs of each configuration, of other seeds than the final runs. */
  readonly runs: number;
  /** Whether a search whose best is at an end of a range goes on beyond it, twice at most. */
  readonly extend: boolean;
  /** Stops trials that are behind; none where it is left out, for it favours fast starters. */
  readonly halving?: Halving;
}

/** Successive halving: trials are judged after `grace` steps, and then after `reduction` times as many as before. */
export interface Halving {
  readonly grace: number;
  /** One in so many goes on. */
  readonly reduction: number;
}

/** A study with every default filled in. */
export interface Study {
  readonly name: string;
  /** `dense`, of the keys `data`, `size`, `model`, `loss` and `batch`; a ready problem; or, in modules, a function. */
  readonly problem: string | ProblemFunction;
  /** A data set's name or a directory. */
  readonly data?: string;
  /** Side of the square images in pixels. */
  readonly size: number;
  readonly model: Model;
  readonly loss: (typeof LOSSES)[number];
  readonly batch: Batch;
  /** Share of the training rows that rates are chosen by. */
  readonly validation: number;
  /** The name of the metric that chooses and compares. */
  readonly metric: string;
  /** Steps of each run; those of the problem where they are left out. */
  readonly steps?: number;
  /** Seconds of training after which a run ends. */
  readonly seconds?: number;
  /** The metric of the validation whose first reach is timed. */
  readonly target?: number;
  /** Validations of each run. */
  readonly evaluations: number;
  /** Final runs of each arm, each from its own seed. */
  readonly runs: number;
  /** How often arms are compared while runs come in; the study ends early where a look shows that the best arm beats all others. */
  readonly looks: number;
  readonly seed: number;
  readonly pairing: (typeof PAIRINGS)[number];
  readonly search: Search;
  readonly arms: readonly Arm[];
}

/**
 * A study as its author writes it: what has a default may be left out.
 *
 * @example
 * export default { name: "rates", data: "glyphs", arms: [{ optimizer: "sgd(0.1)" }] } satisfies StudyInput;
 */
export interface StudyInput extends Partial<Omit<Study, "model" | "batch" | "search" | "arms">> {
  readonly name: string;
  readonly model?: Partial<Model>;
  readonly batch?: Partial<Batch>;
  readonly search?: Partial<Omit<Search, "halving">> & {
    readonly halving?: Pick<Halving, "grace"> & Partial<Halving>;
  };
  readonly arms: readonly (Partial<Arm> & Pick<Arm, "optimizer">)[];
}
