/** @file Dropout. */

import { ArgumentError, within } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { mul } from "../../ops/elementwise/arithmetic.ts";
import { dropoutMask } from "../../random/dropout-mask.ts";
import { type Context, type Layer, type None, none } from "../layer.ts";
import { describe, requireCall } from "../layer-checks.ts";
import { requireNames } from "./parameters.ts";

/**
 * While training, sets elements to zero with the probability `rate` (0.5 by default) and divides the others by 1 - rate;
 * otherwise leaves its input alone. The key comes with the context: `trainStep` gives each step one of its own, and
 * `sequential` and `block` each call: Dropout: A Simple Way to Prevent Neural Networks from Overfitting (Srivastava et
 * al. 2014).
 *
 * @example
 * const layer = nn.dropout(0.5);
 * await layer.apply([], tensor([1, 2])).data(); // [1, 2]
 * layer.apply([], tensor([1, 2]), { training: true, key: random.key(1) }).shape; // [2]
 *
 * @throws ArgumentError for a rate outside of [0, 1), and while training for a context without a key
 */
export function dropout(rate = 0.5): Layer<None> {
  if (!(typeof rate === "number" && rate >= 0 && rate < 1)) {
    throw new ArgumentError({ where: "dropout(rate)", rule: `must be in [0, 1), got ${describe(rate)}` });
  }
  const name = `dropout(${rate})`;
  return {
    name,
    random: rate > 0,
    init: () => none,
    apply: (params, x, context) =>
      within(name, () => {
        requireCall(x, context);
        requireNames("params", params, []);
        if (!context?.training || rate === 0) return x;
        return mul(x, dropoutMask(keyOf(context), x.shape, { rate, dtype: x.dtype }));
      }),
  };
}

function keyOf({ key }: Context): Tensor {
  if (key) return key;
  throw new ArgumentError({
    where: "context",
    rule: "needs a random key while training, got none",
    fix: "Pass { training: true, key }, or start training with initialState()",
  });
}
