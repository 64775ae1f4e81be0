/** @file Labels that count for nothing, such as those of padding. */

import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { countsBeside } from "../losses/loss.ts";

export interface LabelOptions {
  /** An integer label that counts for nothing, such as -100, with which `paddedBatches` fills up targets; none by default. */
  readonly ignoreIndex?: number;
}

export const labelKinds = { ignoreIndex: kind.integer };

export const readLabels = optionsReader<LabelOptions>(labelKinds);

/** Whether each label counts; nothing where all do. */
export const counting = (truth: Tensor, { ignoreIndex }: LabelOptions): Tensor | undefined =>
  ignoreIndex === undefined ? undefined : countsBeside(truth, ignoreIndex);
