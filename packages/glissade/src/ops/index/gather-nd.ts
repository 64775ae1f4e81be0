/** @file Choice by whole coordinates and its adjoint, writing at coordinates. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { at, build, indices as everyIndex, flatIndex, type HostArray, hostArray } from "../../graph/host.ts";
import { literal } from "../../graph/literal.ts";
import type { Op } from "../../graph/op.ts";
import { formatShape, type Shape, sameShape, toAxis } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { optionsReader } from "../../options/kinds.ts";
import { requireInteger, requireNumber, requireSameDtype } from "../dtype-rules.ts";
import { movesElements } from "../no-lanes.ts";
import { expand } from "../reduce/sum.ts";
import { Concat } from "../shape/concat.ts";
import { moveAxis, moveBlock, unsqueeze } from "../shape/layout.ts";
import { emitScatterND } from "./emit-scatter.ts";
import { emitIndices, positions, requireInRange, toInt64, toPosition } from "./index-rules.ts";
import {
  batchAll,
  type Reduction,
  readScatter,
  reductions,
  type ScatterNDOptions,
  type ScatterOptions,
  scatterGradients,
  scatterKinds,
  toUpdates,
} from "./scatter-rules.ts";

type None = Record<never, never>;
type ScatterAttributes = { readonly reduction: Reduction };

/** The axes of the indices but the last, then those of x that no coordinate names. */
function gatherShape(where: string, x: Shape, indices: Shape): Shape {
  const count = indices.at(-1);
  if (count === undefined || count < 1 || count > x.length) {
    throw new ShapeError({
      where,
      rule: `the last axis of the indices must hold 1 to ${x.length} coordinates of ${formatShape(x)}, got indices of ${formatShape(indices)}`,
    });
  }
  return [...indices.slice(0, -1), ...x.slice(count)];
}

/** Where the slice begins that the coordinates at `lead` name. */
const coordinates = (
  where: string,
  indices: HostArray,
  { lead, shape }: { lead: readonly number[]; shape: Shape },
) =>
  Array.from({ length: indices.shape.at(-1)! }, (_, each) =>
    toPosition(where, at(indices, [...lead, each]), shape[each]!),
  );

/** Coordinates into a batch: the example first. */
export function withExample(indices: Tensor): Tensor {
  const examples = expand(positions(indices.shape, 0), indices.shape.with(-1, 1));
  return apply(Concat, [examples, toInt64(indices)], { axis: indices.rank - 1 });
}

const int = (shape: Shape, values: readonly number[]) => ({ shape, dtype: "int64", values }) as const;

export const GatherND: Op<None> = {
  name: "GatherND",
  doc: "The elements or slices of x at coordinates, which lie along the last axis of the indices.",
  infer([x, indices]) {
    requireInteger("gatherND (indices)", indices!);
    return { dtype: x!.dtype, shape: gatherShape("gatherND", x!.shape, indices!.shape) };
  },
  vjp: ({ inputs: [x, indices], dy }) => {
    const zeros = expand(literal(0, x!.dtype), x!.shape);
    return [apply(ScatterND, [zeros, indices!, dy], { reduction: "add" } as const), undefined];
  },
  batch: (context) => {
    if (!context.batched[0]) return apply(GatherND, context.inputs, {});
    const [x, indices] = batchAll(context);
    return apply(GatherND, [x!, withExample(indices!)], {});
  },
  onnx: ({ inputs: [x, indices], node }) => node("GatherND", [x!, emitIndices(node, indices!)]),
  lane: movesElements,
  reference: ([x, indices]) => {
    const rank = indices!.shape.length - 1;
    return build(x!.dtype, gatherShape("gatherND", x!.shape, indices!.shape), (index) => {
      const lead = index.slice(0, rank);
      const start = coordinates("gatherND", indices!, { lead, shape: x!.shape });
      return at(x!, [...start, ...index.slice(rank)]);
    });
  },
  samples: [
    { inputs: [[3, 2], int([2, 2], [0, 1, -1, 0])], attributes: {} },
    { inputs: [[3, 2], int([2, 2, 1], [0, 2, 2, -3])], attributes: {} },
    { inputs: [[2, 2, 3], int([2], [1, 0])], attributes: {} },
    { inputs: [[3, 2], int([0, 1], [])], attributes: {} },
  ],
};

