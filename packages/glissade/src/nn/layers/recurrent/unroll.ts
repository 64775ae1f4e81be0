/** @file A cell applied along the time of a batch of sequences, in one direction. */

import { scan } from "../../../control/scan.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add } from "../../../ops/elementwise/arithmetic.ts";
import { where } from "../../../ops/elementwise/compare.ts";
import { mapTree } from "../../../tree.ts";
import { affine, type MaybeBiased } from "../linear.ts";
import type { Cell, Hidden } from "./cells.ts";

/** The maps of the input and of h to all gates. */
export type CellParams<Maps = MaybeBiased> = { readonly input: Maps; readonly recurrent: Maps };

interface Sequences<Memory> {
  /** (time, batch, features) */
  readonly x: Tensor;
  /** Whether a sequence has not ended yet: (time, batch, 1). */
  readonly isInside: Tensor | undefined;
  /** Before the first step. */
  readonly memory: Memory;
  /** From the last step to the first. */
  readonly reverse: boolean;
}

/**
 * The last memory, and h after each step, (time, batch, units). Beyond its end a sequence keeps its memory, and h is 0
 * in the results.
 */
export function unroll<Memory extends Hidden>(
  cell: Cell<Memory>,
  { input, recurrent }: CellParams,
  { memory, isInside, reverse, ...sequences }: Sequences<Memory>,
): readonly [last: Memory, h: Tensor] {
  const { outside, inside } = cell.isSum
    ? biasesOutside(input, recurrent)
    : { outside: input, inside: recurrent };
  // One product for all steps.
  const x = affine(outside, sequences.x);
  const step = (before: Memory, slice: { readonly x: Tensor; readonly isInside: Tensor | undefined }) => {
    const after = cell.step(before, slice.x, (h) => affine(inside, h));
    const { isInside } = slice;
    if (!isInside) return [after, after.h] as const;
    const kept = mapTree((now: Tensor, old: Tensor) => where(isInside, now, old), after, before);
    return [kept, where(isInside, after.h, 0)] as const;
  };
  return scan(step, memory, { x, isInside }, { reverse });
}

/** The maps with both biases in the one that is applied to all steps at once. */
const biasesOutside = (input: MaybeBiased, { weight, bias }: MaybeBiased) => ({
  outside: { weight: input.weight, bias: input.bias && bias && add(input.bias, bias) },
  inside: { weight },
});
