/** @file Dropout. */

import { ArgumentError, within } from "../errors.ts";
import { mul } from "../ops/elementwise/arithmetic.ts";
import { dropoutMask } from "../random/dropout-mask.ts";
import { type Layer, type None, none } from "./layer.ts";

/**
 * While training, sets elements to zero with the probability `rate` (0.5 by default) and divides the others by 1 - rate;
 * otherwise leaves its input alone: Dropout: A Simple Way to Prevent Neural Networks from Overfitting (Srivastava et al.
 * 2014). The key comes with the context: `trainStep` gives each step one of
 * its own, and `sequential` each layer.
 *
 * @example
 * const layer = nn.dropout(0.5);
 * await layer.apply([], tensor([1, 2])).data(); // [1, 2]
 * layer.apply([], tensor([1, 2]), { training: true, key: random.key(1) }).shape; // [2], of 0, 2 and 4
 */
export function dropout(rate = 0.5): Layer<None> {
  if (!(rate >= 0 && rate < 1)) {
    throw new ArgumentError({ where: "dropout(rate)", rule: `must be in [0, 1), got ${rate}` });
  }
  const name = `dropout(${rate})`;
  return {
    name,
    random: true,
    init: () => none,
    apply: (_, x, context) => {
      if (!context?.training) return x;
      const { key } = context;
      if (!key) {
        throw new ArgumentError({
          where: name,
          rule: "needs a random key while training, got none",
          fix: "Pass { training: true, key }, or start training with initialState()",
        });
      }
      return within(name, () => mul(x, dropoutMask(key, x.shape, { rate, dtype: x.dtype })));
    },
  };
}
