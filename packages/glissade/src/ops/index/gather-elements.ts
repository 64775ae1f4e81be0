/** @file Choice of single elements along an axis, and its adjoint, writing single elements. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { at, build, indices as everyIndex, flatIndex, hostArray } from "../../graph/host.ts";
import { literal } from "../../graph/literal.ts";
import type { Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { broadcastShapes, formatShape, type Shape, sameShape, toAxis } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type AxisOptions, readAxis } from "../../graph/tensor-options.ts";
import { requireInteger, requireNumber, requireSameDtype } from "../dtype-rules.ts";
import { movesElements } from "../no-lanes.ts";
import { expand } from "../reduce/sum.ts";
import { emitIndices, requireInRange, toInt64, toPosition } from "./index-rules.ts";
import {
  batchAll,
  type Reduction,
  readScatter,
  reductions,
  type ScatterOptions,
  scatterGradients,
  toUpdates,
} from "./scatter-rules.ts";

type GatherAttributes = { readonly axis: number };
type ScatterAttributes = { readonly axis: number; readonly reduction: Reduction };

/** Indices have the rank of x, and no axis but the chosen one may be longer. */
function requireFit(where: string, x: Shape, indices: Shape, axis: number): void {
  const fits = indices.every((length, each) => each === axis || length <= (x[each] ?? 0));
  if (x.length === indices.length && fits) return;
  throw new ShapeError({
    where,
    rule: `indices must have the rank of x and be no longer except along axis ${axis}, got ${formatShape(indices)} for ${formatShape(x)}`,
  });
}

const matrix = (shape: Shape, values: readonly number[]) => ({ shape, dtype: "int64", values }) as const;

export const GatherElements: Op<GatherAttributes> = {
  name: "GatherElements",
  doc: "For each index, the element of x at that position along an axis and at the index's own place elsewhere.",
  infer([x, indices], { axis }) {
    requireInteger("gatherElements (indices)", indices!);
    requireFit("gatherElements", x!.shape, indices!.shape, axis);
    return { dtype: x!.dtype, shape: indices!.shape };
  },
  vjp: ({ inputs: [x, indices], dy, attributes: { axis } }) => {
    const zeros = expand(literal(0, x!.dtype), x!.shape);
    return [apply(ScatterElements, [zeros, indices!, dy], { axis, reduction: "add" } as const), undefined];
  },
  batch: (context) => apply(GatherElements, batchAll(context), { axis: context.attributes.axis + 1 }),
  onnx: ({ inputs: [x, indices], attributes, node }) =>
    node("GatherElements", [x!, emitIndices(node, indices!)], attributes),
  lane: movesElements,
  reference: ([x, indices], { axis }) =>
    build(x!.dtype, indices!.shape, (index) => {
      const position = toPosition("gatherElements", at(indices!, index), x!.shape[axis]!);
      return at(x!, index.with(axis, position));
    }),
  samples: [
    { inputs: [[3, 2], matrix([2, 2], [0, 2, -1, 2])], attributes: { axis: 0 } },
    { inputs: [[2, 3], matrix([1, 4], [2, 0, 0, 1])], attributes: { axis: 1 } },
    { inputs: [[2, 2, 3], matrix([2, 2, 1], [1, 0, 2, -3])], attributes: { axis: 2 } },
    { inputs: [[3], matrix([0], [])], attributes: { axis: 0 } },
  ],
};

