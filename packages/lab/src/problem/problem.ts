/** @file A problem: what is trained, on what, and what it is judged by; any model of the framework. */

import {
  ArgumentError,
  type Batches,
  evaluationParams,
  fit,
  initialState,
  type metrics,
  type nn,
  type optim,
  random,
  type ScoreData,
  scorer,
  stateFromBytes,
  stateToBytes,
  type Tensor,
  type Tree,
} from "glissade";
import { requireOptions } from "../checks.ts";

/** The parts of a problem, with the types of its model. */
export interface ProblemParts<
  Params extends Tree,
  State extends Tree,
  Input,
  Output,
  Targets,
  Each extends metrics.Metrics<Output, Targets>,
> {
  /** Heading in reports. */
  readonly name: string;
  readonly model: nn.Model<Params, State, Input, Output>;
  /** A scalar, averaged over the batch. */
  readonly loss: (outputs: Output, targets: Targets) => Tensor;
  /** The batches of a run: the same for the same seed. */
  readonly batches: (seed: number) => Batches<Input, Targets>;
  /** What rates are chosen by, and what curves and targets are of. */
  readonly validation?: ScoreData<Input, Targets>;
  /** What finished runs are compared by. */
  readonly test: ScoreData<Input, Targets>;
  /** What is reported besides the loss; results that are not numbers, such as a confusion matrix, are kept beside. */
  readonly metrics?: Each;
  /** Examples of a step, for curves over examples. */
  readonly batchSize?: number;
  /** Steps of a run, where the study does not say. */
  readonly steps?: number;
  /** Names of the classes, for confusion matrices. */
  readonly classes?: readonly string[];
  /** A sentence on the data, such as "glyphs: 800 images to train on, 200 to test on". */
  readonly about?: string;
}

/** Numbers and other results of a metric, by its name. */
export type Scores = Readonly<Record<string, unknown>>;

/** A problem whose types are its own affair. */
export interface Problem {
  readonly name: string;
  readonly about: string;
  readonly classes: readonly string[];
  readonly batchSize: number | undefined;
  readonly steps: number | undefined;
  readonly hasValidation: boolean;
  /** Whether higher or lower numbers are better, of the loss and of the metrics that say so. */
  readonly better: Readonly<Record<string, metrics.Better>>;
  train(options: RunOptions): AsyncGenerator<RunEvent, void>;
}

export interface RunOptions {
  readonly optimizer: optim.Optimizer;
  /** Of the parameters and of the batches. */
  readonly seed: number;
  readonly steps: number;
  /** Where to go on: the bytes of an event. */
  readonly from?: Uint8Array;
}

/** What a problem is told by the study. */
export interface ProblemOptions {
  /** A data set's name or a directory; the problem's own where it is left out. */
  readonly data?: string;
  /** Share of the training rows that validation takes, 0 for none. */
  readonly validation: number;
}

/** Opens a problem: its data, its model and what it is judged by. */
export type ProblemFunction = (options: ProblemOptions) => Problem | Promise<Problem>;

/** A step, or the end. */
export interface RunEvent {
  readonly type: "step" | "diverged" | "done";
  readonly step: number;
  readonly loss?: number;
  readonly learningRate?: number;
  /** Scores at the point that the optimizer would have evaluated; before the next event is asked for. */
  score(part: "validation" | "test"): Promise<Scores>;
  save(): Promise<Uint8Array>;
}

/**
 * A problem for studies: any model, with its loss, batches and data.
 *
 * @example
 * const { train, test } = glyphs({ train: 200, test: 50 });
 * const small = problem({
 *   name: "one layer on glyphs",
 *   model: nn.sequential(nn.flatten(), nn.linear(10)),
 *   loss: losses.softmaxCrossEntropy,
 *   batches: (seed) => batches(train, { size: 50, seed }),
 *   test,
 *   metrics: { accuracy: metrics.accuracy() },
 * });
 * small.better; // { loss: "lower", accuracy: "higher" }
 *
 * @throws ArgumentError for a part that is missing or unknown
 */
export function problem<
  Params extends Tree,
  Input,
  Output,
  Targets,
  State extends Tree = nn.None,
  Each extends metrics.Metrics<Output, Targets> = Record<never, never>,
>(parts: ProblemParts<Params, State, Input, Output, Targets, Each>): Problem {
  requireOptions("problem", parts, {
    needed: ["name", "model", "loss", "batches", "test"],
    optional: ["validation", "metrics", "batchSize", "steps", "classes", "about"],
  });
  const { name, model, loss, batchSize, steps, classes = [], about = name } = parts;
  const scored = { loss, ...parts.metrics } as Each & { readonly loss: typeof loss };
  const dataOf = (part: "validation" | "test") => {
    const data = parts[part];
    if (data) return data as ScoreData<Input, Targets>;
    throw new ArgumentError({
      where: `${name}: score(${JSON.stringify(part)})`,
      rule: "there are no such data",
    });
  };
  const scoreOf = scorer(model, scored as metrics.Metrics<Output, Targets>);
  return {
    name,
    about,
    classes,
    batchSize,
    steps,
    hasValidation: parts.validation !== undefined,
    better: betterOf(parts.metrics),
    async *train({ optimizer, seed, steps: limit, from }) {
      const data = parts.batches(seed);
      const like =
        from && (await initialState({ model, loss, optimizer }, random.key(seed), await firstInput(data)));
      const state = like && stateFromBytes(from, like, { where: "checkpoint" });
      for await (const event of fit(model, { data, loss, optimizer, steps: limit, seed, state })) {
        if (event.type === "epoch") continue;
        const { type, step } = event;
        yield {
          type,
          step,
          ...(type !== "done" && { loss: event.loss, learningRate: event.learningRate }),
          async score(part) {
            const params = type === "done" ? event.params : evaluationParams(optimizer, event.state);
            return scoreOf({ params, state: event.state.state }, dataOf(part));
          },
          save: () => stateToBytes(event.state),
        };
      }
    },
  };
}

const betterOf = (given: metrics.Metrics<never, never> = {}): Problem["better"] => ({
  loss: "lower",
  ...Object.fromEntries(
    Object.entries(given).flatMap(([name, metric]) => {
      const better = typeof metric === "function" ? "lower" : metric?.better;
      return better ? [[name, better] as const] : [];
    }),
  ),
});

async function firstInput<Input, Targets>(data: Batches<Input, Targets>): Promise<Input> {
  for await (const { x } of typeof data === "function" ? data(0) : data) return x;
  throw new Error("internal: no batch");
}
