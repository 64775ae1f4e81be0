/** @file Spaces of hyper-parameters: the values that a search may try. */

/** What a hyper-parameter may be. */
export type Value = number | string | boolean | null;

/** One value for each hyper-parameter, by its name. */
export type Values = Readonly<Record<string, Value>>;

/** The lowest and the highest value, both included. */
export type Interval = readonly [low: number, high: number];

interface Ranged {
  /** Values of a grid over the range, ends included. */
  readonly points?: number;
  /** Values beyond which the range is never extended, such as 0 and 1 of a share. */
  readonly limits?: Interval;
}

/** Evenly in the logarithm, for what counts in factors: learning rates, weight decays. */
export interface LogRange extends Ranged {
  readonly log: Interval;
  /** Values of a grid for each factor of ten, in the place of `points`; 2 by default. */
  readonly perDecade?: number;
}

/** Evenly. */
export interface LinearRange extends Ranged {
  readonly linear: Interval;
}

/** Evenly in the logarithm of 1 - x, for decays of averages: from 0.9 to 0.99 is as far as from 0 to 0.9. */
export interface ComplementRange extends Ranged {
  readonly complement: Interval;
  /** Values of a grid for each factor of ten of 1 - x, in the place of `points`; 2 by default. */
  readonly perDecade?: number;
}

/** Whole numbers. */
export interface IntegerRange extends Ranged {
  readonly integer: Interval;
  /** Evenly in the logarithm, for sizes of batches and layers; `false` by default. */
  readonly log?: boolean;
}

/** One of a list, in no order. */
export interface Choices {
  readonly choices: readonly Value[];
}

/** Always the same. */
export interface Fixed {
  readonly fixed: Value;
}

/** The values that a hyper-parameter may have. */
export type Range = LogRange | LinearRange | ComplementRange | IntegerRange | Choices | Fixed;

/** A range for each hyper-parameter, by its name. */
export type Space = Readonly<Record<string, Range>>;