export const ScatterElements: Op<ScatterAttributes> = {
  name: "ScatterElements",
  doc: "x with each update put at its index along an axis, or added to, or compared with what is there.",
  infer([x, indices, updates], { axis, reduction }) {
    requireInteger("scatterElements (indices)", indices!);
    requireSameDtype("scatterElements", [x!, updates!]);
    if (reduction !== "replace") requireNumber("scatterElements", x!);
    requireFit("scatterElements", x!.shape, indices!.shape, axis);
    if (!sameShape(indices!.shape, updates!.shape)) {
      throw new ShapeError({
        where: "scatterElements",
        rule: `updates must have the shape of the indices, got ${formatShape(updates!.shape)} and ${formatShape(indices!.shape)}`,
      });
    }
    return x!;
  },
  vjp: (context) => {
    const indices = context.inputs[1]!;
    const { axis } = context.attributes;
    return scatterGradients(context, {
      gather: (x) => apply(GatherElements, [x, indices], { axis }),
      scatter: (x, updates, reduction) => apply(ScatterElements, [x, indices, updates], { axis, reduction }),
    });
  },
  batch: (context) => {
    const { axis, reduction } = context.attributes;
    return apply(ScatterElements, batchAll(context), { axis: axis + 1, reduction });
  },
  onnx: ({ inputs: [x, indices, updates], attributes: { axis, reduction }, node }) =>
    node("ScatterElements", [x!, emitIndices(node, indices!), updates!], {
      axis,
      reduction: reductions[reduction].onnx,
    }),
  lane: movesElements,
  reference: ([x, indices, updates], { axis, reduction }) => {
    const result = hostArray(x!.dtype, x!.shape, x!.data.slice());
    for (const index of everyIndex(indices!.shape)) {
      const position = toPosition("scatterElements", at(indices!, index), x!.shape[axis]!);
      const target = flatIndex(x!.shape, index.with(axis, position));
      result.data[target] = reductions[reduction].combine(result.data[target]!, at(updates!, index));
    }
    return result;
  },
  samples: [
    {
      inputs: [[3, 2], matrix([2, 2], [0, 2, -1, 1]), [2, 2]],
      attributes: { axis: 0, reduction: "replace" },
    },
    { inputs: [[4], matrix([3], [1, 3, 1]), [3]], attributes: { axis: 0, reduction: "replace" } },
    { inputs: [[2, 3], matrix([1, 4], [2, 0, 0, 1]), [1, 4]], attributes: { axis: 1, reduction: "add" } },
    { inputs: [[3], matrix([4], [1, 0, 1, 1]), [4]], attributes: { axis: 0, reduction: "max" } },
    { inputs: [[2, 2], matrix([2, 1], [1, 1]), [2, 1]], attributes: { axis: 1, reduction: "min" } },
    {
      inputs: [{ shape: [2], values: [1, 2] }, matrix([3], [0, 0, 1]), { shape: [3], values: [1, 1, -1] }],
      attributes: { axis: 0, reduction: "max" },
    },
    { inputs: [[3], matrix([0], []), [0]], attributes: { axis: 0, reduction: "add" } },
  ],
};

/**
 * The element of x that each index names along an axis, at the index's own place along the others, which may be
 * shorter than those of x (PyTorch's `gather`). An index outside the axis is an error.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * await gatherElements(x, tensor([[1n, 0n]]), { axis: 0 }).data(); // [3, 2]
 */
export function gatherElements(x: Tensor, indices: Tensor, options?: AxisOptions): Tensor {
  requireTensor("gatherElements", x);
  requireTensor("gatherElements", indices);
  const { axis = 0 } = readAxis("gatherElements", options);
  const chosen = toAxis("gatherElements", axis, x.rank);
  requireInRange("gatherElements", indices, [x.shape[chosen]!]);
  return apply(GatherElements, [x, indices], { axis: chosen });
}

/**
 * The elements of x that indices name along an axis (the last by default); the other axes broadcast.
 *
 * @example
 * const x = tensor([[10, 30, 20], [6, 5, 4]]);
 * await takeAlongAxis(x, unsqueeze(argmax(x), { axis: 1 })).data(); // [30, 6]
 */
export function takeAlongAxis(x: Tensor, indices: Tensor, options?: AxisOptions): Tensor {
  requireTensor("takeAlongAxis", x);
  requireTensor("takeAlongAxis", indices);
  const { axis = -1 } = readAxis("takeAlongAxis", options);
  const chosen = toAxis("takeAlongAxis", axis, x.rank);
  requireInRange("takeAlongAxis", indices, [x.shape[chosen]!]);
  if (indices.rank !== x.rank) {
    throw new ShapeError({
      where: "takeAlongAxis",
      rule: `indices must have the rank of x, got ${formatShape(indices.shape)} for ${formatShape(x.shape)}`,
      fix: "Insert axes of length 1 with unsqueeze()",
    });
  }
  const [frame, other] = [x, indices].map(({ shape }) => shape.with(chosen, 1));
  const shape = broadcastShapes("takeAlongAxis", frame!, other!);
  const whole = expand(x, shape.with(chosen, x.shape[chosen]!));
  const wide = expand(toInt64(indices), shape.with(chosen, indices.shape[chosen]!));
  return apply(GatherElements, [whole, wide], { axis: chosen });
}

/**
 * x with updates written at indices along an axis. Where several meet under "replace", the last one stays (on the
 * provider "webgpu" any of them); under "max" and "min", equal ones share the gradient. An index outside the axis is an error.
 *
 * @example
 * const x = tensor([1, 2, 3]);
 * await scatterElements(x, { indices: tensor([0n, -1n]), updates: 10, reduction: "add" }).data(); // [11, 2, 13]
 */
export function scatterElements(x: Tensor, options: ScatterOptions): Tensor {
  const { indices, updates, axis = 0, reduction = "replace" } = readScatter("scatterElements", options);
  const chosen = toAxis("scatterElements", axis, x.rank);
  requireInRange("scatterElements", indices, [x.shape[chosen]!]);
  const values = toUpdates("scatterElements", x, { updates, shape: indices.shape });
  return apply(ScatterElements, [x, indices, values], { axis: chosen, reduction });
}
