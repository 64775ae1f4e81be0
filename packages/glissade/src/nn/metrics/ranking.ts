/** @file Metrics of how well outputs rank examples: they need all examples at once, and are exact. */

import { ShapeError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { sameShape } from "../../graph/shape.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { expand } from "../../ops/reduce/sum.ts";
import { reshape } from "../../ops/shape/layout.ts";
import { flip } from "../../ops/shape/slice.ts";
import { requireRecord } from "../../options/arguments.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { labelled, requireLabels, total } from "./classes.ts";
import type { CollectingMetric } from "./metric.ts";
import { missingClass } from "./precision-recall.ts";
import { areaUnderRoc, meanPrecision, type Ranked } from "./rank-curves.ts";

/** What is ranked. */
export interface RankedParts {
  readonly outputs: Tensor;
  readonly targets: Tensor;
  /** How much each label counts, in the shape of the labels; 1 by default. */
  readonly weights?: Tensor;
}

export interface RankingOptions<Outputs = Tensor, Targets = Tensor> {
  /** How more than two classes are averaged: each counts the same, the default, or by the weight of its labels. */
  readonly average?: "macro" | "weighted";
  /** A class to report alone, against all others; where there are two classes 1 by default. */
  readonly label?: number;
  /** Takes outputs, targets and weights where they are parts of trees. */
  readonly take?: (outputs: Outputs, targets: Targets) => RankedParts;
}

const readRanking = optionsReader<RankingOptions<never, never>>({
  average: kind.choice("macro", "weighted"),
  label: kind.whole,
  take: kind.callable(),
});

/** Of a batch, float64: a row of scores for each label, with a number for each class, or one of class 1. */
type Kept = { readonly scores: Tensor; readonly truth: Tensor; readonly weights: Tensor };

function keep(where: string, { outputs: given, targets, weights }: RankedParts): Kept {
  const { truth, outputs, isSingle, count } = labelled(where, given, targets);
  const numbers = cast(outputs, "float64");
  return {
    scores: isSingle ? reshape(numbers, [-1, 1]) : oddsOf(reshape(numbers, [-1, count])),
    truth: reshape(cast(truth, "float64"), [-1]),
    weights: weights ? toWeights(where, weights, truth) : expand(literal(1, "float64"), [truth.size]),
  };
}

/** Of two classes the difference of their logits, which ties where nothing else does; of more the logits. */
function oddsOf(logits: Tensor): Tensor {
  return logits.shape[1] === 2 ? sub(logits, flip(logits, { axis: [1] })) : logits;
}

/**
 * Logits of rows as logarithms of probabilities. Sums are over sorted numbers, so that rows of the same logits, in whatever
 * order and batch, tie.
 */
function logProbabilities(logits: Float64Array, columns: number): Float64Array {
  const logs = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += columns) {
    const row = logits.subarray(start, start + columns);
    const sorted = row.toSorted();
    const most = sorted.at(-1)!;
    const sum = sorted.reduce((all, logit) => all + Math.exp(logit - most), 0);
    row.forEach((logit, column) => {
      logs[start + column] = logit - most - Math.log(sum);
    });
  }
  return logs;
}

function toWeights(where: string, weights: Tensor, truth: Tensor): Tensor {
  requireTensor(`metrics.${where} (weights)`, weights);
  if (sameShape(weights.shape, truth.shape)) return reshape(cast(weights, "float64"), [-1]);
  throw new ShapeError({
    where: `${where}({ take })`,
    rule: `needs weights of the shape of the labels, got ${formatType(weights.type)} for ${formatType(truth.type)}`,
  });
}

const ranking =
  (name: string, measure: (ranked: Ranked) => number) =>
  <Outputs = Tensor, Targets = Tensor>(
    options?: RankingOptions<Outputs, Targets>,
  ): CollectingMetric<number, Kept, Outputs, Targets> => {
    const { average, label } = readRanking(name, options as RankingOptions<never, never>);
    return {
      better: "higher",
      collect: (outputs, targets) => keep(name, partsOf(name, options?.take, [outputs, targets])),
      async result(kept) {
        const all = await join(name, kept);
        if (label !== undefined && label >= all.classes) missingClass(name, label, all.classes);
        if (label !== undefined || all.classes === 2) return measure(rankedBy(all, label ?? 1));
        return averaged(all, measure, average === "weighted");
      },
    };
  };

