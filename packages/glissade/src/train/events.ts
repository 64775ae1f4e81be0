/** @file The events of a training. */

import type { None } from "../nn/layer.ts";
import type { Better } from "../nn/metrics/metric.ts";
import type { Diagnosis } from "./diagnose/report.ts";
import type { Lease } from "./lease.ts";
import type { NonFinite } from "./non-finite/finding.ts";
import type { TrainState } from "./state.ts";

/** What all events say. */
interface Happened<Params, State, OptimizerState> {
  /** Steps taken so far, those before `state` included. */
  readonly step: number;
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /**
   * The state of the training, from which another `fit` can continue. It can be read until the next event is asked
   * for; once read it stays valid. The memory of a state that was not read is used for the next one.
   */
  readonly state: TrainState<Params, State, OptimizerState>;
}

export interface StepEvent<Params, State, OptimizerState> extends Happened<Params, State, OptimizerState> {
  readonly type: "step";
  /** The loss before the step. */
  readonly loss: number;
  /** The rate of this step, where the optimizer has one. */
  readonly learningRate?: number;
  /** What the step did to the layers, where `diagnose` asked for it. */
  readonly diagnosis?: Diagnosis;
}

export interface EpochEvent<Params, State, OptimizerState, Scores>
  extends Happened<Params, State, OptimizerState> {
  readonly type: "epoch";
  /** Mean loss over the steps of the epoch. */
  readonly loss: number;
  /** The rate of the last step, where the optimizer has one. */
  readonly learningRate?: number;
  /** What to keep: the parameters of `state`, or the optimizer's average of them. Read as `state`. */
  readonly params: Params;
  /** Loss and metrics of the validation data, with these parameters. */
  readonly validation?: Scores;
  /** Whether higher or lower numbers of the validation are better, of the loss and the metrics that say so. */
  readonly better?: { readonly [name: string]: Better | undefined };
}

/** The loss was not finite, and training ended. */
export interface DivergedEvent<Params, State, OptimizerState>
  extends Happened<Params, State, OptimizerState> {
  readonly type: "diverged";
  readonly loss: number;
  readonly learningRate?: number;
  /** Where the first number that is not finite comes from, where `findNonFinite` asked for it. */
  readonly nonFinite?: NonFinite;
}

export interface DoneEvent<Params, State, OptimizerState, Scores>
  extends Happened<Params, State, OptimizerState> {
  readonly type: "done";
  /** What to keep: the parameters of `state`, or the optimizer's average of them. */
  readonly params: Params;
  /** Loss and metrics of the validation data, with these parameters. */
  readonly validation?: Scores;
  /** Why training ended before its limits, where a callback such as `stopEarly` ended it. */
  readonly reason?: string;
}

export type TrainEvent<Params, State = None, OptimizerState = unknown, Scores = unknown> =
  | StepEvent<Params, State, OptimizerState>
  | EpochEvent<Params, State, OptimizerState, Scores>
  | DivergedEvent<Params, State, OptimizerState>
  | DoneEvent<Params, State, OptimizerState, Scores>;

type Numbers = Pick<StepEvent<unknown, unknown, unknown>, "step" | "epoch" | "loss" | "learningRate">;

/**
 * What is on loan of an event, as properties of its own with one getter for all: V8 keeps the closures of getters, and what
 * they know, until it collects all of its memory.
 */
class FitEvent<Params, State, OptimizerState> {
  readonly #lease: Lease<Params, State, OptimizerState>;

  constructor(lease: Lease<Params, State, OptimizerState>, known: object) {
    this.#lease = lease;
    Object.assign(this, known);
  }

  static readonly state = {
    configurable: true,
    enumerable: true,
    get(this: FitEvent<unknown, unknown, unknown>) {
      return this.#lease.state;
    },
  };

  static readonly params = {
    configurable: true,
    enumerable: true,
    get(this: FitEvent<unknown, unknown, unknown>) {
      return this.#lease.params;
    },
  };
}

/** A step, whose state is on loan. */
export const stepEvent = <Params, State, OptimizerState>(
  lease: Lease<Params, State, OptimizerState>,
  { step, epoch, loss, learningRate, diagnosis }: Numbers & { readonly diagnosis?: Diagnosis },
): StepEvent<Params, State, OptimizerState> => {
  const known: Omit<StepEvent<Params, State, OptimizerState>, "state"> = {
    type: "step",
    step,
    epoch,
    loss,
    learningRate,
    ...(diagnosis && { diagnosis }),
  };
  return Object.defineProperty(new FitEvent(lease, known), "state", FitEvent.state) as never;
};

/** An epoch, whose state and parameters are on loan. */
export const epochEvent = <Params, State, OptimizerState, Scores>(
  lease: Lease<Params, State, OptimizerState>,
  numbers: Numbers & Pick<EpochEvent<Params, State, OptimizerState, Scores>, "validation" | "better">,
): EpochEvent<Params, State, OptimizerState, Scores> => {
  const { step, epoch, loss, learningRate, validation, better } = numbers;
  const known: Omit<EpochEvent<Params, State, OptimizerState, Scores>, "state" | "params"> = {
    type: "epoch",
    step,
    epoch,
    loss,
    learningRate,
    validation,
    better,
  };
  const { state, params } = FitEvent;
  return Object.defineProperties(new FitEvent(lease, known), { state, params }) as never;
};
