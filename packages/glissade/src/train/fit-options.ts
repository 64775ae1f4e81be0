/** @file The options of `fit`, and their checks. */

import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Metrics, Results } from "../nn/metrics/metric.ts";
import type { Optimizer } from "../optim/transform.ts";
import { isObject } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { counts } from "../options/ranges.ts";
import type { Tree } from "../tree.ts";
import type { Batches } from "./data/epoch-batches.ts";
import type { ScoreData } from "./score.ts";
import type { StartState } from "./state.ts";

/** No metrics are named: the name accuracy stays free for one of the user's. */
export type DefaultMetrics = Readonly<Record<never, never>>;

/** What validation reports: where no metrics are named, of classified examples the accuracy. */
export type Validation<Each> = { readonly loss: number } & ([keyof Each] extends [never]
  ? { readonly accuracy?: number }
  : Results<Each>);

export interface FitOptions<
  Params,
  State,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  Each extends Metrics<Output, Targets> = DefaultMetrics,
> {
  /** Batches for every epoch, most often made by `batches()`. */
  readonly data: Batches<Input, Targets>;
  /** A scalar, averaged over the batch. */
  readonly loss: (outputs: Output, targets: Targets) => Tensor;
  readonly optimizer: Optimizer<OptimizerState>;
  /** Added to the loss of every batch, such as `losses.l2Penalty(params, { weight: 1e-4 })`; validation leaves it out. */
  readonly penalty?: ((params: Params) => Tensor) | undefined;
  /** The number of epochs in all, those before `state` included; 1 by default where no `steps` are given. */
  readonly epochs?: number | undefined;
  /** The number of steps in all, those before `state` included; the last epoch may end before its data does. */
  readonly steps?: number | undefined;
  /** Data to score after every epoch: examples, a tree of arrays with `x` and `y`, or batches. */
  readonly validation?: ScoreData<NoInfer<Input>, NoInfer<Targets>> | undefined;
  /** What validation reports besides the loss; of classified examples the accuracy by default. */
  readonly metrics?: (Each & Metrics<Output, Targets>) | undefined;
  /** What of the validation the optimizer follows, such as `reduceOnPlateau({ follow: "value" })`; nothing by default. */
  readonly follow?: "loss" | (keyof Each & string) | undefined;
  /**
   * Whether steps come with a `diagnosis` of the layers: every 200th for `true`, or as `every` says; none by default. A
   * diagnosis takes as long as three to five steps.
   */
  readonly diagnose?: boolean | { readonly every: number } | undefined;
  /**
   * Whether `diverged` says which operation of which layer first gave a number that is not finite (`findNonFinite`);
   * `false` by default, since every step then needs memory of its own: a small network takes half as long again.
   */
  readonly findNonFinite?: boolean | undefined;
  /** Start of the parameters; 0 by default. */
  readonly seed?: number | undefined;
  /** Where to go on, such as the state of an event, as if training had never stopped. Data and options must be the same. */
  readonly state?: StartState<Params, State, OptimizerState> | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: the check is the same for all types.
type AnyOptions = FitOptions<any, any, any, any, any, any, any>;

export const batchesKind = kind.needed(
  kind.rule<Batches<never, never>>(
    "a list of batches or a function from epochs to batches such as batches(data, { size: 64 })",
    (value) => Array.isArray(value) || typeof value === "function",
  ),
);

export const readFit = optionsReader<AnyOptions>({
  data: batchesKind,
  loss: kind.needed(kind.callable()),
  optimizer: kind.needed(kind.rule("an optimizer", () => true)),
  penalty: kind.callable(),
  epochs: kind.count,
  steps: kind.count,
  validation: kind.rule(
    "examples, a tree of arrays, or batches",
    (value) => typeof value === "function" || (typeof value === "object" && value !== null),
  ),
  metrics: kind.object("an object of metrics"),
  follow: kind.string,
  diagnose: kind.rule<boolean | { readonly every: number }>(
    "a boolean or { every } with a positive integer",
    (value) =>
      typeof value === "boolean" ||
      (isObject(value) &&
        Object.keys(value).join() === "every" &&
        typeof value.every === "number" &&
        counts.holds(value.every)),
  ),
  findNonFinite: kind.boolean,
  seed: kind.integer,
  state: kind.object("a state"),
});

const USUAL_INTERVAL = 200;

/** Steps from one diagnosis to the next; nothing where none are wanted. */
export const diagnosisInterval = ({ diagnose }: Pick<AnyOptions, "diagnose">): number | undefined =>
  typeof diagnose === "object" ? diagnose.every : diagnose ? USUAL_INTERVAL : undefined;

export interface Limits {
  readonly steps: number;
  readonly epochs: number;
}

/** When training ends: after one epoch where nothing is said. */
export function toLimits(
  caller: string,
  { data, steps, epochs }: Pick<AnyOptions, "data" | "steps" | "epochs">,
): Limits {
  if (steps === undefined && typeof data === "function" && data.endless) {
    const fix = "Give steps, after which training ends, or batches(data, { stepsPerEpoch })";
    throw new ArgumentError({ where: `${caller}({ data })`, rule: "fresh draws have no end", fix });
  }
  return {
    steps: steps ?? Number.POSITIVE_INFINITY,
    epochs: epochs ?? (steps === undefined ? 1 : Number.POSITIVE_INFINITY),
  };
}
