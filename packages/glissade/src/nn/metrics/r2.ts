/** @file The coefficient of determination. */

import { zeros } from "../../create-tensor.ts";
import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mean } from "../../ops/reduce/reduce.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { errors } from "./average.ts";
import type { Metric } from "./metric.ts";
import { made } from "./metric.ts";

/** Of each output: mean of the targets, their squared deviations from it, and squared errors; float64. */
type State = {
  readonly count: Tensor;
  readonly mean: Tensor;
  readonly deviations: Tensor;
  readonly errors: Tensor;
};

/**
 * R² = 1 - Σ(y - ŷ)²/Σ(y - ȳ)², averaged over the outputs (axes behind the first): 1 is perfect, 0 is as good as the
 * mean of the targets. Targets that are all the same count as 1 where they are met, else as 0, as in scikit-learn; a
 * single example gives NaN.
 *
 * Batches are joined as in Updating Formulae and a Pairwise Algorithm for Computing Sample Variances (Chan, Golub and
 * LeVeque 1979), which loses few digits where the mean is large.
 *
 * @example
 * const model = nn.lambda("same", (x: Tensor) => x);
 * const data = { x: tensor([[2.5], [0], [2], [8]]), y: tensor([[3], [-0.5], [2], [7]]) };
 * await score(model, { params: [], state: [] }, data, { r2: metrics.r2() }); // { r2: 0.9486081370449679 }
 */
export const r2 = made(
  "r2",
  (): Metric<number, Tensor, Tensor, State> => ({
    better: "higher",
    start(outputs, targets) {
      errors("r2", outputs, targets);
      const zero = zeros(outputs.shape.slice(1), { dtype: "float64" });
      return { count: literal(0, "float64"), mean: zero, deviations: zero, errors: zero };
    },
    add(before, outputs, targets) {
      const error = errors("r2", outputs, targets);
      const values = cast(targets, "float64");
      const own = values.shape[0]!;
      if (own === 0) return before;
      const ownMean = mean(values, { axis: 0 });
      const count = add(before.count, own);
      const shift = sub(ownMean, before.mean);
      const between = mul(square(shift), div(mul(before.count, own), count));
      const within = sum(square(sub(values, ownMean)), { axis: 0 });
      return {
        count,
        mean: add(before.mean, mul(shift, div(own, count))),
        deviations: add(before.deviations, add(within, between)),
        errors: add(before.errors, sum(square(error), { axis: 0 })),
      };
    },
    async result({ count, deviations, errors: squares }) {
      if ((await count.item()) < 2) return Number.NaN;
      const spread = Array.from(await deviations.data(), Number);
      const missed = Array.from(await squares.data(), Number);
      const scores = missed.map((error, index) => determination(error, spread[index]!));
      return scores.reduce((total, score) => total + score, 0) / scores.length;
    },
  }),
);

const determination = (error: number, deviation: number): number =>
  deviation === 0 ? Number(error === 0) : 1 - error / deviation;
