/** @file Metrics that are averages over all examples. */

import { ArgumentError, ShapeError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { sameShape } from "../../graph/shape.ts";
import { formatType, Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { where } from "../../ops/elementwise/compare.ts";
import { abs, square } from "../../ops/elementwise/unary.ts";
import { mean } from "../../ops/reduce/reduce.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { describe } from "../../options/describe.ts";
import { flatten } from "../../tree.ts";
import { softmaxCrossEntropy } from "../losses/index.ts";
import { counting, type LabelOptions, readLabels } from "./labels.ts";
import type { Better, Metric, MetricFunction } from "./metric.ts";
import { made, madeBy, NOT_CALLED } from "./metric.ts";

/** A weighted sum and the weights, float64. */
type AverageState = { readonly sum: Tensor; readonly weight: Tensor };

interface AverageOptions {
  readonly better?: Better;
  /** Of the mean to the result. */
  readonly transform?: (mean: number) => number;
}

/** A metric that divides what it has added up; `partOf` gives a batch's part, and nothing where none of it counts. */
const averaged = <Outputs, Targets>(
  partOf: (outputs: Outputs, targets: Targets) => AverageState | undefined,
  { better, transform = (value) => value }: AverageOptions,
): Metric<number, Outputs, Targets, AverageState> => ({
  start: () => ({ sum: literal(0, "float64"), weight: literal(0, "float64") }),
  add(before, outputs, targets) {
    const part = partOf(outputs, targets);
    return part ? { sum: add(before.sum, part.sum), weight: add(before.weight, part.weight) } : before;
  },
  result: async ({ sum, weight }) => transform((await sum.item()) / (await weight.item())),
  ...(better && { better }),
});

/** The mean of a function's values, each weighted by the number of whatever it is a mean over. */
const average = <Outputs, Targets>(
  fn: MetricFunction<Outputs, Targets>,
  weightOf: (outputs: Outputs, targets: Targets) => number,
  options: AverageOptions,
): Metric<number, Outputs, Targets, AverageState> =>
  averaged((outputs: Outputs, targets: Targets) => {
    const weight = weightOf(outputs, targets);
    if (weight === 0) return undefined;
    const value = mean(cast(fn(outputs, targets), "float64"));
    return { sum: mul(value, weight), weight: literal(weight, "float64") };
  }, options);

/** Values of labels beside the labels that they are of. */
interface Labelling {
  readonly values: Tensor;
  readonly truth: Tensor;
}

/** The mean of a value of each label that counts. */
export const averageOfLabels = (
  valuesOf: (outputs: Tensor, targets: Tensor) => Labelling,
  labels: LabelOptions,
  options: AverageOptions,
): Metric<number, Tensor, Tensor, AverageState> =>
  averaged((outputs: Tensor, targets: Tensor) => {
    const { values, truth } = valuesOf(outputs, targets);
    const each = cast(values, "float64");
    const counts = counting(truth, labels);
    return counts
      ? { sum: sum(where(counts, each, 0)), weight: sum(cast(counts, "float64")) }
      : { sum: sum(each), weight: literal(values.size, "float64") };
  }, options);

/** How many examples a batch has: the length of axis 0, which scalars lack. */
const examplesIn = (outputs: unknown, targets: unknown): number => {
  const leaves = flatten([outputs, targets], "metrics").leaves;
  return leaves.find(({ rank }) => rank > 0)?.shape[0] ?? 1;
};

/** A function of a batch as a metric: its mean over all examples. */
export const averageOf = <Outputs, Targets>(
  name: string,
  fn: MetricFunction<Outputs, Targets>,
  better?: Better,
): Metric<number, Outputs, Targets, AverageState> =>
  average((outputs: Outputs, targets: Targets) => toTensor(name, fn(outputs, targets)), examplesIn, {
    better,
  });

function toTensor(name: string, value: unknown): Tensor {
  if (value instanceof Tensor) return value;
  const isMetric = typeof value === "object" && value !== null && "result" in value;
  throw new ArgumentError({
    where: `metrics.${name}`,
    rule: `a function among the metrics must return a tensor, got ${isMetric ? "a metric" : describe(value)}`,
    fix: isMetric ? NOT_CALLED : undefined,
  });
}

/** Outputs less targets, which must have the same shape, in float64. */
export function errors(where: string, outputs: Tensor, targets: Tensor): Tensor {
  requireSame(where, outputs, targets);
  return sub(cast(outputs, "float64"), cast(targets, "float64"));
}

function requireSame(where: string, outputs: Tensor, targets: Tensor): void {
  requireTensor(`metrics.${where} (outputs)`, outputs);
  requireTensor(`metrics.${where} (targets)`, targets);
  if (sameShape(outputs.shape, targets.shape)) return;
  throw new ShapeError({
    where,
    rule: `needs targets of the shape of the outputs, got ${formatType(targets.type)} for outputs ${formatType(outputs.type)}`,
    fix: "Reshape one of them: broadcasting would compare every example with every other",
  });
}

const elementsIn = ({ size }: Tensor): number => size;

/**
 * The mean of |y - ŷ| over all outputs of all examples.
 *
 * @example
 * const model = nn.lambda("same", (x: Tensor) => x);
 * const data = { x: tensor([[1], [2]]), y: tensor([[1.5], [4]]) };
 * await score(model, { params: [], state: [] }, data, { mae: metrics.meanAbsoluteError() }); // { mae: 1.25 }
 */
export const meanAbsoluteError = made(
  "meanAbsoluteError",
  (): Metric<number> =>
    average((outputs, targets) => abs(errors("meanAbsoluteError", outputs, targets)), elementsIn, {
      better: "lower",
    }),
);

/** The mean of (y - ŷ)² over all outputs of all examples. */
export const meanSquaredError = made(
  "meanSquaredError",
  (): Metric<number> =>
    average((outputs, targets) => square(errors("meanSquaredError", outputs, targets)), elementsIn, {
      better: "lower",
    }),
);

/** The root of the mean of (y - ŷ)² over all outputs of all examples. */
export const rootMeanSquaredError = made(
  "rootMeanSquaredError",
  (): Metric<number> =>
    average((outputs, targets) => square(errors("rootMeanSquaredError", outputs, targets)), elementsIn, {
      better: "lower",
      transform: Math.sqrt,
    }),
);

/**
 * e to the power of the mean cross-entropy of all labels, such as the tokens of texts: the number of equally likely
 * choices between which a model is as uncertain. Outputs are logits (..., classes) and targets labels (...).
 *
 * @example
 * const model = nn.lambda("uniform", (x: Tensor) => zeros([x.shape[0]!, 50]));
 * const data = { x: tensor([[0], [0]]), y: new Int32Array([1, 2]) };
 * await score(model, { params: [], state: [] }, data, { perplexity: metrics.perplexity() }); // { perplexity: 50 }
 */
export const perplexity = madeBy("perplexity", (options?: LabelOptions): Metric<number> => {
  const labels = readLabels("perplexity", options);
  return averageOfLabels(
    (logits, truth) => ({
      values: softmaxCrossEntropy(logits, truth, { ...labels, reduction: "none" }),
      truth,
    }),
    labels,
    { better: "lower", transform: Math.exp },
  );
});
