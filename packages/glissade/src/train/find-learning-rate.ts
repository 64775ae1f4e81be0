/** @file The search for a learning rate: losses while the rate grows. */

import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Model, None } from "../nn/layer.ts";
import { mul } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { exp } from "../ops/elementwise/unary.ts";
import type { Schedule } from "../optim/schedules/schedule.ts";
import type { Optimizer } from "../optim/transform.ts";
import { requireFunction } from "../options/arguments.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { decays, positives } from "../options/ranges.ts";
import type { Tree } from "../tree.ts";
import type { Batches } from "./data/epoch-batches.ts";
import { fitFor } from "./fit.ts";
import { batchesKind } from "./fit-options.ts";

export interface FindLearningRateOptions<Params, Input, Output, Targets, OptimizerState extends Tree> {
  readonly data: Batches<Input, Targets>;
  readonly loss: (outputs: Output, targets: Targets) => Tensor;
  /** From a learning rate, which grows from step to step, to an optimizer: `(learningRate) => optim.adam({ learningRate })`. */
  readonly optimizer: (learningRate: Schedule) => Optimizer<OptimizerState>;
  /** Added to the loss, as in `fit`. */
  readonly penalty?: (params: Params) => Tensor;
  /** The first rate; 1e-6 by default. */
  readonly low?: number;
  /** The last rate; 10 by default. */
  readonly high?: number;
  /** Steps from one to the other; 100 by default. */
  readonly steps?: number;
  /** How much of the smoothed loss is that of the steps before, in [0, 1); 0.9 by default. */
  readonly smoothing?: number;
  /** Start of the parameters; 0 by default. */
  readonly seed?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the check is the same for all types.
const readOptions = optionsReader<FindLearningRateOptions<any, any, any, any, any>>({
  data: batchesKind,
  loss: kind.needed(kind.callable()),
  optimizer: kind.needed(kind.callable()),
  penalty: kind.callable(),
  low: kind.within(positives),
  high: kind.within(positives),
  steps: kind.count,
  smoothing: kind.within(decays),
  seed: kind.integer,
});

/** A step of the search. */
export interface RatePoint {
  readonly learningRate: number;
  readonly loss: number;
  /** The mean of the losses so far, in which later ones count more. */
  readonly smoothed: number;
}

export interface FoundLearningRate {
  /** Up to the rate at which the loss ran away. */
  readonly points: readonly RatePoint[];
  /** The rate of the least smoothed loss; a tenth of it is a common choice. */
  readonly minimum: number;
  /** The rate at which the smoothed loss falls fastest, for each tenfold of the rate. */
  readonly steepest: number;
  /** A tenth of `minimum`. */
  readonly suggestion: number;
}

/** Losses beyond so many times the least one end the search. */
const RUNAWAY = 4;

/**
 * The losses of a training whose learning rate grows from step to step, from one that does nothing to one that is too large,
 * and the rates that they suggest. It begins anew and changes nothing: Cyclical Learning Rates for Training Neural Networks
 * (Smith 2015, arXiv:1506.01186).
 *
 * @example
 * const { train } = glyphs({ train: 500, test: 10 });
 * const { suggestion, points } = await findLearningRate(nn.sequential(nn.flatten(), nn.linear(10)), {
 *   data: batches(train, { size: 50 }),
 *   loss: losses.softmaxCrossEntropy,
 *   optimizer: (learningRate) => optim.sgd({ learningRate }),
 * });
 * suggestion > 0.001; // true
 * lineChart({
 *   x: "learning rate", y: "loss", xScale: "log",
 *   lines: [{ name: "loss", points: points.map(({ learningRate, smoothed }) => [learningRate, smoothed]) }],
 * }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for rates that do not grow, and where no step had a finite loss or no rate lowered it
 */
export async function findLearningRate<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  model: Model<Params, State, Input, Output>,
  options: FindLearningRateOptions<Params, Input, Output, Targets, OptimizerState>,
): Promise<FoundLearningRate> {
  const read = readOptions("findLearningRate", options) as typeof options;
  const { data, loss, optimizer, penalty, low = 1e-6, high = 10, steps = 100, smoothing = 0.9, seed } = read;
  requireFunction("findLearningRate({ optimizer })", optimizer);
  if (low >= high || steps < 2) {
    throw new ArgumentError({
      where: "findLearningRate({ low, high, steps })",
      rule: `must grow in at least two steps, got ${low} to ${high} in ${steps}`,
    });
  }
  const growth = Math.log(high / low) / (steps - 1);
  const rate: Schedule = (step) => mul(exp(mul(cast(step, "float64"), growth)), low);
  const events = fitFor("findLearningRate", model, {
    data,
    loss,
    optimizer: optimizer(rate),
    penalty,
    steps,
    seed,
  });
  const points: RatePoint[] = [];
  let [sum, share, least] = [0, 0, Number.POSITIVE_INFINITY];
  for await (const event of events) {
    if (event.type !== "step") continue;
    sum = smoothing * sum + (1 - smoothing) * event.loss;
    share = smoothing * share + (1 - smoothing);
    const smoothed = sum / share;
    points.push({ learningRate: low * Math.exp(growth * (event.step - 1)), loss: event.loss, smoothed });
    least = Math.min(least, smoothed);
    if (smoothed > RUNAWAY * least) break;
  }
  return suggest(points);
}

/** Points at the start, whose mean is that of few losses, do not count. */
function suggest(points: readonly RatePoint[]): FoundLearningRate {
  const settled = points.slice(Math.min(10, Math.floor(points.length / 4)));
  if (settled.length < 2) {
    throw new ArgumentError({
      where: "findLearningRate",
      rule: `needs finite losses of some steps, got ${points.length}`,
      fix: "Start at a lower rate: { low }",
    });
  }
  const minimum = settled.reduce((best, point) => (point.smoothed < best.smoothed ? point : best));
  if (!(minimum.smoothed < points[0]!.smoothed)) {
    throw new ArgumentError({
      where: "findLearningRate",
      rule: `needs a rate at which the loss falls, got none from ${points[0]!.learningRate} to ${points.at(-1)!.learningRate}`,
      fix: "Try other bounds, { low, high }, and check that the loss depends on the parameters",
    });
  }
  const falling = settled.slice(0, settled.indexOf(minimum) + 1);
  const falls = falling.slice(1).map((point, index) => point.smoothed - falling[index]!.smoothed);
  const steepest = falling[falls.indexOf(Math.min(...falls))] ?? minimum;
  return {
    points,
    minimum: minimum.learningRate,
    steepest: steepest.learningRate,
    suggestion: minimum.learningRate / 10,
  };
}
