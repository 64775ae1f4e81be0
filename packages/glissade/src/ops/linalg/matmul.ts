/** @file Matrix products, of any rank, with either factor transposed. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { broadcastAt, build } from "../../graph/host.ts";
import type { EmitContext, Op, TensorType } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { broadcastShapes, formatShape, type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireNumber, requireSameDtype } from "../dtype-rules.ts";
import { emitVia } from "../emit-rules.ts";
import { multipliesMatrices } from "../no-lanes.ts";
import { totalOfProducts } from "../reduce/groups.ts";
import { alignRank, sumTo } from "../reduce/sum.ts";
import { reshape, Transpose } from "../shape/layout.ts";
import { isLongProduct, productInBlocks } from "./long-products.ts";
import { isWideGradient } from "./product-forms.ts";

export type MatMulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

const swapLast = (shape: Shape, swap: boolean): Shape =>
  swap ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;

export const MatMul: Op<MatMulAttributes> = {
  name: "MatMul",
  doc: "The matrix product over the last two axes, either factor transposed; leading axes broadcast.",
  infer([a, b], { transposeA, transposeB }) {
    requireSameDtype("matmul", [a!, b!]);
    requireNumber("matmul", a!);
    const left = swapLast(a!.shape, transposeA);
    const right = swapLast(b!.shape, transposeB);
    if (left.at(-1) !== right.at(-2)) throw innerSizes(left, right);
    const batch = broadcastShapes("matmul", left.slice(0, -2), right.slice(0, -2));
    return { dtype: a!.dtype, shape: [...batch, left.at(-2)!, right.at(-1)!] };
  },
  vjp: ({ inputs: [a, b], dy, attributes }) => productGradients([a!, b!], dy, attributes),
  batch: ({ inputs, batched, attributes }) => {
    const rank = Math.max(...inputs.map((input, index) => input.rank - Number(batched[index])));
    const [a, b] = inputs.map((input, index) => (batched[index] ? alignRank(input, rank) : input));
    return apply(MatMul, [a!, b!], attributes);
  },
  onnx: emitMatMul,
  lane: multipliesMatrices,
  reference: ([a, b], { transposeA, transposeB }) => {
    const left = swapLast(a!.shape, transposeA);
    const right = swapLast(b!.shape, transposeB);
    const shape = [
      ...broadcastShapes("matmul", left.slice(0, -2), right.slice(0, -2)),
      left.at(-2)!,
      right.at(-1)!,
    ];
    return build(a!.dtype, shape, (index) => {
      const batch = index.slice(0, -2);
      const [row, column] = index.slice(-2) as [number, number];
      const pairs = Array.from({ length: left.at(-1)! }, (_, k) => [
        broadcastAt(a!, [...batch, ...(transposeA ? [k, row] : [row, k])]),
        broadcastAt(b!, [...batch, ...(transposeB ? [column, k] : [k, column])]),
      ]);
      return totalOfProducts(a!.dtype, pairs as [number, number][]);
    });
  },
  samples: [
    {
      inputs: [
        [2, 3],
        [3, 4],
      ],
      attributes: { transposeA: false, transposeB: false },
    },
    {
      inputs: [
        [3, 2],
        [3, 4],
      ],
      attributes: { transposeA: true, transposeB: false },
    },
    {
      inputs: [
        [2, 3],
        [4, 3],
      ],
      attributes: { transposeA: false, transposeB: true },
    },
    {
      inputs: [
        [3, 2],
        [4, 3],
      ],
      attributes: { transposeA: true, transposeB: true },
    },
    {
      inputs: [
        [2, 2, 3],
        [2, 3, 2],
      ],
      attributes: { transposeA: false, transposeB: false },
    },
    {
      inputs: [
        [2, 1, 3, 2],
        [3, 3, 2],
      ],
      attributes: { transposeA: true, transposeB: false },
    },
    {
      inputs: [
        [2, 3],
        [2, 2, 3],
      ],
      attributes: { transposeA: false, transposeB: true },
    },
    {
      inputs: [
        [0, 3],
        [3, 4],
      ],
      attributes: { transposeA: false, transposeB: false },
    },
  ],
  flops: ([a], [y], { transposeA }) => 2 * sizeOf(y!.shape) * swapLast(a!.shape, transposeA).at(-1)!,
  simplify([a, b], { transposeA, transposeB }) {
    const left = untransposed(a!);
    const right = untransposed(b!);
    if (!left && !right) return undefined;
    return product(left ?? a!, right ?? b!, transposeA !== Boolean(left), transposeB !== Boolean(right));
  },
};

/** Gradients of a product for both factors: products again, so that no transpose is ever written. */
export function productGradients(
  [a, b]: readonly [Tensor, Tensor],
  dy: Tensor,
  { transposeA: ta, transposeB: tb }: MatMulAttributes,
): [Tensor, Tensor] {
  const da = ta ? product(b, dy, tb, true) : product(dy, b, false, !tb);
  const db = tb ? product(dy, a, true, ta) : product(a, dy, !ta, false);
  return [sumTo(da, a.shape), sumTo(db, b.shape)];
}

