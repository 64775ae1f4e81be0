/** @file What attention takes: sequences, what they look at, and what they may not see. */

import { arange } from "../../../create-tensor.ts";
import { ArgumentError, DtypeError, ShapeError } from "../../../errors.ts";
import { isFloat } from "../../../graph/dtype.ts";
import { formatShape, type Shape, sameShape } from "../../../graph/shape.ts";
import { Tensor } from "../../../graph/tensor.ts";
import { tensorKind } from "../../../graph/tensor-options.ts";
import { requireBool } from "../../../ops/dtype-rules.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { less, logicalAnd } from "../../../ops/elementwise/compare.ts";
import { reshape } from "../../../ops/shape/layout.ts";
import { isObject } from "../../../options/describe.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import { describe } from "../../layer-checks.ts";
import { requireLengths, requireSequences } from "../sequence-checks.ts";

/** Which keys may be seen; those of them that are given together. */
export type Masks = {
  /**
   * Bools, true where a query may look, or numbers added to the scores: (queries, keys) or (batch, heads, queries, keys),
   * of which each may be 1. With a cache its capacity counts the keys.
   */
  readonly mask?: Tensor;
  /** Bools (batch, keys), true for keys that count: PyTorch's `key_padding_mask` has them the other way round. */
  readonly keyMask?: Tensor;
  /** How many keys of each sequence count, integers (batch). */
  readonly lengths?: Tensor;
};

/** Sequences (batch, time, features) with more than themselves. */
export type AttendingSequences = Masks & {
  readonly x: Tensor;
  /** What is looked at, (batch, keys, features) with features of its own; x by default. */
  readonly context?: Tensor;
};

/** Sequences (batch, time, features), alone, or with what they look at and masks. */
export type AttentionInput = Tensor | AttendingSequences;

export const maskKinds = {
  mask: tensorKind.tensor,
  keyMask: tensorKind.tensor,
  lengths: tensorKind.tensor,
};

const known = { x: kind.needed(tensorKind.tensor), context: tensorKind.tensor, ...maskKinds };
const readSequences = optionsReader<AttendingSequences>(known);

/** The input in its long form. */
export type FullAttentionInput = AttendingSequences & { readonly context: Tensor };

/** Throws where shapes or dtypes of the sequences do not serve. */
export function readAttentionInput(input: unknown): FullAttentionInput {
  const {
    x,
    context = x,
    ...masks
  } = input instanceof Tensor ? { x: input } : readSequences("input", requireNamed(input, known));
  requireSequences("input", x);
  requireSequences("input/context", context);
  if (context.shape[0] === x.shape[0] && context.dtype === x.dtype) return { x, context, ...masks };
  throw new ShapeError({
    where: "input/context",
    rule: `needs the batch and dtype of x, got ${context.dtype}${formatShape(context.shape)} for ${x.dtype}${formatShape(x.shape)}`,
  });
}

/** The input, unless it is no object, of which errors tell the names. */
export function requireNamed<Input>(input: unknown, names: object): Input {
  if (isObject(input)) return input as Input;
  throw new ArgumentError({
    where: "input",
    rule: `must be a tensor or { ${Object.keys(names).join(", ")} }, got ${describe(input)}`,
  });
}

/** Numbers to add to the scores, and bools that are true where a query may look. */
export interface Seen {
  readonly bias?: Tensor;
  readonly mask?: Tensor;
}

/** All masks of an input in one, for scores (batch, heads, queries, keys). */
export function seenOf({ mask, keyMask, lengths }: Masks, scores: Shape, x: Tensor): Seen {
  const [batch, keys] = [scores[0]!, scores.at(-1)!];
  if (mask) requireMask(mask, scores, x);
  if (keyMask) requireKeyMask(keyMask, [batch, keys]);
  if (lengths) requireLengths(lengths, [batch, keys]);
  const isAdded = mask !== undefined && isFloat(mask.dtype);
  return {
    bias: isAdded ? mask : undefined,
    mask: both(
      isAdded ? undefined : mask,
      keyMask && reshape(keyMask, [batch, 1, 1, keys]),
      lengths && insideOf(lengths, keys),
    ),
  };
}

/** Where all of the masks that are given let look. */
export const both = (...masks: readonly (Tensor | undefined)[]): Tensor | undefined =>
  masks.reduce((all, each) => (all && each ? logicalAnd(all, each) : (all ?? each)), undefined);

/** Whether each key is before the end of its sequence: (batch, 1, 1, keys). */
const insideOf = (lengths: Tensor, keys: number): Tensor =>
  less(arange(keys, { dtype: "int64" }), reshape(cast(lengths, "int64"), [lengths.size, 1, 1, 1]));

function requireMask(mask: Tensor, scores: Shape, x: Tensor): void {
  if (mask.dtype !== "bool" && mask.dtype !== x.dtype) {
    throw new DtypeError({
      where: "input/mask",
      rule: `needs bool, or ${x.dtype} as x, got ${mask.dtype}`,
      fix: "Compare first, for example with greater(), or cast it with cast()",
    });
  }
  const fits = mask.shape.every((length, axis) => length === 1 || length === scores.at(axis - mask.rank));
  if ((mask.rank === 2 || mask.rank === 4) && fits) return;
  throw new ShapeError({
    where: "input/mask",
    rule: `needs shape [queries, keys] or [batch, heads, queries, keys], each as there or 1, got ${formatShape(mask.shape)} for ${formatShape(scores)}`,
    fix: mask.rank === 3 ? "For a mask per sequence write unsqueeze(mask, { axis: 1 })" : undefined,
  });
}

function requireKeyMask(keyMask: Tensor, shape: Shape): void {
  requireBool("input/keyMask", keyMask);
  if (sameShape(keyMask.shape, shape)) return;
  throw new ShapeError({
    where: "input/keyMask",
    rule: `needs a bool for each key, ${formatShape(shape)}, got ${formatShape(keyMask.shape)}`,
  });
}
