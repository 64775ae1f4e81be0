/** @file The memory of attention: keys and values of the positions before, for texts that are written word by word. */

import { arange, zeros } from "../../../create-tensor.ts";
import { ArgumentError, ShapeError } from "../../../errors.ts";
import type { Shape } from "../../../graph/shape.ts";
import { Tensor } from "../../../graph/tensor.ts";
import { add, sub } from "../../../ops/elementwise/arithmetic.ts";
import { lessEqual } from "../../../ops/elementwise/compare.ts";
import { scatterElements } from "../../../ops/index/gather-elements.ts";
import { expand } from "../../../ops/reduce/sum.ts";
import { reshape } from "../../../ops/shape/layout.ts";
import type { Layer, Model, Stateful } from "../../layer.ts";
import { requireShapes } from "../parameters.ts";
import type { AttentionInput } from "./input.ts";

/** How many positions have passed. */
export type Passed = { readonly length: Tensor };

/** Keys and values (batch, keyValueHeads, capacity, headSize), of which the first `length` positions are filled. */
export type AttentionCache = Passed & { readonly keys: Tensor; readonly values: Tensor };

export interface CacheOption<Cache extends number | undefined> {
  /**
   * For generation: the most positions of a sequence. The layer then has a state and goes on where its last call ended;
   * its parameters are the same as without.
   */
  readonly cache?: Cache;
}

/** A layer with state where there is a cache; either where the compiler cannot know. */
export type MaybeCached<Cache, Params, State, Input, Output> = [Cache] extends [undefined]
  ? Layer<Params, Input, Output>
  : [Cache] extends [number]
    ? Stateful<Params, State, Input, Output>
    : Model<Params, State, Input, Output>;

export const startLength = (): Passed => ({ length: zeros([], { dtype: "int64" }) });

export const startCache = (shape: Shape, { dtype }: Tensor): AttentionCache => ({
  ...startLength(),
  keys: zeros(shape, { dtype }),
  values: zeros(shape, { dtype }),
});

/** The positions of the rows that come now: int64 (time). */
export const positionsAfter = ({ length }: Passed, time: number): Tensor =>
  add(arange(time, { dtype: "int64" }), length);

/** The cache with further keys and values, (batch, keyValueHeads, time, headSize). */
export function extend(
  cache: AttentionCache,
  { keys, values }: { readonly keys: Tensor; readonly values: Tensor },
): AttentionCache {
  const time = keys.shape[2]!;
  const indices = expand(reshape(positionsAfter(cache, time), [time, 1]), keys.shape);
  const write = (old: Tensor, updates: Tensor) => scatterElements(old, { indices, updates, axis: 2 });
  return {
    keys: write(cache.keys, keys),
    values: write(cache.values, values),
    length: add(cache.length, time),
  };
}

/** Whether each query sees each slot of the cache, (time, capacity): what has passed, and of the rest what is causal. */
export function seenSlots(
  before: Passed,
  { time, capacity, causal }: { readonly time: number; readonly capacity: number; readonly causal: boolean },
): Tensor {
  const last = causal ? positionsAfter(before, time) : sub(add(before.length, time), 1);
  return lessEqual(arange(capacity, { dtype: "int64" }), causal ? reshape(last, [time, 1]) : last);
}

interface Expected {
  readonly shape: Shape;
  readonly input: AttentionInput;
  readonly x: Tensor;
}

/** Throws unless the state is a cache for such sequences, and they look at nothing but themselves. */
export function requireCache(cache: unknown, { shape, input, x }: Expected): void {
  if (!(input instanceof Tensor) && input.context) {
    throw new ArgumentError({
      where: "input/context",
      rule: "a layer with a cache looks at its own past, got a context too",
      fix: "Leave { cache } out where sequences look at a context",
    });
  }
  requireShapes("state", cache, { shapes: { length: [], keys: shape, values: shape }, x });
  const [, , capacity] = shape;
  if (x.shape[1]! <= capacity!) return;
  throw new ShapeError({
    where: "input",
    rule: `must not be longer than the cache, got ${x.shape[1]} positions for ${capacity}`,
    fix: "Choose a larger { cache }",
  });
}

/** The fewest positions that caches in the state of a model hold; none without caches. */
export function capacityOf(state: unknown): number | undefined {
  if (typeof state !== "object" || state === null || state instanceof Tensor) return undefined;
  const { keys, values, length } = state as Partial<AttentionCache>;
  if (keys instanceof Tensor && values instanceof Tensor && length instanceof Tensor)
    return keys.shape.at(-2);
  const inside = Object.values(state)
    .map(capacityOf)
    .filter((each) => each !== undefined);
  return inside.length === 0 ? undefined : Math.min(...inside);
}
