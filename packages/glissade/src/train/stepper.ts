/** @file The step of the loop: a state and a batch become the next state and the numbers that events tell. */

import type { Tensor } from "../graph/tensor.ts";
import type { None } from "../nn/layer.ts";
import { tensor } from "../tensor.ts";
import type { Tree } from "../tree.ts";
import type { Batch } from "./batch.ts";
import type { TrainState } from "./state.ts";
import { trainStep } from "./step.ts";
import type { Training } from "./training.ts";

/** The next state, and the loss before it. */
export interface Stepped<Params, State, OptimizerState> {
  readonly state: TrainState<Params, State, OptimizerState>;
  readonly loss: number;
  readonly learningRate?: number;
}

/** A step that writes each state into the memory of the one before, unless that is kept. */
export function stepper<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  /** Whether the optimizer is shown the value of the state, once. */
  { follows }: { readonly follows: boolean },
) {
  const step = trainStep(training, { donate: true });
  const shown = (value = Number.NaN): [Tensor] | [] => (follows ? [tensor(value, { dtype: "float64" })] : []);
  return async (
    { value, ...state }: TrainState<Params, State, OptimizerState>,
    batch: Batch<Input, Targets>,
  ): Promise<Stepped<Params, State, OptimizerState>> => {
    const [next, lossTensor] = await step(state, batch, ...shown(value));
    const loss = await lossTensor.item();
    return { state: { ...next, lossSum: next.lossSum + loss }, loss };
  };
}
