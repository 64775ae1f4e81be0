/** @file Sums over the steps of a loop, taken behind it from stacked operands. */

import { sameShape } from "../graph/shape.ts";
import type { OpSource } from "../graph/source.ts";
import type { Tensor } from "../graph/tensor.ts";
import { Add, add } from "../ops/elementwise/arithmetic.ts";
import { MatMul, type MatMulAttributes, matmul } from "../ops/linalg/matmul.ts";
import { Sum, sum } from "../ops/reduce/sum.ts";
import { Reshape, reshape, transpose } from "../ops/shape/layout.ts";

/** The sum of a value over all steps, as a function of operands that are stacked along axis 0. */
export interface Total {
  readonly operands: readonly Tensor[];
  /** Those that are only added up, whose stack is as many times larger than the sum as there are steps. */
  readonly addends: readonly Tensor[];
  readonly from: (stacked: readonly Tensor[]) => Tensor;
}

/** Sums and products by their own rules; of everything else the value itself is stacked. */
export function totalOf(value: Tensor): Total {
  const { source } = value;
  if (source.kind === "op") {
    if (source.op === Add) return totalOfSum(source, value) ?? plainTotal(value);
    if (source.op === MatMul && source.inputs.every(({ rank }) => rank === 2)) return totalOfProduct(source);
    if (source.op === Sum) return totalOverAxes(source, value);
    if (source.op === Reshape) return reshaped(totalOf(source.inputs[0]!), value);
  }
  return plainTotal(value);
}

const plainTotal = (value: Tensor): Total => ({
  operands: [value],
  addends: [value],
  from: ([stacked]) => sum(stacked!, { axis: 0 }),
});

const reshaped = ({ from, ...total }: Total, { shape }: Tensor): Total => ({
  ...total,
  from: (stacked) => reshape(from(stacked), shape),
});

/** Σ (x + y) = Σ x + Σ y */
function totalOfSum({ inputs }: OpSource, { shape }: Tensor): Total | undefined {
  if (!inputs.every((input) => sameShape(input.shape, shape))) return undefined;
  const [x, y] = inputs.map(totalOf) as [Total, Total];
  const count = x.operands.length;
  return {
    operands: [...x.operands, ...y.operands],
    addends: [...x.addends, ...y.addends],
    from: (stacked) => add(x.from(stacked.slice(0, count)), y.from(stacked.slice(count))),
  };
}

/** Σ aᵀb is one product: the steps are further rows of a and b. */
function totalOfProduct({ inputs, attributes }: OpSource): Total {
  const { transposeA, transposeB } = attributes as MatMulAttributes;
  return {
    operands: inputs,
    addends: [],
    from: ([a, b]) => matmul(transpose(rowsOf(a!, transposeA)), rowsOf(b!, !transposeB)),
  };
}

/** Stacked matrices as one, (steps · inner, other). */
function rowsOf(stacked: Tensor, isInnerFirst: boolean): Tensor {
  const [steps, first, last] = stacked.shape as [number, number, number];
  if (isInnerFirst) return reshape(stacked, [steps * first, last]);
  const moved = last === 1 ? stacked : transpose(stacked, [0, 2, 1]);
  return reshape(moved, [steps * last, first]);
}

function totalOverAxes({ inputs, attributes }: OpSource, { shape }: Tensor): Total {
  const axes = (attributes.axes as readonly number[]).map((axis) => axis + 1);
  return {
    operands: inputs,
    addends: inputs,
    from: ([x]) => reshape(sum(x!, { axis: [0, ...axes] }), shape),
  };
}
