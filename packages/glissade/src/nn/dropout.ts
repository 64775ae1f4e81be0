/** @file Dropout. */

import { ArgumentError, within } from "../errors.ts";
import { mul } from "../ops/elementwise/arithmetic.ts";
import { dropoutMask } from "../random/dropout-mask.ts";
import type { Tree } from "../tree.ts";
import type { Layer } from "./layer.ts";

/**
 * While training, sets elements to zero with the probability `rate` and divides the others by 1 - rate; otherwise
 * leaves its input alone (Srivastava et al. 2014). The key comes with the context: `trainStep` gives each step one of
 * its own, and `sequential` each layer.
 *
 * @example
 * const layer = nn.dropout(0.5);
 * await layer.apply([], tensor([1, 2])).data(); // [1, 2]
 * layer.apply([], tensor([1, 2]), { training: true, key: random.key(1) }).shape; // [2], of 0, 2 and 4
 */
export function dropout(rate = 0.5): Layer<readonly Tree[]> {
  if (!(rate >= 0 && rate < 1)) {
    throw new ArgumentError({ where: "dropout(rate)", rule: `must be in [0, 1), got ${rate}` });
  }
  const name = `dropout(${rate})`;
  return {
    name,
    init: () => [],
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
