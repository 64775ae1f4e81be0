/** @file Choice by index and its adjoint, addition at indices. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { dtypes } from "../../graph/dtype.ts";
import { at, build, indices as everyIndex, flatIndex, hostArray } from "../../graph/host.ts";
import { literal } from "../../graph/literal.ts";
import type { BatchContext, EmitContext, Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape, type Shape, sameShape, toAxis, toShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type AxisOptions, type DtypeOptions, readAxis, readDtype } from "../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireWhole } from "../../options/ranges.ts";
import { requireInteger, requireNumber } from "../dtype-rules.ts";
import { cast } from "../elementwise/cast.ts";
import { movesElements } from "../no-lanes.ts";
import { expand } from "../reduce/sum.ts";
import { moveAxis, moveBlock, unsqueeze } from "../shape/layout.ts";
import { emitScatterND } from "./emit-scatter.ts";
import { GatherND, ScatterND, withExample } from "./gather-nd.ts";
import { isAt, requireInRange, toPosition } from "./index-rules.ts";

type GatherAttributes = { readonly axis: number };
type ScatterAttributes = { readonly axis: number; readonly length: number };

const int = (...values: number[]) => ({ shape: [values.length], dtype: "int64", values }) as const;

/** Replaces one axis by the axes of the indices. */
const gatherShape = (shape: Shape, indices: Shape, axis: number): Shape =>
  shape.toSpliced(axis, 1, ...indices);

export const Gather: Op<GatherAttributes> = {
  name: "Gather",
  doc: "The slices of x along an axis that the indices name; the axes of the indices replace the axis.",
  infer([x, indices], { axis }) {
    requireInteger("gather (indices)", indices!);
    return { dtype: x!.dtype, shape: gatherShape(x!.shape, indices!.shape, axis) };
  },
  vjp: ({ inputs: [x, indices], dy, attributes: { axis } }) => [
    apply(ScatterAdd, [indices!, dy], { axis, length: x!.shape[axis]! }),
    undefined,
  ],
  batch: batchGather,
  onnx: ({ inputs: [x, indices], attributes, node }) =>
    node("Gather", [x!, node("Cast", [indices!], { to: dtypes.int64.onnx })], attributes),
  lane: movesElements,
  reference: ([x, indices], { axis }) => {
    const rank = indices!.shape.length;
    const length = x!.shape[axis]!;
    return build(x!.dtype, gatherShape(x!.shape, indices!.shape, axis), (index) => {
      const position = toPosition("gather", at(indices!, index.slice(axis, axis + rank)), length);
      return at(x!, index.toSpliced(axis, rank, position));
    });
  },
  samples: [
    { inputs: [[4, 2], int(3, 0, 3)], attributes: { axis: 0 } },
    {
      inputs: [[2, 4, 3], { shape: [2, 2], dtype: "int64", values: [0, 3, 1, -1] }],
      attributes: { axis: 1 },
    },
    { inputs: [[3], { shape: [], dtype: "int32", values: [1] }], attributes: { axis: 0 } },
    { inputs: [[3, 2], { shape: [0], dtype: "int64" }], attributes: { axis: 0 } },
  ],
};

/** Batched indices choose by (example, position), so that none of them reaches into another example. */
function batchGather({ inputs, batched, attributes: { axis } }: BatchContext<GatherAttributes>): Tensor {
  const [x, indices] = inputs as [Tensor, Tensor];
  if (!batched[1]) return apply(Gather, [x, indices], { axis: axis + 1 });
  if (!batched[0]) return moveAxis(apply(Gather, [x, indices], { axis }), axis, 0);
  const gathered = apply(
    GatherND,
    [moveAxis(x, axis + 1, 1), withExample(unsqueeze(indices, { axis: indices.rank }))],
    {},
  );
  return moveBlock(gathered, 1, { count: indices.rank - 1, to: axis + 1 });
}

