/** @file Mixtures of examples. */

import { DtypeError } from "../../../errors.ts";
import { isFloat } from "../../../graph/dtype.ts";
import { requireTensor } from "../../../graph/operand-checks.ts";
import { formatType, type Tensor } from "../../../graph/tensor.ts";
import { add, div, mul, sub } from "../../../ops/elementwise/arithmetic.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { lessEqual } from "../../../ops/elementwise/compare.ts";
import { exp, log } from "../../../ops/elementwise/unary.ts";
import { gather } from "../../../ops/index/gather.ts";
import { argmax, max } from "../../../ops/reduce/reduce.ts";
import { sum } from "../../../ops/reduce/sum.ts";
import { slice } from "../../../ops/shape/slice.ts";
import { type Range, requireNumber } from "../../../options/ranges.ts";
import * as random from "../../../random/index.ts";

const shares: Range = { rule: "in (0, 1]", holds: (value) => value > 0 && value <= 1 };

/** Pairs that are drawn: at most one in two is no sample, so that all but one in four thousand million have one. */
const TRIES = 32;

/**
 * A number from Beta(α, α) for α up to 1, by rejection (Jöhnk 1964): u/(u + v) of the first pair of powers of uniform numbers
 * with u + v ≤ 1. Logarithms hold the powers of a small α, which are beyond float32.
 */
function betaOf(key: Tensor, alpha: number): Tensor {
  const logs = div(log(random.uniform(key, [2, TRIES])), alpha);
  const most = max(logs, { axis: 0 });
  const pairs = exp(sub(logs, most));
  const total = sum(pairs, { axis: 0 });
  const isSample = cast(lessEqual(add(most, log(total)), 0), "float32");
  return gather(div(slice(pairs, { ends: [1] }).reshape([TRIES]), total), argmax(isSample));
}

/** Inputs and targets that may be mixed: floats, such as one-hot classes. */
export interface Mixed {
  readonly x: Tensor;
  readonly y: Tensor;
}

/**
 * Mixes each example of a batch with another: λx + (1 - λ)x′ and the same of the targets, which are floats such as
 * `oneHot` gives. λ comes from a Beta(α, α) distribution, α from 0 to 1 and 1 by default: mixup: Beyond Empirical Risk
 * Minimization (Zhang et al. 2017, arXiv:1710.09412).
 *
 * @example
 * const batch = { x: zeros([4, 2]), y: oneHot(tensor([0, 1, 1, 0], { dtype: "int32" }), 2) };
 * augment.mixUp()(batch, random.key(1)).y.shape; // [4, 2]
 */
export function mixUp(alpha = 1): (batch: Mixed, key: Tensor) => Mixed {
  requireNumber(shares, "mixUp(alpha)", alpha);
  return ({ x, y }, key) => {
    requireTensor("mixUp(batch): x", x);
    requireTensor("mixUp(batch): y", y);
    for (const [name, own] of Object.entries({ x, y })) {
      if (isFloat(own.dtype)) continue;
      throw new DtypeError({
        where: `mixUp(batch): ${name}`,
        rule: `must be floats to be mixed, got ${formatType(own.type)}`,
        fix: name === "y" ? "Write oneHot(y, classes)" : undefined,
      });
    }
    const [forShare, forOrder] = random.split(key) as [Tensor, Tensor];
    const batch = x.shape[0]!;
    const share = betaOf(forShare, alpha);
    const other = random.permutation(forOrder, batch);
    const mix = (own: Tensor) =>
      add(mul(own, cast(share, own.dtype)), mul(gather(own, other), cast(sub(1, share), own.dtype)));
    return { x: mix(x), y: mix(y) };
  };
}
