/** @file The state of a training: tensors for the compiled step, and its progress as numbers. */

import { tensor } from "../create-tensor.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { None, Variables } from "../nn/layer.ts";
import type { Tree } from "../tree.ts";

/** The part of a state that the compiled step maps to the next: a tree. */
export type StateTensors<Params, State = None, OptimizerState = Tree> = Variables<Params, State> & {
  readonly optimizer: OptimizerState;
  /** The key of the next step, where the model draws random numbers while training. */
  readonly key?: Tensor;
};

/** The numbers of an epoch that has ended. */
export interface EpochNumbers {
  /** Counted from 1. */
  readonly epoch: number;
  readonly step: number;
  /** Mean over the steps of the epoch. */
  readonly loss: number;
  readonly learningRate?: number;
  /** Those results of the validation that are numbers. */
  readonly validation?: { readonly [name: string]: number };
}

/** How far a run is. */
export interface Progress {
  /** Steps taken. */
  readonly step: number;
  /** Epochs finished, which is the number of the current one, counted from 0. */
  readonly epoch: number;
  /** Batches taken of the current epoch. */
  readonly position: number;
  /** Sum of the losses of the current epoch. */
  readonly lossSum: number;
  /** What determines the batches of the current epoch, in words, where they say so. */
  readonly drawn?: string;
  /** The metric of the last validation, where the optimizer follows one and has not seen it yet. */
  readonly value?: number;
  /** The learning rate of the last step, where the optimizer says one. */
  readonly learningRate?: number;
  /** The numbers of the epochs that have ended, by which callbacks such as `stopEarly` go on. */
  readonly history?: readonly EpochNumbers[];
}

/** The best epoch so far, as `keepBest` remembers it. */
export interface BestEpoch<Params, State, OptimizerState> {
  readonly state: StateTensors<Params, State, OptimizerState> & Progress;
  /** What to keep of it. */
  readonly params: Params;
}

/** What `checkpoints` keeps beside a state: the best epoch, where `keepBest` is inside of it. */
interface Remembered<Params, State, OptimizerState> {
  readonly best?: BestEpoch<Params, State, OptimizerState>;
}

/**
 * Everything that a run carries from step to step: parameters, state of the layers, optimizer state, the key of random
 * models, and how far it is. `fit` continues from it as if it had never stopped.
 */
export type TrainState<Params, State = None, OptimizerState = Tree> = StateTensors<
  Params,
  State,
  OptimizerState
> &
  Progress &
  Remembered<Params, State, OptimizerState>;

/** A state as it may be given: what it does not say about its progress is at the start. */
export type StartState<Params, State = None, OptimizerState = Tree> = StateTensors<
  Params,
  State,
  OptimizerState
> &
  Partial<Progress> &
  Remembered<Params, State, OptimizerState>;

export const atStart: Progress = { step: 0, epoch: 0, position: 0, lossSum: 0 };

/** A state with all of its progress, and without what callbacks remember. */
export const fromStart = <Params, State, OptimizerState>({
  step = 0,
  epoch = 0,
  position = 0,
  lossSum = 0,
  best: _best,
  ...rest
}: StartState<Params, State, OptimizerState>): TrainState<Params, State, OptimizerState> => ({
  step,
  epoch,
  position,
  lossSum,
  ...rest,
});

/** The state after a step, whose learning rate is not known. */
export const afterStep = <Params, State, OptimizerState>(
  { learningRate: _, ...state }: TrainState<Params, State, OptimizerState>,
  next: StateTensors<Params, State, OptimizerState>,
): TrainState<Params, State, OptimizerState> => ({
  ...state,
  ...next,
  step: state.step + 1,
  position: state.position + 1,
});

/** The number of the epoch that the last step was part of, counted from 1. */
export const currentEpoch = ({ epoch, position }: Progress): number => epoch + Number(position > 0);

/** What an epoch ended with. */
interface Ended {
  readonly loss: number;
  readonly validation: unknown;
  /** The number that the optimizer follows. */
  readonly value: number | undefined;
}

/** A state after the last batch of its epoch. */
export const nextEpoch = <Params, State, OptimizerState>(
  state: TrainState<Params, State, OptimizerState>,
  { loss, validation, value }: Ended,
): TrainState<Params, State, OptimizerState> => {
  const { step, epoch, learningRate, history = [] } = state;
  const ended: EpochNumbers = {
    ...{ epoch: epoch + 1, step, loss },
    ...(learningRate !== undefined && { learningRate }),
    ...(validation !== undefined && { validation: numbersOf(validation) }),
  };
  const turned = { ...state, epoch: epoch + 1, position: 0, lossSum: 0, history: [...history, ended] };
  return value === undefined ? turned : { ...turned, value };
};

const numbersOf = (scores: unknown): { readonly [name: string]: number } =>
  Object.fromEntries(
    Object.entries(Object(scores)).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );

/** The tensors of a state without its numbers. */
export const tensorsOf = <Params, State, OptimizerState>({
  params,
  state,
  optimizer,
  key,
}: StateTensors<Params, State, OptimizerState>): StateTensors<Params, State, OptimizerState> =>
  key ? { params, state, optimizer, key } : { params, state, optimizer };

/** What an optimizer is shown of what it follows: NaN before the first validation. */
export const followedValue = ({ value = Number.NaN }: Pick<Progress, "value">): Tensor =>
  tensor(value, { dtype: "float64" });

/** The numbers of a state without its tensors. */
export const progressOf = ({
  params: _params,
  state: _state,
  optimizer: _optimizer,
  key: _key,
  best: _best,
  ...progress
}: TrainState<unknown, unknown, unknown>): Progress => progress;
