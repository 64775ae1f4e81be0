/** @file How well a model classifies examples it did not train on. */

import type { Examples } from "../data/examples.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Model, Variables } from "../nn/layer.ts";
import { outputs as outputsOf } from "../nn/lift.ts";
import { accuracy, type Confusion, confusionMatrix, matthewsCorrelation } from "../nn/metrics.ts";
import { argmax } from "../ops/reduce/reduce.ts";
import { compile } from "../run/compile.ts";
import { type Batch, wholeBatch } from "./batches.ts";

export interface Evaluation {
  /** Share of examples classified rightly. */
  readonly accuracy: number;
  /** Matthews' correlation. */
  readonly mcc: number;
  readonly confusion: Confusion;
}

/** Examples per call: bounds the memory of large test sets. */
const CHUNK = 2048;

/** A function from parameters and state to the evaluation on the examples; compiled once. */
export function evaluator<Params, State>(
  model: Model<Params, State>,
  examples: Examples,
): (variables: Variables<Params, State>) => Promise<Evaluation> {
  const apply = compile((variables: Variables<Params, State>, x: Tensor) => {
    const outputs = outputsOf(model, variables, x);
    return { outputs, classes: argmax(outputs) };
  });
  const chunks = toChunks(examples);
  return async ({ params, state }) => {
    const predicted: number[] = [];
    let count = 0;
    for (const { x } of chunks) {
      const { outputs, classes } = await apply({ params, state }, x);
      predicted.push(...Array.from(await classes.data(), Number));
      count = outputs.shape.at(-1)!;
    }
    const confusion = confusionMatrix(predicted, examples.labels, count);
    return { accuracy: accuracy(confusion), mcc: matthewsCorrelation(confusion), confusion };
  };
}

function toChunks({ inputs, labels, shape, size }: Examples): Batch[] {
  const features = inputs.length / size;
  return Array.from({ length: Math.ceil(size / CHUNK) }, (_, chunk) => {
    const [start, end] = [chunk * CHUNK, Math.min((chunk + 1) * CHUNK, size)];
    const part = {
      inputs: inputs.subarray(start * features, end * features),
      labels: labels.subarray(start, end),
    };
    return wholeBatch({ ...part, shape, size: end - start });
  });
}
