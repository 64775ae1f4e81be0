/** @file Metrics: what is gathered about outputs and targets, batch by batch. */

import { ArgumentError } from "../../errors.ts";
import { Tensor } from "../../graph/tensor.ts";
import { withoutArguments } from "../../options/arguments.ts";
import type { Tree } from "../../tree.ts";

/** Whether better models have higher or lower numbers. */
export type Better = "higher" | "lower";

/**
 * A metric over any number of batches, in three pure functions. `start` and `add` are part of the compiled evaluation;
 * `result` makes of the last state what is reported.
 *
 * @example
 * const worst: metrics.Metric<number> = {
 *   start: () => tensor(0),
 *   add: (most, outputs, targets) => maximum(most, max(abs(sub(outputs, targets)))),
 *   result: (most) => most.item(),
 *   better: "lower",
 * };
 * const twice = nn.lambda("twice", (x: Tensor) => x.mul(2));
 * const data = { x: tensor([[1], [2]]), y: tensor([[2], [3]]) };
 * await score(twice, { params: [], state: [] }, data, { worst }); // { worst: 1 }
 */
export interface Metric<
  out Result = unknown,
  in Outputs = Tensor,
  in Targets = Tensor,
  // biome-ignore lint/suspicious/noExplicitAny: what a metric remembers is its own affair.
  in out State extends Tree = any,
> {
  /** The state before any batch; of outputs and targets only dtypes and shapes count. */
  readonly start: (outputs: Outputs, targets: Targets) => State;
  /** The state after another batch. */
  readonly add: (state: State, outputs: Outputs, targets: Targets) => State;
  readonly result: (state: State) => Result | Promise<Result>;
  /** Read by what follows the metric: `stopEarly`, `keepBest`, `reduceOnPlateau`, which must be told where it is left out. */
  readonly better?: Better;
}

/**
 * A metric that needs all examples at once, such as one that ranks them: `collect` says, inside the compiled evaluation,
 * what is kept of a batch, and `result` reads what was kept of all, in their order. It holds as much memory as it keeps.
 *
 * @example
 * const medianError: metrics.CollectingMetric<number, Tensor> = {
 *   collect: (outputs, targets) => abs(sub(outputs, targets)),
 *   result: async (errors) => {
 *     const sorted = (await concat(errors).data()).toSorted();
 *     return Number(sorted[sorted.length >> 1]);
 *   },
 *   better: "lower",
 * };
 * const same = nn.lambda("same", (x: Tensor) => x);
 * const data = { x: tensor([1, 2, 3]), y: tensor([1, 4, 8]) };
 * await score(same, { params: [], state: [] }, data, { medianError }); // { medianError: 2 }
 */
export interface CollectingMetric<
  out Result = unknown,
  // biome-ignore lint/suspicious/noExplicitAny: what a metric keeps is its own affair.
  in out Kept extends Tree = any,
  in Outputs = Tensor,
  in Targets = Tensor,
> {
  readonly collect: (outputs: Outputs, targets: Targets) => Kept;
  readonly result: (kept: readonly Kept[]) => Result | Promise<Result>;
  /** As that of `Metric`. */
  readonly better?: Better;
}

/** The value of a metric for one batch: a scalar, or a number for each example, which are averaged over all examples. */
export type MetricFunction<Outputs = Tensor, Targets = Tensor> = (
  outputs: Outputs,
  targets: Targets,
) => Tensor;

/** Metrics by name. */
export type Metrics<Outputs = Tensor, Targets = Tensor> = {
  readonly [name: string]:
    | Metric<unknown, Outputs, Targets>
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    | CollectingMetric<unknown, any, Outputs, Targets>
    | MetricFunction<Outputs, Targets>
    | undefined;
};

/** What metrics report, by name. */
export type Results<Each> = {
  readonly [Name in keyof Each]: Each[Name] extends { readonly result: (state: never) => infer Result }
    ? Awaited<Result>
    : number;
};

/** To who lists a function that makes a metric in the place of the metric. */
export const NOT_CALLED = "Call it where the metrics are listed, with brackets behind its name";

/** A function that makes a metric and takes no options. */
export const made = <Made>(name: string, make: () => Made): (() => Made) =>
  withoutArguments(`metrics.${name}`, make, NOT_CALLED);

/** A function that makes a metric by its options. */
export const madeBy =
  <Options, Made>(name: string, make: (options?: Options) => Made): ((options?: Options) => Made) =>
  (options) => {
    if (!(options instanceof Tensor)) return make(options);
    throw new ArgumentError({
      where: `metrics.${name}`,
      rule: "takes options, got a Tensor",
      fix: NOT_CALLED,
    });
  };
