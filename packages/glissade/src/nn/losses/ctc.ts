/** @file Connectionist temporal classification: labels of a sequence whose places are not known. */

import { scan } from "../../control/scan.ts";
import { arange, full } from "../../create-tensor.ts";
import { ShapeError } from "../../errors.ts";
import { literal } from "../../graph/literal.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { sameShape } from "../../graph/shape.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { requireInteger } from "../../ops/dtype-rules.ts";
import { add, div, maximum, minimum, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import {
  equal,
  greater,
  greaterEqual,
  less,
  logicalAnd,
  notEqual,
  where,
} from "../../ops/elementwise/compare.ts";
import { takeAlongAxis } from "../../ops/index/gather-elements.ts";
import { logSoftmax } from "../../ops/norm/softmax.ts";
import { logSumExp } from "../../ops/reduce/log-sum-exp.ts";
import { all } from "../../ops/reduce/statistics.ts";
import { expand } from "../../ops/reduce/sum.ts";
import { concat } from "../../ops/shape/concat.ts";
import { reshape, transpose, unsqueeze } from "../../ops/shape/layout.ts";
import { stack } from "../../ops/shape/reorder.ts";
import { slice } from "../../ops/shape/slice.ts";
import { requireRecord } from "../../options/arguments.ts";
import { kind } from "../../options/kinds.ts";
import { type Loss, type LossOptions, lossReader, reduceLosses } from "./loss.ts";

export interface CtcOptions extends LossOptions {
  /** The class that stands for no label; 0 by default. */
  readonly blank?: number;
}

const readCtc = lossReader<Pick<CtcOptions, "blank">>({ blank: kind.whole });

/** Labels (batch, longest) with how many of each row count, (batch); and how many steps of each output do, all by default. */
export type CtcTargets = {
  readonly labels: Tensor;
  readonly lengths: Tensor;
  readonly steps?: Tensor;
};

/** The logarithm of an impossible path, finite so that gradients are 0 instead of NaN. */
const NEVER = -1e30;

/**
 * Minus the logarithm of the probability of all ways to place the labels along the time, each of which may be repeated
 * and parted by blanks: from logits (batch, time, classes). As in PyTorch the mean is that of each loss divided by the
 * number of its labels, and labels that do not fit cost infinity; those outside the classes, and lengths or steps that
 * there are not, make it NaN, since a graph cannot throw: Connectionist Temporal Classification: Labelling
 * Unsegmented Sequence Data with Recurrent Neural Networks (Graves et al. 2006).
 *
 * @example
 * const targets = { labels: tensor([[1]], { dtype: "int32" }), lengths: tensor([1], { dtype: "int32" }) };
 * await losses.ctc(zeros([1, 2, 2]), targets).item(); // 0.2876821
 */
export const ctc: Loss<CtcOptions, Tensor, CtcTargets> = (logits, targets, options) => {
  const { blank = 0, ...settings } = readCtc("ctc", options);
  requireCtc(logits, targets, blank);
  const [batch, time, classes] = logits.shape as [number, number, number];
  const lengths = cast(targets.lengths, "int64");
  const steps = targets.steps ? cast(targets.steps, "int64") : full([batch], time, { dtype: "int64" });
  const { labels, areInside } = inClasses(cast(targets.labels, "int64"), { lengths, classes, blank });
  const states = withBlanks(labels, blank); // (batch, 2 · longest + 1)
  const logs = chosen(logSoftmax(logits), states); // (time, batch, states)
  const canSkip = where(skips(states, blank), 0, literal(NEVER, logits.dtype));
  // Before the first step all paths are in front of the first label
  const start = where(
    equal(arange(states.shape[1]!, { dtype: "int64" }), 0),
    literal(0, logits.dtype),
    NEVER,
  );
  const step = (paths: Tensor, { own, isInside }: { readonly own: Tensor; readonly isInside: Tensor }) => {
    const ways = [paths, shifted(paths, 1), add(shifted(paths, 2), canSkip)];
    const next = where(isInside, maximum(add(logSumExp(stack(ways), { axis: 0 }), own), NEVER), paths);
    return [next, []] as const;
  };
  const isInside = less(arange(time, { dtype: "int64" }).reshape([time, 1, 1]), reshape(steps, [batch, 1]));
  const [paths] = scan(step, expand(start, states.shape), { own: logs, isInside });
  const areValid = [areInside, isWithin(lengths, labels.shape[1]!), isWithin(steps, time)].reduce(logicalAnd);
  const each = where(areValid, lossOf(paths, lengths), Number.NaN);
  const isMean = settings.reduction === undefined || settings.reduction === "mean";
  const counts = maximum(cast(lengths, logits.dtype), 1);
  return reduceLosses("ctc", isMean ? div(each, counts) : each, settings);
};

interface Range {
  readonly lengths: Tensor;
  readonly classes: number;
  readonly blank: number;
}

/** Labels with blanks behind those that count, and whether those of each row are classes. */
function inClasses(labels: Tensor, { lengths, classes, blank }: Range) {
  const counts = less(arange(labels.shape[1]!, { dtype: "int64" }), reshape(lengths, [-1, 1]));
  const own = where(counts, labels, blank);
  const areClasses = logicalAnd(greaterEqual(own, 0), less(own, classes));
  return { labels: where(areClasses, own, blank), areInside: all(areClasses, { axis: 1 }) };
}

const isWithin = (counts: Tensor, most: number): Tensor =>
  logicalAnd(greaterEqual(counts, 0), less(counts, most + 1));

/** Labels with a blank before, between and behind them. */
function withBlanks(labels: Tensor, blank: number): Tensor {
  const [batch, longest] = labels.shape as [number, number];
  const blanks = full([batch, longest], blank, { dtype: "int64" });
  const pairs = reshape(stack([blanks, labels], { axis: 2 }), [batch, 2 * longest]);
  return concat([pairs, full([batch, 1], blank, { dtype: "int64" })], { axis: 1 });
}

/** The logarithms of the classes that the states stand for. */
function chosen(logs: Tensor, states: Tensor): Tensor {
  const [batch, time] = logs.shape as [number, number, number];
  const index = add(unsqueeze(states, { axis: 1 }), full([batch, time, 1], 0, { dtype: "int64" }));
  return transpose(takeAlongAxis(logs, index), [1, 0, 2]);
}

/** Whether a state may follow the one two before: another label, with nothing but a blank between. */
function skips(states: Tensor, blank: number): Tensor {
  const before = shifted(states, 2, blank);
  return logicalAnd(notEqual(states, blank), notEqual(states, before));
}

/** States moved up by a count, with something else in the first places. */
function shifted(x: Tensor, count: number, value = NEVER): Tensor {
  const [batch, states] = x.shape as [number, number];
  const first = full([batch, Math.min(count, states)], value, { dtype: x.dtype });
  return states <= count ? first : concat([first, slice(x, { ends: [batch, states - count] })], { axis: 1 });
}

/** Paths may end in the last label or in the blank behind it. */
function lossOf(paths: Tensor, lengths: Tensor): Tensor {
  const last = reshape(add(lengths, lengths), [-1, 1]);
  const end = paths.shape[1]! - 1;
  const at = (index: Tensor) => takeAlongAxis(paths, minimum(maximum(index, 0), end));
  const label = where(greater(last, 0), at(add(last, -1)), NEVER);
  const ends = reshape(logSumExp(concat([at(last), label], { axis: 1 }), { axis: 1 }), [-1]);
  // What is certain costs 0, where neg gives -0.
  const each = sub(0, ends);
  return where(greater(each, -NEVER / 2), Number.POSITIVE_INFINITY, each);
}

function requireCtc(logits: Tensor, targets: CtcTargets, blank: number): void {
  requireTensor("ctc(logits)", logits);
  requireRecord("ctc(targets)", targets);
  const { labels, lengths, steps } = targets;
  const [batch, , classes] = logits.shape;
  for (const [name, tensor] of Object.entries({ labels, lengths, ...(steps && { steps }) })) {
    requireInteger(`ctc(targets/${name})`, tensor);
  }
  const fits = logits.rank === 3 && labels.rank === 2 && labels.shape[0] === batch && blank < classes!;
  if (fits && [lengths, steps ?? lengths].every(({ shape }) => sameShape(shape, [batch!]))) return;
  const got = [logits, labels, lengths, steps].flatMap((each) => (each ? formatType(each.type) : []));
  throw new ShapeError({
    where: "ctc",
    rule: `needs logits [batch, time, classes], labels [batch, longest] and lengths [batch], with the blank ${blank} among the classes, got ${got.join(", ")}`,
  });
}
