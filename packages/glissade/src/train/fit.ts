/** @file The training loop: a stream of events that command line, report and tests consume alike. */

import type { Examples } from "../data/examples.ts";
import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Model, None } from "../nn/layer.ts";
import type { Optimizer } from "../optim/transform.ts";
import * as random from "../random/index.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Tree } from "../tree.ts";
import type { Batch, Batches } from "./batches.ts";
import { type Evaluation, evaluator } from "./evaluation.ts";
import { evaluationParams, initialState, type TrainState, trainStep } from "./step.ts";

export interface FitOptions<Params, State, Input, Output, Targets, OptimizerState extends Tree> {
  readonly data: Batches<Input, Targets>;
  readonly loss: (outputs: Output, targets: Targets) => Tensor;
  readonly optimizer: Optimizer<OptimizerState>;
  /** Stop after this many epochs; 1 by default where no `steps` are given. */
  readonly epochs?: number;
  /** Stop after this many steps. */
  readonly steps?: number;
  /** Classified examples, tested after every epoch, the last of which may be cut short by `steps`. */
  readonly validation?: Examples;
  /** Start of the parameters; 0 by default. */
  readonly seed?: number;
  /** Continue from here instead of starting: steps and epochs count anew, over the batches that are left. */
  readonly state?: TrainState<Params, State, OptimizerState>;
}

export type TrainEvent<Params, State, OptimizerState> =
  | { readonly type: "step"; readonly step: number; readonly epoch: number; readonly loss: number }
  | {
      readonly type: "epoch";
      readonly step: number;
      /** Counted from 1. */
      readonly epoch: number;
      /** Mean loss over the steps of the epoch. */
      readonly loss: number;
      readonly validation?: Evaluation;
    }
  /** The loss was not finite, and training ended. */
  | { readonly type: "diverged"; readonly step: number; readonly epoch: number; readonly loss: number }
  | {
      readonly type: "done";
      readonly step: number;
      /** Where training can go on. */
      readonly state: TrainState<Params, State, OptimizerState>;
      /** What to keep: those of `state`, or the optimizer's average of them. */
      readonly params: Params;
      readonly validation?: Evaluation;
    };

/**
 * Trains a model and yields what happens: every step, every epoch, and at the end `done`, or `diverged` at the first
 * loss that is not finite.
 *
 * @example
 * const { train, test } = glyphs({ train: 500, test: 100 });
 * const model = nn.sequential(nn.flatten(), nn.linear(50), nn.relu(), nn.linear(10));
 * for await (const event of fit(model, {
 *   data: batches(train, { size: 50 }), loss: losses.softmaxCrossEntropy,
 *   optimizer: optim.adam({ learningRate: 0.01 }), epochs: 2, validation: test,
 * })) if (event.type === "epoch") console.log(event.epoch, event.loss, event.validation?.accuracy);
 */
export async function* fit<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  model: Model<Params, State, Input, Output>,
  options: FitOptions<Params, State, Input, Output, Targets, OptimizerState>,
): AsyncGenerator<TrainEvent<Params, State, OptimizerState>, void> {
  const { data, loss, optimizer, seed = 0 } = options;
  const steps = toLimit("steps", options.steps);
  const epochs = toLimit("epochs", options.epochs ?? (options.steps === undefined ? 1 : undefined));
  const training = { model, loss, optimizer };
  const next = trainStep(training, { donate: true });
  const test = options.validation && evaluator(model as never, options.validation);
  let validation: Evaluation | undefined;
  let state = options.state;
  let step = 0;
  for (let epoch = 1; epoch <= epochs && step < steps; epoch++) {
    const before = step;
    let total = 0;
    for (const batch of batchesOf(data, epoch)) {
      state ??= await initialState(training, random.key(seed), batch.x);
      const [after, tensor] = await next(state, batch);
      const value = await tensor.item();
      state = after;
      step++;
      if (!Number.isFinite(value)) return yield { type: "diverged", step, epoch, loss: value };
      yield { type: "step", step, epoch, loss: value };
      total += value;
      if (step === steps) break;
    }
    if (step === before) throw noBatches(epoch);
    validation = await test?.({ params: evaluationParams(optimizer, state!), state: state!.state } as never);
    yield { type: "epoch", step, epoch, loss: total / (step - before), validation };
  }
  const params = await evaluate(evaluationParams(optimizer, state!));
  yield { type: "done", step, state: state!, params, validation };
}

const batchesOf = <X, Y>(data: Batches<X, Y>, epoch: number): Iterable<Batch<X, Y>> =>
  typeof data === "function" ? data(epoch - 1) : data;

function toLimit(name: string, value: number | undefined): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(value) && value > 0) return value;
  throw new ArgumentError({ where: `fit({ ${name} })`, rule: `expected a positive integer, got ${value}` });
}

const noBatches = (epoch: number) =>
  new ArgumentError({
    where: "fit({ data })",
    rule: `needs at least one batch in every epoch, got none in epoch ${epoch}`,
  });
