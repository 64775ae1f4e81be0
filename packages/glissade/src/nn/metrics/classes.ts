/** @file Metrics of classification, from outputs with one number per class. */

import { zeros } from "../../create-tensor.ts";
import { DataError, ShapeError } from "../../errors.ts";
import { isFloat } from "../../graph/dtype.ts";
import { literal } from "../../graph/literal.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { sameShape } from "../../graph/shape.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { add, maximum, minimum, mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { equal, greater, where } from "../../ops/elementwise/compare.ts";
import { oneHot } from "../../ops/index/gather.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { argmax, max, min } from "../../ops/reduce/reduce.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { reshape, transpose } from "../../ops/shape/layout.ts";
import { stack } from "../../ops/shape/reorder.ts";
import { averageOfLabels } from "./average.ts";
import { counting, type LabelOptions, readLabels } from "./labels.ts";
import type { Metric } from "./metric.ts";
import { madeBy } from "./metric.ts";

/** Counts: one row per true class, one column per predicted class. */
export type Confusion = readonly (readonly number[])[];

/** Whether targets are labels of outputs with one number per class. */
export const areLabels = (outputs: Tensor, targets: Tensor): boolean =>
  !isFloat(targets.dtype) && outputs.rank > 1 && sameShape(targets.shape, outputs.shape.slice(0, -1));

/** Outputs beside the true classes of every label. */
export interface Labelled {
  /** Integers. */
  readonly truth: Tensor;
  /** Of one class its logits, in the shape of the labels; of several a number for each on the last axis. */
  readonly outputs: Tensor;
  readonly isSingle: boolean;
  readonly count: number;
}

/** Outputs with the true classes that targets tell, in any of their forms. */
export function labelled(caller: string, outputs: Tensor, targets: Tensor): Labelled {
  requireTensor(`metrics.${caller} (outputs)`, outputs);
  requireTensor(`metrics.${caller} (targets)`, targets);
  const isSame = sameShape(targets.shape, outputs.shape);
  const isSingle = outputs.rank > 1 && outputs.shape.at(-1) === 1;
  if (isSame && (isSingle || !isFloat(targets.dtype))) return ofOne(outputs, targets);
  const several = { outputs, isSingle: false, count: outputs.shape.at(-1)! };
  if (areLabels(outputs, targets)) {
    if (isSingle) return ofOne(reshape(outputs, targets.shape), targets);
    return { ...several, truth: cast(targets, "int64") };
  }
  if (outputs.rank > 1 && isSame) return { ...several, truth: argmax(targets) };
  throw new ShapeError({
    where: caller,
    rule: `needs outputs with one number per class on the last axis and integer labels, or targets like the outputs, got ${formatType(targets.type)} for outputs ${formatType(outputs.type)}`,
  });
}

/** Of one class, which an example has or has not. */
function ofOne(outputs: Tensor, targets: Tensor): Labelled {
  const truth = isFloat(targets.dtype) ? greater(targets, 0.5) : targets;
  return { truth: cast(truth, "int64"), outputs, isSingle: true, count: 2 };
}

/** True and predicted classes of every label, integers of one shape, and how many classes there are. */
interface Classes {
  readonly truth: Tensor;
  readonly guess: Tensor;
  readonly count: number;
}

/** A logit of one class above 0 says that an example has it. */
function classesOf(caller: string, given: Tensor, targets: Tensor): Classes {
  const { truth, outputs, isSingle, count } = labelled(caller, given, targets);
  return { truth, guess: isSingle ? cast(greater(outputs, 0), "int64") : argmax(outputs), count };
}

/** Whether the class of each label is predicted. */
function areRight(outputs: Tensor, targets: Tensor) {
  const { truth, guess } = classesOf("accuracy", outputs, targets);
  return { values: equal(truth, guess), truth };
}

/**
 * The share of labels whose class has the largest output. Of a single output, such as that of `binaryCrossEntropy`, the
 * classes are 0 and 1, and 1 is predicted where it is positive; so do the metrics of counts read it. Integer targets of the
 * shape of the outputs are such classes, one for each output; floats of that shape are rows with a number for each class.
 * Without `metrics`, `fit` reports it of all labels but -100.
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[2, 1], [0, 3], [1, 0]]), y: new Int32Array([0, 1, 1]) };
 * const { accuracy } = await score(model, { params: [], state: [] }, data, { accuracy: metrics.accuracy() });
 * accuracy; // 0.6666667
 */
export const accuracy = madeBy(
  "accuracy",
  (options?: LabelOptions): Metric<number> =>
    averageOfLabels(areRight, readLabels("accuracy", options), { better: "higher" }),
);

/** Counts, and the range of the labels, float64. */
type CountState = { readonly counts: Tensor; readonly least: Tensor; readonly most: Tensor };

/** How labels are counted, from a row with a single one for each: (labels, classes). */
interface Tally {
  readonly shape: (classes: number) => readonly number[];
  readonly of: (truth: Tensor, guess: Tensor) => Tensor;
}

/** By true and predicted class. */
const byPair: Tally = {
  shape: (classes) => [classes, classes],
  of: (truth, guess) => matmul(transpose(truth), guess),
};

/** By class: predictions that are right, labels, and predictions. */
export const byClass: Tally = {
  shape: (classes) => [3, classes],
  of: (truth, guess) => stack([mul(truth, guess), truth, guess].map((rows) => sum(rows, { axis: 0 }))),
};

interface Counting<Result> {
  readonly tally: Tally;
  readonly toResult: (counts: Confusion) => Result;
}

/** Counts of labels, of which a result is made. */
export const counted = <Result>(
  caller: string,
  { tally, toResult }: Counting<Result>,
  options: LabelOptions,
): Metric<Result, Tensor, Tensor, CountState> => ({
  start(outputs, targets) {
    const { count } = classesOf(caller, outputs, targets);
    const [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    return {
      counts: zeros(tally.shape(count), { dtype: "float64" }),
      least: literal(least, "float64"),
      most: literal(most, "float64"),
    };
  },
  add({ counts, least, most }, outputs, targets) {
    const { truth, guess, count } = classesOf(caller, outputs, targets);
    if (truth.size === 0) return { counts, least, most };
    const isCounted = counting(truth, options);
    // A label that does not count has no row, and is in any range
    const rows = (classes: Tensor) =>
      oneHot(reshape(isCounted ? where(isCounted, classes, -1) : classes, [-1]), count, { dtype: "float64" });
    const labels = cast(isCounted ? where(isCounted, truth, 0) : truth, "float64");
    return {
      counts: add(counts, tally.of(rows(truth), rows(guess))),
      least: minimum(least, min(labels)),
      most: maximum(most, max(labels)),
    };
  },
  async result({ counts, least, most }) {
    const [rows, classes] = counts.shape as [number, number];
    requireLabels(caller, classes, [await least.item(), await most.item()]);
    const flat = Array.from(await counts.data(), Number);
    return toResult(Array.from({ length: rows }, (_, row) => flat.slice(row * classes, (row + 1) * classes)));
  },
});

/** Throws unless the least and the greatest label are classes. */
export function requireLabels(
  caller: string,
  classes: number,
  [least, most]: readonly [number, number],
): void {
  if (least >= 0 && most < classes) return;
  throw new DataError({
    where: caller,
    rule: `labels must be in [0, ${classes}), the number of outputs, got ${least < 0 ? least : most}`,
  });
}

/**
 * Counts of labels: one row per true class, one column per predicted class.
 *
 * @throws DataError for a label beyond the outputs
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[2, 1], [0, 3], [1, 0]]), y: new Int32Array([0, 1, 1]) };
 * const { confusion } = await score(model, { params: [], state: [] }, data, { confusion: metrics.confusion() });
 * confusion; // [[1, 0], [1, 1]]
 */
export const confusion = madeBy(
  "confusion",
  (options?: LabelOptions): Metric<Confusion> =>
    counted("confusion", { tally: byPair, toResult: (counts) => counts }, readLabels("confusion", options)),
);

/**
 * Matthews' correlation of true and predicted classes, for any number of classes as in Comparing two K-category
 * assignments by a K-category correlation coefficient (Gorodkin 2004): 1 is perfect, 0 is chance, and 0 where one side
 * has a single class.
 *
 * @throws DataError for a label beyond the outputs
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[2, 1], [0, 3], [1, 0]]), y: new Int32Array([0, 1, 1]) };
 * const { mcc } = await score(model, { params: [], state: [] }, data, { mcc: metrics.matthewsCorrelation() });
 * mcc; // 0.5
 */
export const matthewsCorrelation = madeBy(
  "matthewsCorrelation",
  (options?: LabelOptions): Metric<number> => ({
    ...counted(
      "matthewsCorrelation",
      { tally: byPair, toResult: correlation },
      readLabels("matthewsCorrelation", options),
    ),
    better: "higher",
  }),
);

export const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function correlation(counts: Confusion): number {
  const truths = counts.map(total);
  const guesses = counts.map((_, column) => total(counts.map((row) => row[column]!)));
  const count = total(truths);
  const right = total(counts.map((row, index) => row[index]!));
  const dot = (x: readonly number[], y: readonly number[]) =>
    total(x.map((value, index) => value * y[index]!));
  const spread = Math.sqrt((count ** 2 - dot(truths, truths)) * (count ** 2 - dot(guesses, guesses)));
  return spread === 0 ? 0 : (right * count - dot(truths, guesses)) / spread;
}
