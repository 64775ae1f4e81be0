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

/** Throws unless there is an integer for each sequence; those that are known must lie within its steps. */
export function requireLengths(
  lengths: Tensor,
  [batch, time]: readonly [batch: number, time: number, ...rest: number[]],
): void {
  requireInteger("input/lengths", lengths);
  if (!sameShape(lengths.shape, [batch])) {
    throw new ShapeError({
      where: "input/lengths",
      rule: `needs one length per sequence, [${batch}], got ${formatShape(lengths.shape)}`,
    });
  }
  requireWithin(lengths, time);
}

function requireWithin({ source }: Tensor, time: number): void {
  const known = source.kind === "data" || source.kind === "literal" ? source.data : undefined;
  const wrong = Array.from(known ?? [], Number).find((length) => length < 0 || length > time);
  if (wrong === undefined) return;
  throw new ShapeError({
    where: "input/lengths",
    rule: `must be from 0 to the ${time} steps of the sequences, got ${wrong}`,
  });
}
