/** @file The step of `fit`: a state and a batch become the next state and the numbers that events tell. */

import { Tensor } from "../graph/tensor.ts";
import type { None } from "../nn/layer.ts";
import type { UpdateContext } from "../optim/transform.ts";
import { compile } from "../run/compile.ts";
import type { Tree } from "../tree.ts";
import type { Batch } from "./data/epoch-batches.ts";
import type { Diagnosis } from "./diagnose/report.ts";
import type { NonFinite } from "./non-finite/finding.ts";
import { afterStep, followedValue, type StateTensors, type TrainState, tensorsOf } from "./state.ts";
import { stepGraph } from "./step-graph.ts";
import type { Training } from "./training.ts";

/** The next state, which knows the learning rate, and the loss before it. */
export interface Stepped<Params, State, OptimizerState> {
  readonly state: TrainState<Params, State, OptimizerState>;
  readonly loss: number;
  /** Of the layers, before this step, where it was asked for. */
  readonly diagnosis?: Diagnosis;
  /** Where the loss ceased to be finite, where that was asked for. */
  readonly nonFinite?: NonFinite;
}

/** One step of `fit`. */
export type FitStep<Params, State, Input, Targets, OptimizerState> = (
  state: TrainState<Params, State, OptimizerState>,
  batch: Batch<Input, Targets>,
) => Promise<Stepped<Params, State, OptimizerState>>;

/** A step that writes each state into the memory of the one before, unless that is kept. */
export function fitStep<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  /** Whether the optimizer is shown the value of the state, once, and what is a better one. */
  { follows, better }: Pick<UpdateContext, "better"> & { readonly follows: boolean },
) {
  type At = StateTensors<Params, State, OptimizerState>;
  const graph = stepGraph(training, { better });
  let constantRate: number | undefined;
  const compiled = compile(
    (at: At, ...rest: [batch: Batch<Input, Targets>, ...value: Tensor[]]) => {
      const [next, loss] = graph(at, ...rest);
      const rate = training.optimizer.learningRate?.(at.optimizer, next.optimizer);
      if (typeof rate === "number") constantRate = rate;
      return { next, loss, rate: rate instanceof Tensor ? [rate] : [] };
    },
    { donate: [0] },
  );
  return async (
    state: TrainState<Params, State, OptimizerState>,
    batch: Batch<Input, Targets>,
  ): Promise<Stepped<Params, State, OptimizerState>> => {
    const { value: _, ...rest } = state;
    const shown = follows ? [followedValue(state)] : [];
    const { next, loss, rate } = await compiled(tensorsOf(state), batch, ...shown);
    const item = await loss.item();
    const learningRate = rate[0] ? await rate[0].item() : constantRate;
    const after = { ...afterStep(rest, next), lossSum: state.lossSum + item };
    return { state: learningRate === undefined ? after : { learningRate, ...after }, loss: item };
  };
}