function partsOf<Outputs, Targets>(
  where: string,
  take: RankingOptions<Outputs, Targets>["take"],
  [outputs, targets]: readonly [Outputs, Targets],
): RankedParts {
  // Without `take` these are tensors, or `labelled` refuses them.
  if (!take) return { outputs: outputs as Tensor, targets: targets as Tensor };
  const parts = take(outputs, targets);
  requireRecord(`${where}({ take })`, parts);
  return parts;
}

/** What was kept of all batches. */
interface Joined {
  readonly scores: Float64Array;
  readonly truth: Float64Array;
  readonly weights: Float64Array;
  /** Numbers in a row of scores. */
  readonly columns: number;
  readonly classes: number;
}

async function join(where: string, kept: readonly Kept[]): Promise<Joined> {
  const gather = async (name: keyof Kept): Promise<Float64Array> =>
    joinArrays((await Promise.all(kept.map((each) => each[name].data()))) as Float64Array[]);
  const columns = kept[0]!.scores.shape[1]!;
  const [odds, truth, weights] = [await gather("scores"), await gather("truth"), await gather("weights")];
  const scores = columns > 2 ? logProbabilities(odds, columns) : odds;
  const classes = Math.max(columns, 2);
  const [least, most] = [
    truth.reduce((a, b) => Math.min(a, b), 0),
    truth.reduce((a, b) => Math.max(a, b), 0),
  ];
  requireLabels(where, classes, [least, most]);
  return { scores, truth, weights, columns, classes };
}

function joinArrays(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(total(parts.map(({ length }) => length)));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

/** A class against all others; one column alone is of class 1, and ranks class 0 from below. */
function rankedBy({ scores, truth, weights, columns }: Joined, label: number): Ranked {
  const sign = columns === 1 && label === 0 ? -1 : 1;
  const column = columns === 1 ? 0 : label;
  return {
    scores: truth.map((_, row) => sign * scores[row * columns + column]!),
    isPositive: (row) => truth[row] === label,
    weights,
  };
}

/** The mean over classes that occur. */
function averaged(all: Joined, measure: (ranked: Ranked) => number, isWeighted: boolean): number {
  const sizes = new Array<number>(all.classes).fill(0);
  for (const [row, label] of all.truth.entries()) sizes[label]! += all.weights[row]!;
  const seen = [...sizes.keys()].filter((label) => sizes[label] !== 0);
  const weights = seen.map((label) => (isWeighted ? sizes[label]! : 1));
  const values = seen.map((label, index) => weights[index]! * measure(rankedBy(all, label)));
  return total(values) / total(weights);
}

/**
 * The area under the curve of true against false positives (ROC): the chance that an example which has a class scores
 * higher than one which has not, where ties count half. Exact over all batches, as in scikit-learn, and so are ties and
 * weights. Of two classes it is that of class 1; of more, each is ranked against all others by its softmax and those that
 * occur are averaged. NaN where every label is of the class, or none, and where a score is NaN.
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[2], [1], [-1], [0]]), y: new Int32Array([1, 0, 0, 1]) };
 * await score(model, { params: [], state: [] }, data, { auc: metrics.rocAuc() }); // { auc: 0.75 }
 *
 * @throws ArgumentError for a label that is no class; DataError for labels beyond the outputs
 */
export const rocAuc = ranking("rocAuc", areaUnderRoc);

/**
 * The average precision, Σ (Rₙ - Rₙ₋₁)·Pₙ over the recalls R and precisions P at every score: the area under their curve
 * in steps, without interpolation, as in scikit-learn. Two and more classes, ties and weights are as in `rocAuc`; NaN
 * where no label is of the class.
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[2], [1], [-1], [0]]), y: new Int32Array([1, 0, 0, 1]) };
 * await score(model, { params: [], state: [] }, data, { ap: metrics.averagePrecision() }); // { ap: 0.8333333333333333 }
 *
 * @throws as `rocAuc`
 */
export const averagePrecision = ranking("averagePrecision", meanPrecision);
