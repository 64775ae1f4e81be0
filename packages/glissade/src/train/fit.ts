/** @file Training as a stream of events that command line, report and tests consume alike. */

import type { Model, None } from "../nn/layer.ts";
import type { Metrics } from "../nn/metrics/metric.ts";
import * as random from "../random/index.ts";
import type { Tree } from "../tree.ts";
import { diagnoserOf } from "./diagnose/diagnose.ts";
import { diagnosed } from "./diagnose/diagnosed.ts";
import type { TrainEvent } from "./events.ts";
import {
  type DefaultMetrics,
  diagnosisInterval,
  type FitOptions,
  readFit,
  toLimits,
  type Validation,
} from "./fit-options.ts";
import { fitStep } from "./fit-step.ts";
import { afterLabelCheck } from "./label-check.ts";
import { runLoop } from "./loop.ts";
import { searchStep } from "./non-finite/find-non-finite.ts";
import { guarded } from "./non-finite/guard.ts";
import { initialState } from "./training.ts";
import { requireTraining } from "./training-checks.ts";
import { betterOf, followed, needsValidation, validator } from "./validation.ts";

/**
 * Trains a model and yields what happens: every step, every epoch, and at the end `done`, or `diverged` at the first
 * loss that is not finite. Events carry the state, from which another call goes on bit for bit.
 *
 * @example
 * const { train, test } = glyphs({ train: 500, test: 100 });
 * const model = nn.sequential(nn.flatten(), nn.linear(50), nn.relu(), nn.linear(10));
 * for await (const event of fit(model, {
 *   data: batches(train, { size: 50 }), loss: losses.softmaxCrossEntropy,
 *   optimizer: optim.adam({ learningRate: 0.01 }), epochs: 2, validation: test,
 * })) if (event.type === "epoch") console.log(event.epoch, event.loss, event.validation?.accuracy);
 */
export function fit<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
  Each extends Metrics<Output, Targets> = DefaultMetrics,
>(
  model: Model<Params, State, Input, Output>,
  options: FitOptions<Params, State, Input, Output, Targets, OptimizerState, Each>,
): AsyncGenerator<TrainEvent<Params, State, OptimizerState, Validation<Each>>, void> {
  return fitFor("fit", model, options);
}

/** `fit` as a part of another function, which errors name. */
export function fitFor<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
  Each extends Metrics<Output, Targets> = DefaultMetrics,
>(
  caller: string,
  model: Model<Params, State, Input, Output>,
  options: FitOptions<Params, State, Input, Output, Targets, OptimizerState, Each>,
): AsyncGenerator<TrainEvent<Params, State, OptimizerState, Validation<Each>>, void> {
  const {
    data,
    optimizer,
    loss,
    penalty,
    metrics,
    seed = 0,
    follow,
  } = readFit(caller, options) as typeof options;
  const training = { model, loss, optimizer, penalty };
  requireTraining(caller, training);
  if (follow !== undefined && !options.validation) throw needsValidation(caller);
  const better = betterOf(metrics);
  const validate = validator(caller, model, options);
  const shown = { better: follow && better[follow] };
  const step = fitStep(training, { ...shown, follows: follow !== undefined });
  return runLoop(
    {
      caller,
      data,
      keepsBatches: options.findNonFinite ?? false,
      optimizer,
      better,
      limits: toLimits(caller, options),
      start: (x) => initialState(training, random.key(seed), x),
      next: afterLabelCheck(
        { caller, model, loss, data, validation: options.validation },
        diagnosed(
          options.findNonFinite
            ? guarded(step, ({ state, batch }) => searchStep(training, state, { ...batch, ...shown }))
            : step,
          diagnosisInterval(options),
          () => diagnoserOf(training, shown),
        ),
      ),
      validate: (params, { state }) => validate({ params, state }),
      followed: (validation) => followed(caller, validation, follow),
    },
    options.state,
  );
}
