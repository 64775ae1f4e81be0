/** @file Concatenation. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { at, build } from "../../graph/host.ts";
import type { Op } from "../../graph/op.ts";
import { requireTensors } from "../../graph/operand-checks.ts";
import { formatShape, sameShape, toAxis } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type AxisOptions, readAxis } from "../../graph/tensor-options.ts";
import { requireSameDtype } from "../dtype-rules.ts";
import { movesElements } from "../no-lanes.ts";
import { expand } from "../reduce/sum.ts";
import { Slice } from "./slice.ts";

const zeros = (length: number) => new Array<number>(length).fill(0);

export const Concat: Op<{ axis: number }> = {
  name: "Concat",
  doc: "The inputs one behind the other along an axis.",
  infer(inputs, { axis }) {
    requireSameDtype("concat", inputs);
    const [first] = inputs;
    const fits = inputs.every((input) =>
      sameShape(input.shape.toSpliced(axis, 1), first!.shape.toSpliced(axis, 1)),
    );
    if (!fits) {
      throw new ShapeError({
        where: "concat",
        rule: `lengths must match except along axis ${axis}, got ${inputs.map((input) => formatShape(input.shape)).join(" and ")}`,
      });
    }
    const length = inputs.reduce((total, input) => total + input.shape[axis]!, 0);
    return { dtype: first!.dtype, shape: first!.shape.with(axis, length) };
  },
  vjp: ({ inputs, dy, attributes: { axis } }) => {
    let start = 0;
    return inputs.map((input) => {
      const starts = zeros(dy.rank).with(axis, start);
      start += input.shape[axis]!;
      return apply(Slice, [dy], { starts, lengths: input.shape, steps: zeros(dy.rank).fill(1) });
    });
  },
  batch: ({ inputs, batched, size, attributes: { axis } }) =>
    apply(
      Concat,
      inputs.map((input, index) => (batched[index] ? input : expand(input, [size, ...input.shape]))),
      { axis: axis + 1 },
    ),
  onnx: "Concat",
  lane: movesElements,
  reference: (inputs, { axis }) => {
    const { shape } = Concat.infer(inputs, { axis }) as { shape: readonly number[] };
    return build(inputs[0]!.dtype, shape, (index) => {
      let position = index[axis]!;
      let which = 0;
      while (position >= inputs[which]!.shape[axis]!) position -= inputs[which++]!.shape[axis]!;
      return at(inputs[which]!, index.with(axis, position));
    });
  },
  samples: [
    {
      inputs: [
        [2, 3],
        [1, 3],
      ],
      attributes: { axis: 0 },
    },
    {
      inputs: [
        [2, 1],
        [2, 2],
        [2, 3],
      ],
      attributes: { axis: 1 },
    },
    {
      inputs: [
        [0, 2],
        [2, 2],
      ],
      attributes: { axis: 0 },
    },
  ],
  simplify: (inputs) => (inputs.length === 1 ? inputs[0] : undefined),
};

/**
 * The tensors one behind the other along an axis (the first by default).
 *
 * @example
 * await concat([tensor([1, 2]), tensor([3])]).data(); // [1, 2, 3]
 */
export function concat(tensors: readonly Tensor[], options?: AxisOptions): Tensor {
  requireTensors("concat", tensors);
  const { axis = 0 } = readAxis("concat", options);
  const [first] = tensors;
  if (!first) throw new ShapeError({ where: "concat", rule: "needs at least one tensor, got none" });
  return apply(Concat, tensors, { axis: toAxis("concat", axis, first.rank) });
}
