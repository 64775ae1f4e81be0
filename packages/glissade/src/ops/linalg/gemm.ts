/** @file A matrix product and a sum in one kernel, or their negative. */

import { apply, applyAll } from "../../graph/apply.ts";
import { isFloat } from "../../graph/dtype.ts";
import type { Fusion } from "../../graph/fuse.ts";
import type { HostArray } from "../../graph/host.ts";
import { literal, literalValue } from "../../graph/literal.ts";
import type { Op, TensorType } from "../../graph/op.ts";
import { broadcastShapes, type Shape, sameShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../dtype-rules.ts";
import { Add, add, Mul, mul } from "../elementwise/arithmetic.ts";
import { Sigmoid, type SigmoidAttributes } from "../elementwise/sigmoid.ts";
import { multipliesMatrices } from "../no-lanes.ts";
import { isOverRows } from "../reduce/emit-sum.ts";
import { alignRank, Sum, sumTo } from "../reduce/sum.ts";
import { Reshape, reshape } from "../shape/layout.ts";
import { isLongProduct } from "./long-products.ts";
import { MatMul, type MatMulAttributes, productGradients } from "./matmul.ts";

type GemmAttributes = MatMulAttributes & { readonly alpha: number; readonly beta: number };

export const Gemm: Op<GemmAttributes> = {
  name: "Gemm",
  doc: "alpha·ab + beta·c for matrices, either factor transposed; c broadcasts.",
  infer([a, b, c], attributes) {
    requireFloat("gemm", a!);
    const type = MatMul.infer([a!, b!], attributes) as TensorType;
    return { ...type, shape: broadcastShapes("gemm", type.shape, c!.shape) };
  },
  vjp: ({ inputs: [a, b, c], dy, attributes }) => [
    ...productGradients([a!, b!], mul(dy, attributes.alpha), attributes),
    sumTo(mul(dy, attributes.beta), c!.shape),
  ],
  batch: ({
    inputs: [a, b, c],
    batched: [batchedA, batchedB, batchedC],
    attributes: { alpha, beta, ...attributes },
  }) => {
    const factors = [batchedA ? alignRank(a!, 2) : a!, batchedB ? alignRank(b!, 2) : b!];
    const product = apply(MatMul, factors, attributes);
    return add(mul(product, alpha), mul(batchedC ? alignRank(c!, 2) : c!, beta));
  },
  onnx: ({ inputs, attributes: { transposeA, transposeB, alpha, beta }, node }) =>
    node("Gemm", inputs, {
      transA: Number(transposeA),
      transB: Number(transposeB),
      alpha: { float: alpha },
      beta: { float: beta },
    }),
  lane: multipliesMatrices,
  reference: ([a, b, c], { alpha, beta, ...attributes }) => {
    const product = MatMul.reference([a!, b!], attributes) as HostArray;
    const scaled = (x: HostArray, factor: number) => ({
      ...x,
      data: x.data.map((value) => factor * value),
    });
    return Add.reference([scaled(product, alpha), scaled(c!, beta)], {});
  },
  flops: (...given) => MatMul.flops!(...given),
  samples: [
    {
      inputs: [
        [2, 3],
        [3, 4],
        [2, 4],
      ],
      attributes: { transposeA: false, transposeB: false, alpha: 1, beta: 1 },
    },
    {
      inputs: [[3, 2], [4, 3], [4]],
      attributes: { transposeA: true, transposeB: true, alpha: -1, beta: 0.5 },
    },
  ],
};

/** A product of matrices that is only added to: the kernel adds while it multiplies. */
export const gemm: Fusion = ({ op, inputs }, isOnly) => {
  if (op !== Add) return undefined;
  for (const [side, term] of inputs.entries()) {
    const addend = inputs[1 - side]!;
    const product = productOf(term, addend, isOnly);
    if (!product || !sameShape(broadcastShapes("gemm", product.shape, addend.shape), product.shape)) continue;
    const { c, beta } = isOnly(addend) ? withoutFactor(addend) : { c: addend, beta: 1 };
    const sum = apply(Gemm, [...product.factors, c], { ...product.attributes, alpha: 1, beta });
    return [sameShape(sum.shape, term.shape) ? sum : reshape(sum, term.shape)];
  }
  return undefined;
};

/** The logistic function of a product that nothing else uses: the kernel negates while it multiplies. */
export const logisticOfGemm: Fusion = ({ op, inputs: [x], attributes }, isOnly) => {
  if (op !== Sigmoid || x!.source.kind !== "op" || x!.source.op !== Gemm || !isOnly(x!)) return undefined;
  const { alpha, beta, ...product } = x!.source.attributes as GemmAttributes;
  const negative = apply(Gemm, x!.source.inputs, { ...product, alpha: -alpha, beta: -beta });
  return applyAll(Sigmoid, [negative], { ...(attributes as SigmoidAttributes), negated: true });
};

interface Product {
  readonly factors: readonly Tensor[];
  readonly attributes: MatMulAttributes;
  readonly shape: Shape;
}

const plain: MatMulAttributes = { transposeA: false, transposeB: false };

/** The product of two matrices that a tensor is, if the kernel can take it. */
function productOf(term: Tensor, addend: Tensor, isOnly: (tensor: Tensor) => boolean): Product | undefined {
  if (!isFloat(term.dtype) || !isOnly(term)) return undefined;
  const matrix = addend.rank < 2 ? withoutReshape(term, isOnly) : term;
  const { source, shape } = matrix;
  if (source.kind !== "op") return undefined;
  const [x] = source.inputs as [Tensor];
  if (source.op === Sum && isOverRows(x.shape, source.attributes.axes as readonly number[])) {
    // Rows are added by a product with ones.
    const ones = literal(1, x.dtype, [1, x.shape[0]!]);
    return { factors: [ones, x], attributes: plain, shape: [1, x.shape[1]!] };
  }
  // The kernel forgets beta where the inner size is 0.
  if (source.op !== MatMul || matrix.rank !== 2 || source.inputs.some(isEmpty)) return undefined;
  const attributes = source.attributes as MatMulAttributes;
  return isLongProduct(source.inputs, attributes) ? undefined : { factors: source.inputs, attributes, shape };
}

/** The rows of a product whose leading axes were only put back; a vector is added to each of them all the same. */
function withoutReshape(tensor: Tensor, isOnly: (tensor: Tensor) => boolean): Tensor {
  const { source } = tensor;
  if (source.kind !== "op" || source.op !== Reshape || !isOnly(tensor)) return tensor;
  const [rows] = source.inputs as [Tensor];
  return rows.shape.at(-1) === tensor.shape.at(-1) ? rows : tensor;
}

const isEmpty = ({ size }: Tensor): boolean => size === 0;

/** c and a number, where the tensor is c·number. */
function withoutFactor(tensor: Tensor): { c: Tensor; beta: number } {
  const { source } = tensor;
  if (source.kind === "op" && source.op === Mul) {
    for (const [side, factor] of source.inputs.entries()) {
      const beta = factor.rank === 0 ? literalValue(factor) : undefined;
      // The kernel keeps beta as float32, also where the matrices are float64, and drops c where beta is 0.
      if (beta !== undefined && beta !== 0 && Math.fround(beta) === beta)
        return { c: source.inputs[1 - side]!, beta };
    }
  }
  return { c: tensor, beta: 1 };
}