export const ScatterAdd: Op<ScatterAttributes> = {
  name: "ScatterAdd",
  doc: "Zeros of the given length along an axis, with each slice of the updates added where its index says.",
  infer([indices, updates], { axis, length }) {
    requireInteger("scatterAdd (indices)", indices!);
    requireNumber("scatterAdd (updates)", updates!);
    const rank = indices!.shape.length;
    if (!sameShape(updates!.shape.slice(axis, axis + rank), indices!.shape)) {
      throw new ShapeError({
        where: "scatterAdd",
        rule: `updates must have the shape of the indices from axis ${axis} on, got ${formatShape(updates!.shape)} and ${formatShape(indices!.shape)}`,
      });
    }
    return { dtype: updates!.dtype, shape: updates!.shape.toSpliced(axis, rank, length) };
  },
  vjp: ({ inputs: [indices], dy, attributes: { axis } }) => [
    undefined,
    apply(Gather, [dy, indices!], { axis }),
  ],
  batch: ({ inputs: [indices, updates], batched, size, attributes: { axis, length } }) => {
    const all = batched[1] ? updates! : expand(updates!, [size, ...updates!.shape]);
    if (!batched[0]) return apply(ScatterAdd, [indices!, all], { axis: axis + 1, length });
    const front = moveBlock(all, axis + 1, { count: indices!.rank - 1, to: 1 });
    const zeros = expand(literal(0, all.dtype), [size, length, ...front.shape.slice(indices!.rank)]);
    const places = withExample(unsqueeze(indices!, { axis: indices!.rank }));
    return moveAxis(apply(ScatterND, [zeros, places, front], { reduction: "add" } as const), 1, axis + 1);
  },
  onnx: emitScatterAdd,
  lane: movesElements,
  reference: ([indices, updates], { axis, length }) => {
    const rank = indices!.shape.length;
    const result = hostArray(updates!.dtype, updates!.shape.toSpliced(axis, rank, length));
    for (const index of everyIndex(updates!.shape)) {
      const position = toPosition("scatterAdd", at(indices!, index.slice(axis, axis + rank)), length);
      const target = index.toSpliced(axis, rank, position);
      result.data[flatIndex(result.shape, target)]! += at(updates!, index);
    }
    return result;
  },
  samples: [
    { inputs: [int(2, 0, 2), [3, 2]], attributes: { axis: 0, length: 4 } },
    { inputs: [int(1, 1), [3, 2, 2]], attributes: { axis: 1, length: 3 } },
    {
      inputs: [{ shape: [2, 2], dtype: "int64", values: [0, 1, 1, 2] }, [2, 2, 2]],
      attributes: { axis: 0, length: 3 },
    },
  ],
};

/** ScatterND adds rows at axis 0; other axes are brought to the front and back. */
function emitScatterAdd(context: EmitContext<ScatterAttributes>): string {
  const { inputs, types, outputs, attributes, node, constant } = context;
  const { axis, length } = attributes;
  const [indexShape, updateShape] = types.map((type) => type.shape) as [Shape, Shape];
  const rest = updateShape.toSpliced(axis, indexShape.length);
  const block = indexShape.map((_, offset) => axis + offset);
  const others = updateShape.map((_, each) => each).filter((each) => !block.includes(each));
  const front = axis === 0 ? inputs[1]! : node("Transpose", [inputs[1]!], { perm: [...block, ...others] });
  const rows = node("Cast", [inputs[0]!], { to: dtypes.int64.onnx });
  const column = node("Unsqueeze", [rows, constant("int64", [-1])]);
  const base = node("Expand", [constant(outputs[0]!.dtype, [0], []), constant("int64", [length, ...rest])]);
  const sums = emitScatterND(context, {
    names: [base, column, front],
    coordinates: [...indexShape, 1],
    updates: [...indexShape, ...rest],
    dtype: outputs[0]!.dtype,
    reduction: "add",
  });
  if (axis === 0) return sums;
  const back = rest.map((_, each) => each + 1);
  return node("Transpose", [sums], { perm: back.toSpliced(axis, 0, 0) });
}

/**
 * The slices of x along an axis (the first by default) that integer indices name; negative ones count from the end,
 * and one outside the axis is an error.
 *
 * @example
 * await gather(tensor([10, 20, 30]), tensor([-1n, 0n])).data(); // [30, 10]
 */
export function gather(x: Tensor, indices: Tensor, options?: AxisOptions): Tensor {
  requireTensor("gather", x);
  requireTensor("gather", indices);
  const { axis = 0 } = readAxis("gather", options);
  if (x.rank === 0)
    throw new ShapeError({ where: "gather", rule: "needs an axis to choose from, got a scalar" });
  const chosen = toAxis("gather", axis, x.rank);
  requireInRange("gather", indices, [x.shape[chosen]!]);
  return apply(Gather, [x, indices], { axis: chosen });
}

export interface ScatterAddOptions {
  /** The axis of the result that the indices name; the first by default. */
  readonly axis?: number;
  readonly length: number;
}

const readScatterAdd = optionsReader<ScatterAddOptions>({
  axis: kind.integer,
  length: kind.needed(kind.integer),
});

/**
 * Zeros of a length along an axis, with slices of the updates added at the indices, whose axes stand in that place.
 *
 * @example
 * await scatterAdd(tensor([0n, 2n, 0n]), tensor([1, 2, 3]), { length: 3 }).data(); // [4, 0, 2]
 */
export function scatterAdd(indices: Tensor, updates: Tensor, options: ScatterAddOptions): Tensor {
  const { axis = 0, length } = readScatterAdd("scatterAdd", options);
  const chosen = toAxis("scatterAdd", axis, updates.rank - indices.rank + 1);
  toShape("scatterAdd({ length })", [length]);
  requireInRange("scatterAdd", indices, [length]);
  return apply(ScatterAdd, [indices, updates], { axis: chosen, length });
}

/** Rows with a one at each index and zeros elsewhere, in a new last axis; all zeros for an index outside. */
export function oneHot(indices: Tensor, classes: number, options?: DtypeOptions): Tensor {
  const { dtype = "float32" } = readDtype("oneHot", options);
  requireInteger("oneHot (indices)", indices);
  requireWhole("oneHot(classes)", classes);
  return cast(isAt(indices, classes), dtype);
}
