/** @file Softmax and its logarithm: ONNX Runtime's own operators are stable and faster than the composition. */

import { apply } from "../../graph/apply.ts";
import { build, type HostArray } from "../../graph/host.ts";
import type { Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { toAxis } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type AxisOptions, readAxis } from "../../graph/tensor-options.ts";
import { requireFloat } from "../dtype-rules.ts";
import { div, mul, sub } from "../elementwise/arithmetic.ts";
import { exp, log } from "../elementwise/unary.ts";
import { logSumExp } from "../reduce/log-sum-exp.ts";
import { max } from "../reduce/reduce.ts";
import { sum } from "../reduce/sum.ts";

type AxisAttribute = { readonly axis: number };

/** log Σ eˣ along the axis, at each index, shifted by the maximum. */
function logSums(x: HostArray, axis: number): HostArray {
  const line = (index: readonly number[]) =>
    Array.from({ length: x.shape[axis]! }, (_, position) => index.with(axis, position));
  const value = (index: readonly number[]) =>
    x.data[index.reduce((flat, at, each) => flat * x.shape[each]! + at, 0)]!;
  return build(x.dtype, x.shape, (index) => {
    const values = line(index).map(value);
    const top = Math.max(...values);
    return top + Math.log(values.reduce((total, each) => total + Math.exp(each - top), 0));
  });
}

/** x less its maximum along the axis; NaN where one is. */
const centred = (x: Tensor, axis: number): Tensor => sub(x, max(x, { axis, keepDims: true }));

interface Normalised {
  /** The result from x less its maximum along the axis. */
  readonly from: (x: Tensor, axis: number) => Tensor;
}

const record = (
  name: string,
  spec: Pick<Op<AxisAttribute>, "doc" | "vjp" | "onnx"> &
    Normalised & { finish: (logarithm: number) => number },
) => {
  const op: Op<AxisAttribute> = {
    name,
    doc: spec.doc,
    infer([x]) {
      requireFloat(name[0]!.toLowerCase() + name.slice(1), x!);
      return x!;
    },
    vjp: spec.vjp,
    batch: ({ inputs: [x], attributes: { axis } }) => apply(op, [x!], { axis: axis + 1 }),
    onnx: spec.onnx,
    nativeFrom: 2 ** 13,
    lane: {
      kind: "compose",
      from: ([x], { axis }) => (x!.size === 0 ? x! : spec.from(centred(x!, axis), axis)),
    },
    reference: ([x], { axis }) => {
      const sums = logSums(x!, axis);
      return { ...x!, data: x!.data.map((value, index) => spec.finish(value - sums.data[index]!)) };
    },
    samples: [
      { inputs: [[2, 3]], attributes: { axis: 1 } },
      { inputs: [[3, 2, 2]], attributes: { axis: 0 } },
      { inputs: [{ shape: [3], range: [500, 600] }], attributes: { axis: 0 } },
      { inputs: [{ shape: [2, 2], values: [1, Number.NaN, 2, 3] }], attributes: { axis: 1 } },
    ],
  };
  return op;
};

export const Softmax = record("Softmax", {
  doc: "eˣ divided by its sum along the axis.",
  finish: Math.exp,
  from: (x, axis) => {
    const powers = exp(x);
    return mul(powers, div(1, sum(powers, { axis, keepDims: true })));
  },
  onnx: "Softmax",
  vjp: ({ output: y, dy, attributes: { axis } }) => {
    const weighted = mul(dy, y);
    return [sub(weighted, mul(y, sum(weighted, { axis, keepDims: true })))];
  },
});

export const LogSoftmax = record("LogSoftmax", {
  doc: "x less the logarithm of the sum of eˣ along the axis.",
  finish: (logarithm) => logarithm,
  from: (x, axis) => sub(x, log(sum(exp(x), { axis, keepDims: true }))),
  // The kernel for float64 passes over NaN.
  onnx: ({ inputs, types, attributes, node, compose }) =>
    types[0]!.dtype === "float32"
      ? node("LogSoftmax", inputs, attributes)
      : compose((x) => sub(x, logSumExp(x, { ...attributes, keepDims: true }))),
  vjp: ({ output: y, dy, attributes: { axis } }) => [sub(dy, mul(exp(y), sum(dy, { axis, keepDims: true })))],
});

/** eˣ divided by its sum along an axis (the last by default). */
export function softmax(x: Tensor, options?: AxisOptions): Tensor {
  requireTensor("softmax", x);
  const { axis = -1 } = readAxis("softmax", options);
  return apply(Softmax, [x], { axis: toAxis("softmax", axis, x.rank) });
}

/** The logarithm of softmax along an axis (the last by default). */
export function logSoftmax(x: Tensor, options?: AxisOptions): Tensor {
  requireTensor("logSoftmax", x);
  const { axis = -1 } = readAxis("logSoftmax", options);
  return apply(LogSoftmax, [x], { axis: toAxis("logSoftmax", axis, x.rank) });
}