const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor =>
  apply(MatMul, [a, b], { transposeA, transposeB });

const innerSizes = (left: Shape, right: Shape) =>
  new ShapeError({
    where: "matmul",
    rule: `inner sizes must match, got ${formatShape(left)} and ${formatShape(right)} (${left.at(-1)} and ${right.at(-2)})`,
    fix: "Transpose one input, or check the layer sizes",
  });

/** The input of a transpose that swaps just the last two axes. */
function untransposed(x: Tensor): Tensor | undefined {
  const source = x.source;
  if (source.kind !== "op" || source.op !== Transpose) return undefined;
  const { permutation } = source.attributes as { permutation: readonly number[] };
  const rank = permutation.length;
  const swaps = permutation.every(
    (axis, index) => axis === (index < rank - 2 ? index : 2 * rank - 3 - index),
  );
  return swaps ? source.inputs[0] : undefined;
}

/**
 * Gemm takes transposed matrices as they are; other ranks are transposed first. ONNX Runtime leaves the result of
 * batches with an inner size of 0 unwritten, so those zeros are a constant.
 */
function emitMatMul(context: EmitContext<MatMulAttributes>): string {
  const {
    inputs,
    types,
    outputs: [output],
    attributes,
    node,
    constant,
  } = context;
  const { transposeA, transposeB } = attributes;
  if (swapLast(types[0]!.shape, transposeA).at(-1) === 0) {
    return constant(output!.dtype, new Array(sizeOf(output!.shape)).fill(0), output!.shape);
  }
  if (types[0]!.dtype === "uint8") return emitBytes(context);
  if (isLongProduct(types, attributes)) {
    return context.compose((a, b) =>
      productInBlocks([a!, b!], attributes, (x, y, factors) => apply(MatMul, [x, y], { ...factors })),
    );
  }
  if (!transposeA && !transposeB) return node("MatMul", inputs);
  if (isWideGradient(types, attributes)) {
    // ONNX Runtime joins a transpose with the product behind it, so that only the result is moved.
    const [a, b] = inputs as [string, string];
    const transposed = node("MatMul", [emitSwap(context, b, types[1]!), a]);
    return emitSwap(context, transposed, { shape: [output!.shape[1]!, output!.shape[0]!] });
  }
  const floats = types[0]!.dtype.startsWith("float");
  if (floats && types.every((type) => type.shape.length === 2)) {
    return node("Gemm", inputs, { transA: Number(transposeA), transB: Number(transposeB) });
  }
  const swapped = inputs.map((input, index) =>
    [transposeA, transposeB][index] ? emitSwap(context, input, types[index]!) : input,
  );
  return node("MatMul", swapped);
}

/** ONNX Runtime multiplies no matrices of bytes; what wraps around in 32 bits does so in 8. */
function emitBytes(context: EmitContext<MatMulAttributes>): string {
  const { inputs, types } = context;
  return emitVia(context, { from: "uint8", via: "uint32" }, (cast) => {
    const wide = types.map(({ shape }) => ({ dtype: "uint32" as const, shape }));
    return emitMatMul({ ...context, inputs: inputs.map(cast), types: wide });
  });
}

function emitSwap(
  { node }: EmitContext<MatMulAttributes>,
  input: string,
  { shape }: Pick<TensorType, "shape">,
): string {
  const axes = shape.map((_, axis) => axis);
  return node("Transpose", [input], { perm: swapLast(axes, true) });
}

/**
 * The matrix product. Vectors count as a row on the left and a column on the right; leading axes broadcast.
 */
export function matmul(x: Tensor, y: Tensor): Tensor {
  requireTensor("matmul", x);
  requireTensor("matmul", y);
  if (x.rank === 0 || y.rank === 0) {
    throw new ShapeError({
      where: "matmul",
      rule: `needs vectors or matrices, got ${formatShape(x.shape)} and ${formatShape(y.shape)}`,
      fix: "Use mul for scalars",
    });
  }
  if (x.rank > 2 && y.rank === 2) return matmulRows(x, y);
  const left = x.rank === 1 ? reshape(x, [1, x.size]) : x;
  const right = y.rank === 1 ? reshape(y, [y.size, 1]) : y;
  const result = product(left, right, false, false);
  if (x.rank > 1 && y.rank > 1) return result;
  const ends = [...(x.rank > 1 ? [left.shape.at(-2)!] : []), ...(y.rank > 1 ? [right.shape.at(-1)!] : [])];
  return reshape(result, [...result.shape.slice(0, -2), ...ends]);
}

/** One matrix on the right: the leading axes are rows of one product. */
function matmulRows(x: Tensor, y: Tensor): Tensor {
  const plain = { transposeA: false, transposeB: false };
  const { shape } = MatMul.infer([x, y], plain) as TensorType;
  const rows = reshape(x, [sizeOf(shape.slice(0, -1)), x.shape.at(-1)!]);
  return reshape(apply(MatMul, [rows, y], plain), shape);
}
