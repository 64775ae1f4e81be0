/** @file The description of a study: data, a network, a budget, and the optimizers to compare. */

/** Activations of the hidden layers. */
export const ACTIVATIONS = ["sigmoid", "tanh", "relu"] as const;
/** Activations of the last layer. */
export const OUTPUTS = [...ACTIVATIONS, "none"] as const;
/** Losses by name. */
export const LOSSES = ["half-squared-error", "mean-squared-error", "softmax-cross-entropy"] as const;
/** Ways to make batches. */
export const ORDERS = ["epochs", "fresh"] as const;

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
  readonly optimizer: string;
}

/** A study with every default filled in. */
export interface Study {
  readonly name: string;
  /** A data set's name or a directory. */
  readonly data: string;
  /** Side of the square images in pixels. */
  readonly size: number;
  readonly model: Model;
  readonly loss: (typeof LOSSES)[number];
  readonly batch: Batch;
  readonly steps: number;
  /** Runs of each arm, each from its own seed. */
  readonly runs: number;
  readonly seed: number;
  readonly arms: readonly Arm[];
}

/**
 * A study as its author writes it: what has a default may be left out.
 *
 * @example
 * export default { name: "rates", data: "glyphs", arms: [{ optimizer: "sgd(0.1)" }] } satisfies StudyInput;
 */
export interface StudyInput extends Partial<Omit<Study, "model" | "batch" | "arms">> {
  readonly name: string;
  readonly data: string;
  readonly model?: Partial<Model>;
  readonly batch?: Partial<Batch>;
  readonly arms: readonly (Partial<Arm> & Pick<Arm, "optimizer">)[];
}