export const ScatterND: Op<ScatterAttributes> = {
  name: "ScatterND",
  doc: "x with each update put at its coordinates, or added to, or compared with what is there.",
  infer([x, indices, updates], { reduction }) {
    requireInteger("scatterND (indices)", indices!);
    requireSameDtype("scatterND", [x!, updates!]);
    if (reduction !== "replace") requireNumber("scatterND", x!);
    const shape = gatherShape("scatterND", x!.shape, indices!.shape);
    if (!sameShape(shape, updates!.shape)) {
      throw new ShapeError({
        where: "scatterND",
        rule: `updates must have the shape that the indices choose, got ${formatShape(updates!.shape)} and ${formatShape(shape)}`,
      });
    }
    return x!;
  },
  vjp: (context) => {
    const indices = context.inputs[1]!;
    return scatterGradients(context, {
      gather: (x) => apply(GatherND, [x, indices], {}),
      scatter: (x, updates, reduction) => apply(ScatterND, [x, indices, updates], { reduction }),
    });
  },
  batch: (context) => {
    const [x, indices, updates] = batchAll(context);
    return apply(ScatterND, [x!, withExample(indices!), updates!], context.attributes);
  },
  onnx: (context) => {
    const { inputs, types, attributes, node } = context;
    const [x, indices, updates] = inputs as [string, string, string];
    return emitScatterND(context, {
      names: [x, emitIndices(node, indices), updates],
      coordinates: types[1]!.shape,
      updates: types[2]!.shape,
      dtype: types[0]!.dtype,
      reduction: reductions[attributes.reduction].onnx,
    });
  },
  lane: movesElements,
  reference: ([x, indices, updates], { reduction }) => {
    const rank = indices!.shape.length - 1;
    const result = hostArray(x!.dtype, x!.shape, x!.data.slice());
    for (const index of everyIndex(updates!.shape)) {
      const start = coordinates("scatterND", indices!, { lead: index.slice(0, rank), shape: x!.shape });
      const target = flatIndex(x!.shape, [...start, ...index.slice(rank)]);
      result.data[target] = reductions[reduction].combine(result.data[target]!, at(updates!, index));
    }
    return result;
  },
  samples: [
    { inputs: [[3, 2], int([2, 2], [0, 1, -1, 0]), [2]], attributes: { reduction: "replace" } },
    { inputs: [[3, 2], int([3, 1], [1, 0, 1]), [3, 2]], attributes: { reduction: "replace" } },
    { inputs: [[3, 2], int([2, 2, 1], [0, 2, 2, -3]), [2, 2, 2]], attributes: { reduction: "add" } },
    { inputs: [[3], int([4, 1], [1, 0, 1, 1]), [4]], attributes: { reduction: "max" } },
    { inputs: [[2, 2], int([2], [1, 1]), []], attributes: { reduction: "min" } },
    { inputs: [[2, 2], int([2], [0, -1]), []], attributes: { reduction: "replace" } },
    {
      inputs: [{ shape: [2], values: [1, 2] }, int([3, 1], [0, 0, 1]), { shape: [3], values: [1, 1, 4] }],
      attributes: { reduction: "min" },
    },
    { inputs: [[3, 2], int([0, 1], []), [0, 2]], attributes: { reduction: "add" } },
  ],
};

/**
 * The elements or slices of x at coordinates along the last axis of the indices: (..., k) for the first k axes of x.
 * A coordinate outside its axis is an error.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * await gatherND(x, tensor([[0n, 1n], [-1n, 0n]])).data(); // [2, 3]
 */
export function gatherND(x: Tensor, indices: Tensor): Tensor {
  const y = apply(GatherND, [x, indices], {});
  requireInRange("gatherND", indices, x.shape.slice(0, indices.shape.at(-1)));
  return y;
}

const readScatterND = optionsReader<ScatterNDOptions>(scatterKinds);

/**
 * x with updates written at coordinates. Where several meet under "replace", the last one stays (on the provider
 * "webgpu" any of them); under "max" and "min", equal ones share the gradient. A coordinate outside its axis is an error.
 *
 * @example
 * const indices = tensor([[0n, 1n], [1n, 0n]]);
 * await scatterND(zeros([2, 2]), { indices, updates: tensor([5, 6]) }).data(); // [0, 5, 6, 0]
 */
export function scatterND(x: Tensor, options: ScatterNDOptions): Tensor {
  const { indices, updates, reduction = "replace" } = readScatterND("scatterND", options);
  const shape = gatherShape("scatterND", x.shape, indices.shape);
  requireInRange("scatterND", indices, x.shape.slice(0, indices.shape.at(-1)));
  const values = toUpdates("scatterND", x, { updates, shape });
  return apply(ScatterND, [x, indices, values], { reduction });
}

/**
 * x with slices along an axis replaced by, added to, or compared with the updates: what `gather` reads, this writes.
 *
 * @example
 * const indices = tensor([0n, 0n]);
 * await scatter(tensor([1, 2]), { indices, updates: tensor([5, 3]), reduction: "max" }).data(); // [5, 2]
 */
export function scatter(x: Tensor, options: ScatterOptions): Tensor {
  const { indices, updates, axis = 0, reduction = "replace" } = readScatter("scatter", options);
  const chosen = toAxis("scatter", axis, x.rank);
  requireInRange("scatter", indices, [x.shape[chosen]!]);
  const shape = x.shape.toSpliced(chosen, 1, ...indices.shape);
  const spread = toUpdates("scatter", x, { updates, shape });
  const slices = moveBlock(spread, chosen, { count: indices.rank, to: 0 });
  const columns = unsqueeze(indices, { axis: indices.rank });
  const written = apply(ScatterND, [moveAxis(x, chosen, 0), columns, slices], { reduction });
  return moveAxis(written, 0, chosen);
}
