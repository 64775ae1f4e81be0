/** @file Checks of sequences and of their lengths. */

import { ShapeError } from "../../errors.ts";
import { formatShape, sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat, requireInteger } from "../../ops/dtype-rules.ts";

/** Throws unless a tensor holds sequences of features. */
export function requireSequences(where: string, x: Tensor): void {
  requireFloat(where, x);
  if (x.rank === 3) return;
  throw new ShapeError({
    where,
    rule: `needs shape [batch, time, features], got ${formatShape(x.shape)}`,
    fix: x.rank === 2 ? "For sequences of single numbers put unsqueeze(x, { axis: -1 }) in front" : undefined,
  });
}

/** Throws unless there is an integer for each sequence. */
export function requireLengths(lengths: Tensor, batch: number): void {
  requireInteger("input/lengths", lengths);
  if (sameShape(lengths.shape, [batch])) return;
  throw new ShapeError({
    where: "input/lengths",
    rule: `needs one length per sequence, [${batch}], got ${formatShape(lengths.shape)}`,
  });
}
