/** @file Order: the largest elements, and sorting. */

import { ArgumentError } from "../../errors.ts";
import { applyAll } from "../../graph/apply.ts";
import { dtypes, isFloat } from "../../graph/dtype.ts";
import { at, build } from "../../graph/host.ts";
import { noLane } from "../../graph/lane.ts";
import type { EmitContext, Op, TensorType } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { toAxis } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireNumber } from "../dtype-rules.ts";
import { scatterElements } from "../index/gather-elements.ts";
import { kernelDtype } from "./reduce.ts";
import { fullLike } from "./sum.ts";

type TopKAttributes = { readonly axis: number; readonly k: number; readonly largest: boolean };

const unordered = {
  shape: [5],
  values: [Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
};

export const TopK: Op<TopKAttributes> = {
  name: "TopK",
  doc: "The k largest or smallest elements along an axis in order, and their positions; the first of equals first. NaN is the largest.",
  infer([x], { axis, k }) {
    requireNumber("topK", x!);
    const shape = x!.shape.with(axis, k);
    return [
      { dtype: x!.dtype, shape },
      { dtype: "int64", shape },
    ];
  },
  vjp: ({ inputs: [x], outputs: [, positions], dy, attributes: { axis } }) => [
    scatterElements(fullLike(x!, 0), { indices: positions!, updates: dy, axis, reduction: "add" }),
  ],
  batch: ({ inputs: [x], attributes }) => applyAll(TopK, [x!], { ...attributes, axis: attributes.axis + 1 }),
  onnx: emitTopK,
  lane: noLane("elements change places with others"),
  reference: ([x], { axis, k, largest }) => {
    const shape = x!.shape.with(axis, k);
    const line = (index: readonly number[]) =>
      Array.from({ length: x!.shape[axis]! }, (_, position) => at(x!, index.with(axis, position)));
    const order = (values: readonly number[]) =>
      [...values.keys()].sort((a, b) => compare(values[a]!, values[b]!) * (largest ? -1 : 1));
    const chosen = (index: readonly number[]) => order(line(index))[index[axis]!]!;
    return [build(x!.dtype, shape, (index) => line(index)[chosen(index)]!), build("int64", shape, chosen)];
  },
  samples: [
    { inputs: [[5]], attributes: { axis: 0, k: 2, largest: true } },
    { inputs: [[2, 4]], attributes: { axis: 1, k: 4, largest: false } },
    { inputs: [[3, 2, 2]], attributes: { axis: 0, k: 2, largest: true } },
    { inputs: [{ shape: [5], values: [3, 1, 3, 2, 1] }], attributes: { axis: 0, k: 5, largest: false } },
    { inputs: [{ shape: [5], values: [3, 1, 3, 2, 1] }], attributes: { axis: 0, k: 5, largest: true } },
    { inputs: [[2, 3]], attributes: { axis: 1, k: 0, largest: true } },
    { inputs: [unordered], attributes: { axis: 0, k: 5, largest: false } },
    { inputs: [unordered], attributes: { axis: 0, k: 3, largest: true } },
    { inputs: [{ shape: [2, 3], dtype: "uint32" }], attributes: { axis: 1, k: 2, largest: true } },
  ],
};

/** Order of numbers, NaN behind all of them. */
const compare = (x: number, y: number): number =>
  Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || Number(x > y) - Number(x < y);

const largestNumber = { float32: 2 ** 127 * (2 - 2 ** -23), float64: Number.MAX_VALUE };

/** ONNX Runtime puts NaN anywhere, so Infinity stands for it, and the largest number for Infinity. */
function emitTopK(context: EmitContext<TopKAttributes>): string[] {
  const { inputs, types, attributes, node, nodes, constant } = context;
  const { axis, k, largest } = attributes;
  const [{ dtype }] = types as [TensorType];
  const [x] = inputs as [string];
  const choose = (keys: string) =>
    nodes("TopK", [keys, constant("int64", [k])], { count: 2, axis, largest: Number(largest) });
  if (!isFloat(dtype) && kernelDtype(dtype) === dtype) return choose(x);
  const number = (value: number) => constant(dtype, [value], []);
  const keys = isFloat(dtype)
    ? node("Where", [
        node("IsNaN", [x]),
        number(Number.POSITIVE_INFINITY),
        node("Min", [x, number(largestNumber[dtype as "float32"])]),
      ])
    : node("Cast", [x], { to: dtypes[kernelDtype(dtype)].onnx });
  const [, positions] = choose(keys) as [string, string];
  return [node("GatherElements", [x, positions], { axis }), positions];
}

export interface TopKOptions {
  /** The axis to choose along; the last by default. */
  readonly axis?: number;
  /** `false` for the smallest elements; `true` by default. */
  readonly largest?: boolean;
}

const readTopK = optionsReader<TopKOptions>({ axis: kind.integer, largest: kind.boolean });

export interface Ordered {
  readonly values: Tensor;
  /** Positions along the axis, int64. */
  readonly indices: Tensor;
}

/**
 * The k largest (or smallest) elements along an axis in order, and their positions; of equal elements the first comes
 * first and has the gradient. NaN counts as larger than all numbers, as in PyTorch.
 *
 * @example
 * await topK(tensor([1, 4, 2, 3]), 2).values.data(); // [4, 3]
 */
export function topK(x: Tensor, k: number, options?: TopKOptions): Ordered {
  requireTensor("topK", x);
  const { axis = -1, largest = true } = readTopK("topK", options);
  const along = toAxis("topK", axis, x.rank);
  if (!(Number.isInteger(k) && k >= 0 && k <= x.shape[along]!)) {
    throw new ArgumentError({
      where: "topK(k)",
      rule: `must be an integer from 0 to ${x.shape[along]}, the length of axis ${along}, got ${describe(k)}`,
    });
  }
  const [values, indices] = applyAll(TopK, [x], { axis: along, k, largest }) as [Tensor, Tensor];
  return { values, indices };
}

export interface SortOptions {
  /** The axis to sort along; the last by default. */
  readonly axis?: number;
  /** From the largest to the smallest; `false` by default. */
  readonly descending?: boolean;
}

const readSort = optionsReader<SortOptions>({ axis: kind.integer, descending: kind.boolean });

function ordered(where: string, x: Tensor, options: SortOptions | undefined): Ordered {
  const { axis = -1, descending = false } = readSort(where, options);
  requireNumber(where, x);
  const along = toAxis(where, axis, x.rank);
  return topK(x, x.shape[along]!, { axis: along, largest: descending });
}

/** The elements in order along an axis; equal ones stay in theirs, and NaN counts as larger than all numbers. */
export const sort = (x: Tensor, options?: SortOptions): Tensor => ordered("sort", x, options).values;

/** The positions of the elements in order along an axis, int64; equal ones stay in theirs. */
export const argsort = (x: Tensor, options?: SortOptions): Tensor => ordered("argsort", x, options).indices;
