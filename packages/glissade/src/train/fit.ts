/** @file The training loop: a stream of events that command line, report and tests consume alike. */

import { ArgumentError } from "../errors.ts";
import type { Model, None } from "../nn/layer.ts";
import type { Metrics } from "../nn/metrics/metric.ts";
import * as random from "../random/index.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Tree } from "../tree.ts";
import { batchesFrom } from "./batch.ts";
import { epochEvent, stepEvent, type TrainEvent } from "./events.ts";
import { type DefaultMetrics, type FitOptions, readFit, toLimits, type Validation } from "./fit-options.ts";
import { lend } from "./lease.ts";
import { atStart, currentEpoch, fromStart, nextEpoch } from "./state.ts";
import { stepper } from "./stepper.ts";
import { evaluationParams, initialState } from "./training.ts";
import { followed, validator } from "./validation.ts";

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
  const { data, optimizer, loss, seed = 0, follow } = readFit("fit", options) as typeof options;
  const { steps, epochs } = toLimits(options);
  const training = { model, loss, optimizer };
  const next = stepper(training, { follows: follow !== undefined });
  const validate = validator(model, options);
  async function* run(): ReturnType<typeof fit<Params, Input, Output, Targets, OptimizerState, State, Each>> {
    let state = options.state && fromStart(options.state);
    let validation: Validation<Each> | undefined;
    while ((state?.epoch ?? 0) < epochs && (state?.step ?? 0) < steps) {
      const epoch = (state?.epoch ?? 0) + 1;
      let isCut = false;
      for await (const batch of batchesFrom(data, state ?? atStart)) {
        state ??= await initialState(training, random.key(seed), batch.x);
        isCut = state.step >= steps;
        if (isCut) break;
        const { loss, ...taken } = await next(state, batch);
        state = taken.state;
        const { step, learningRate } = state;
        if (!Number.isFinite(loss)) return yield { type: "diverged", step, epoch, loss, learningRate, state };
        const lease = lend(optimizer, state);
        yield stepEvent(lease, { step, epoch, loss, learningRate });
        lease.end();
      }
      if (!state?.position) throw noBatches(epoch);
      const mean = state.lossSum / state.position;
      validation = await validate({ params: evaluationParams(optimizer, state), state: state.state });
      if (!isCut) state = nextEpoch(state, followed(validation, follow));
      const lease = lend(optimizer, state);
      const { step, learningRate } = state;
      yield epochEvent(lease, { step, epoch, loss: mean, learningRate, validation });
      lease.end();
    }
    const params = await evaluate(evaluationParams(optimizer, state!));
    validation ??= await validate({ params, state: state!.state });
    yield { type: "done", step: state!.step, epoch: currentEpoch(state!), state: state!, params, validation };
  }
  return run();
}

const noBatches = (epoch: number) =>
  new ArgumentError({
    where: "fit({ data })",
    rule: `needs at least one batch in every epoch, got none in epoch ${epoch}`,
  });
