/** @file The scores of a training on data that it does not train on. */

import { ArgumentError } from "../errors.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Model, None, Variables } from "../nn/layer.ts";
import { outputs as outputsOf } from "../nn/lift.ts";
import { accuracy, areLabels } from "../nn/metrics/classes.ts";
import type { Better, Metrics } from "../nn/metrics/metric.ts";
import type { Tree } from "../tree.ts";
import { type Batches, batchesFrom } from "./data/epoch-batches.ts";
import { TARGET_PADDING } from "./data/padded.ts";
import type { FitOptions, Validation } from "./fit-options.ts";
import { scorer, toBatches } from "./score.ts";
import { atStart } from "./state.ts";

/** Of the function `caller`: a function from variables to loss and metrics, `undefined` where there is nothing to score; compiled when called. */
export function validator<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  Each extends Metrics<Output, Targets>,
  State extends Tree = None,
>(
  caller: string,
  model: Model<Params, State, Input, Output>,
  { validation, loss, metrics }: FitOptions<Params, State, Input, Output, Targets, OptimizerState, Each>,
): (variables: Variables<Params, State>) => Promise<Validation<Each> | undefined> {
  if (!validation) return async () => undefined;
  if (metrics && "loss" in metrics) throw isTaken(caller);
  const data = toBatches(`${caller}({ validation })`, validation);
  const prepare = async (variables: Variables<Params, State>) =>
    scorer(model, { ...(metrics ?? (await defaultMetrics(model, variables, data))), loss });
  let scoreOf: ReturnType<typeof prepare> | undefined;
  return async (variables) => {
    scoreOf ??= prepare(variables);
    return (await (
      await scoreOf
    )(variables, data)) as Validation<Each>;
  };
}

const isTaken = (caller: string) =>
  new ArgumentError({
    where: `${caller}({ metrics: { loss } })`,
    rule: "is the name of the training loss, which validation always reports",
    fix: "Choose another name",
  });

/** Whether higher or lower is better, of the loss and of the metrics, those by default among them. */
export const betterOf = (metrics: Metrics<never, never> = { accuracy: accuracy() }) =>
  Object.fromEntries<Better | undefined>([
    ["loss", "lower"],
    ...Object.entries(metrics).map(
      ([name, metric]) => [name, typeof metric === "function" ? undefined : metric?.better] as const,
    ),
  ]);

/** The accuracy of all labels but those that fill sequences up, where a first batch has one label for each row of outputs. */
async function defaultMetrics<Params, State, Input, Output, Targets>(
  model: Model<Params, State, Input, Output>,
  variables: Variables<Params, State>,
  data: Batches<Input, Targets>,
): Promise<Metrics<Output, Targets>> {
  for await (const { x, y } of batchesFrom(data, atStart)) {
    const outputs = outputsOf(model, variables, x);
    const isClassified = outputs instanceof Tensor && y instanceof Tensor && areLabels(outputs, y);
    return isClassified
      ? ({ accuracy: accuracy({ ignoreIndex: TARGET_PADDING }) } as Metrics<unknown, unknown>)
      : {};
  }
  return {};
}

export const needsValidation = (caller: string) =>
  new ArgumentError({ where: `${caller}({ follow })`, rule: "needs validation data, got none" });

/** The number of a validation that the optimizer follows. */
export function followed(
  caller: string,
  validation: object | undefined,
  name: string | undefined,
): number | undefined {
  if (name === undefined) return undefined;
  if (!validation) throw needsValidation(caller);
  const value = (validation as Readonly<Record<string, unknown>>)[name];
  if (typeof value === "number") return value;
  const numbers = Object.entries(validation).filter(([, each]) => typeof each === "number");
  throw new ArgumentError({
    where: `${caller}({ follow })`,
    rule: `must name a number of the validation (${numbers.map(([each]) => each).join(", ")}), got ${JSON.stringify(name)}`,
  });
}
