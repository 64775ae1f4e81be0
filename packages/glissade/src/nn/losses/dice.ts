/** @file The loss of overlap, for segmentation. */

import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { sigmoid } from "../../ops/elementwise/sigmoid.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { kind } from "../../options/kinds.ts";
import { nonNegatives } from "../../options/ranges.ts";
import { type Loss, type LossOptions, lossReader, reduceLosses, sameTargets } from "./loss.ts";

export interface DiceOptions extends LossOptions {
  /** Added above and below, so that two empty masks are alike; 1 by default. */
  readonly smooth?: number;
}

const readDice = lossReader<Pick<DiceOptions, "smooth">>({ smooth: kind.within(nonNegatives) });

/**
 * 1 - 2Σpt/(Σp + Σt) of each example, where p is the sigmoid of the logits: from (batch, ...) and targets of 0 and 1 of
 * the same shape. V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation (Milletari et al.
 * 2016, arXiv:1606.04797), with sums in place of sums of squares.
 *
 * @example
 * await losses.dice(tensor([[0, 0]]), tensor([[1, 0]]), { smooth: 0 }).item(); // 0.5
 */
export const dice: Loss<DiceOptions> = (logits, targets, options) => {
  const { smooth = 1, ...settings } = readDice("dice", options);
  const t = sameTargets("dice", logits, targets);
  const p = sigmoid(logits);
  const axis = [...logits.shape.keys()].slice(1);
  const shared = add(mul(sum(mul(p, t), { axis }), 2), smooth);
  const each = sub(1, div(shared, add(add(sum(p, { axis }), sum(t, { axis })), smooth)));
  return reduceLosses("dice", each, settings);
};
