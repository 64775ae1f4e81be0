/** @file Training as one call that returns the last event. */

import { GlissadeError } from "../errors.ts";
import type { Model, None, Variables } from "../nn/layer.ts";
import type { Metrics } from "../nn/metrics/metric.ts";
import type { Tree } from "../tree.ts";
import type { DivergedEvent, DoneEvent, EpochEvent, TrainEvent } from "./events.ts";
import { fitFor } from "./fit.ts";
import type { DefaultMetrics, FitOptions, Validation } from "./fit-options.ts";
import type { TrainState } from "./state.ts";
import { requireEvents } from "./training-checks.ts";

/** The numbers of an epoch. */
export type EpochRecord<Scores> = Pick<
  EpochEvent<unknown, unknown, unknown, Scores>,
  "step" | "epoch" | "loss" | "learningRate" | "validation"
>;

/** What a training ends with: what its last event says, and the numbers of each epoch. */
export interface Finished<Params, State, OptimizerState, Scores>
  extends Omit<DoneEvent<Params, State, OptimizerState, Scores>, "type"> {
  /** What to predict with and to save: the parameters to keep, with the state of the layers. */
  readonly variables: Variables<Params, State>;
  readonly history: readonly EpochRecord<Scores>[];
}

/**
 * The end of a stream of events, such as `stopEarly(fit(…), …)`.
 *
 * @example
 * const { train, test } = glyphs({ train: 500, test: 100 });
 * const events = fit(nn.sequential(nn.flatten(), nn.linear(10)), {
 *   data: batches(train, { size: 50 }), validation: test, epochs: 20,
 *   loss: losses.softmaxCrossEntropy, optimizer: optim.adam({ learningRate: 0.1 }),
 * });
 * const { params, history, reason } = await finish(keepBest(stopEarly(events, { patience: 2 })));
 *
 * @throws GlissadeError where the loss is not finite.
 */
export async function finish<Params, State, OptimizerState, Scores>(
  events: AsyncIterable<TrainEvent<Params, State, OptimizerState, Scores>>,
): Promise<Finished<Params, State, OptimizerState, Scores>> {
  requireEvents("finish", events);
  return lastOf("finish", events);
}

/** The end of events, for the function `caller`. */
async function lastOf<Params, State, OptimizerState, Scores>(
  caller: string,
  events: AsyncIterable<TrainEvent<Params, State, OptimizerState, Scores>>,
): Promise<Finished<Params, State, OptimizerState, Scores>> {
  const history: EpochRecord<Scores>[] = [];
  for await (const event of events) {
    if (event.type === "diverged") throw diverged(caller, event);
    if (event.type === "epoch") {
      const { step, epoch, loss, learningRate, validation } = event;
      history.push({ step, epoch, loss, learningRate, validation });
    }
    if (event.type !== "done") continue;
    const { type, ...end } = event;
    const variables = { params: end.params, state: end.state.state };
    return { ...end, variables, history: [...earlier(end.state.history, history), ...history] };
  }
  throw new GlissadeError({ where: "finish(events)", rule: "needs events that end with done, got none" });
}

/** The epochs before those that were seen, as a state that was gone on from remembers them. */
const earlier = <Scores>(
  remembered: TrainState<unknown>["history"] = [],
  seen: readonly EpochRecord<Scores>[],
): readonly EpochRecord<Scores>[] => {
  const first = seen[0]?.epoch ?? Number.POSITIVE_INFINITY;
  // The numbers of a validation are what a state keeps of it.
  return remembered.filter(({ epoch }) => epoch < first) as readonly EpochRecord<Scores>[];
};

const diverged = (
  caller: string,
  {
    loss,
    step,
    epoch,
    nonFinite,
  }: Pick<DivergedEvent<unknown, unknown, unknown>, "loss" | "step" | "epoch" | "nonFinite">,
) =>
  new GlissadeError({
    where: caller,
    rule: `the loss must stay finite, got ${loss} at step ${step} of epoch ${epoch}${nonFinite ? ` (${nonFinite.message})` : ""}`,
    fix: `Check the data for NaN and the labels for some beyond the outputs, lower the learning rate, or clip gradients with optim.clipByGlobalNorm()${nonFinite ? "" : "; findNonFinite: true tells which operation it was"}`,
  });

/**
 * Trains a model to the end.
 *
 * @example
 * const { train: examples, test } = glyphs({ train: 500, test: 100 });
 * const model = nn.sequential(nn.flatten(), nn.linear(50), nn.relu(), nn.linear(10));
 * const { variables, validation } = await train(model, {
 *   data: batches(examples, { size: 50 }), loss: losses.softmaxCrossEntropy,
 *   optimizer: optim.adam({ learningRate: 0.01 }), epochs: 2, validation: test,
 * });
 * (await predictor(model, variables)(zeros([3, 14, 14]))).shape; // [3, 10]
 *
 * @throws GlissadeError where the loss is not finite.
 */
export async function train<
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
): Promise<Finished<Params, State, OptimizerState, Validation<Each>>> {
  return lastOf("train", fitFor("train", model, options));
}
