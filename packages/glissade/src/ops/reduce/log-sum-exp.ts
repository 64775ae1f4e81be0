/** @file The logarithm of a sum of exponentials. */

import { apply } from "../../graph/apply.ts";
import type { Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { reduceShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ReduceOptions } from "../../graph/tensor-options.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, mul, sub } from "../elementwise/arithmetic.ts";
import { equal, where } from "../elementwise/compare.ts";
import { isInf } from "../elementwise/is-finite.ts";
import { exp, log } from "../elementwise/unary.ts";
import { reshape } from "../shape/layout.ts";
import { groups } from "./groups.ts";
import { Max, requireElements } from "./reduce.ts";
import { type ReduceAttributes, reduceSamples, shiftAxes, sum, toReduceAttributes } from "./sum.ts";

const finite = (x: Tensor): Tensor => where(isInf(x), 0, x);

function logOfSum(values: readonly number[]): number {
  const top = Math.max(...values);
  if (Math.abs(top) === Number.POSITIVE_INFINITY) return top;
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

function logSumExpOf(x: Tensor, { axes, keepDims }: ReduceAttributes): Tensor {
  // NaN shows in the sum, whatever the maximum is.
  const top = finite(apply(Max, [x], { axes, keepDims: true, passesNaN: true }));
  const total = sum(exp(sub(x, top)), { axis: axes, keepDims: true });
  return reshape(add(log(total), top), reduceShape(x.shape, axes, keepDims));
}

export const LogSumExp: Op<ReduceAttributes> = {
  name: "LogSumExp",
  doc: "The logarithm of the sum of eˣ over axes.",
  infer([x], { axes, keepDims }) {
    requireFloat("logSumExp", x!);
    requireElements("logSumExp", x!.shape, axes);
    return { dtype: x!.dtype, shape: reduceShape(x!.shape, axes, keepDims) };
  },
  vjp: ({ inputs: [x], output, dy, attributes: { axes } }) => {
    const kept = reduceShape(x!.shape, axes, true);
    // Where all x are -Infinity the gradient is 0
    const top = where(equal(output, Number.NEGATIVE_INFINITY), 0, output);
    return [mul(reshape(dy, kept), exp(sub(x!, reshape(top, kept))))];
  },
  batch: ({ inputs: [x], attributes }) => apply(LogSumExp, [x!], shiftAxes(attributes)),
  // Less than half the time of ONNX Runtime's own kernel.
  onnx: ({ attributes, compose }) => compose((x) => logSumExpOf(x, attributes)),
  lane: { kind: "compose", from: ([x], attributes) => logSumExpOf(x!, attributes) },
  reference: ([x], { axes, keepDims }) => ({
    dtype: x!.dtype,
    shape: reduceShape(x!.shape, axes, keepDims),
    data: Float64Array.from(groups(x!, axes), logOfSum),
  }),
  samples: [
    ...reduceSamples,
    { inputs: [{ shape: [3], range: [900, 1000] }], attributes: { axes: [0], keepDims: false } },
    {
      inputs: [
        {
          shape: [2, 2],
          values: [Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
        },
      ],
      attributes: { axes: [1], keepDims: false },
    },
  ],
};

/**
 * The logarithm of the sum of eˣ over axes, all of them by default; large x do not overflow, and the gradient is 0
 * where all x are -Infinity.
 *
 * @example
 * await logSumExp(tensor([1000, 1000])).item(); // 1000.6931
 */
export const logSumExp = (x: Tensor, options?: ReduceOptions): Tensor => {
  requireTensor("logSumExp", x);
  return apply(LogSumExp, [x], toReduceAttributes("logSumExp", x, options));
};
