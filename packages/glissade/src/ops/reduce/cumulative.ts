/** @file Sums and products of all elements up to each one. */

import { apply } from "../../graph/apply.ts";
import type { Dtype } from "../../graph/dtype.ts";
import { at, build } from "../../graph/host.ts";
import { noLane } from "../../graph/lane.ts";
import type { EmitContext, Op, TensorType } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { toAxis } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireNumber } from "../dtype-rules.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { emitVia } from "../emit-rules.ts";
import { pad } from "../shape/pad.ts";
import { slice } from "../shape/slice.ts";
import { total } from "./groups.ts";

type CumulativeAttributes = {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
};

export interface CumulativeOptions {
  /** The axis to go along; the last by default. */
  readonly axis?: number;
  /** Leave out the element itself; `false` by default. */
  readonly exclusive?: boolean;
  /** Go from the end to the beginning; `false` by default. */
  readonly reverse?: boolean;
}

export const CumulativeSum: Op<CumulativeAttributes> = {
  name: "CumulativeSum",
  doc: "The sum of the elements up to each one along an axis.",
  infer([x]) {
    requireNumber("cumulativeSum", x!);
    return x!;
  },
  vjp: ({ dy, attributes }) => [apply(CumulativeSum, [dy], { ...attributes, reverse: !attributes.reverse })],
  batch: ({ inputs: [x], attributes }) =>
    apply(CumulativeSum, [x!], { ...attributes, axis: attributes.axis + 1 }),
  onnx: emitCumulativeSum,
  lane: noLane("each element depends on those before it"),
  reference: ([x], { axis, exclusive, reverse }) =>
    build(x!.dtype, x!.shape, (index) => {
      const terms: number[] = [];
      for (let position = 0; position < x!.shape[axis]!; position++) {
        const ahead = (index[axis]! - position) * (reverse ? -1 : 1);
        if (ahead > 0 || (ahead === 0 && !exclusive)) terms.push(at(x!, index.with(axis, position)));
      }
      return total(x!.dtype, terms);
    }),
  samples: [
    { inputs: [[2, 3]], attributes: { axis: 1, exclusive: false, reverse: false } },
    { inputs: [[3, 2, 2]], attributes: { axis: 0, exclusive: true, reverse: false } },
    { inputs: [[2, 4]], attributes: { axis: 1, exclusive: false, reverse: true } },
    { inputs: [[4]], attributes: { axis: 0, exclusive: true, reverse: true } },
    { inputs: [[0, 2]], attributes: { axis: 0, exclusive: false, reverse: false } },
  ],
};

const MOST_TERMS = 512;

/** The dtype that the kernel adds in: wide where many terms would round, and one that the kernel has. */
const wideDtype = ({ dtype, shape }: TensorType, axis: number): Dtype => {
  if (dtype === "float32") return shape[axis]! > MOST_TERMS ? "float64" : dtype;
  return dtype.startsWith("u") ? "int64" : dtype;
};

function emitCumulativeSum(context: EmitContext<CumulativeAttributes>): string {
  const { inputs, types, attributes, node, constant } = context;
  const { axis, exclusive, reverse } = attributes;
  const [type] = types as [TensorType];
  return emitVia(context, { from: type.dtype, via: wideDtype(type, axis) }, (cast) =>
    node("CumSum", [cast(inputs[0]!), constant("int64", [axis], [])], {
      exclusive: Number(exclusive),
      reverse: Number(reverse),
    }),
  );
}

const readCumulative = optionsReader<CumulativeOptions>({
  axis: kind.integer,
  exclusive: kind.boolean,
  reverse: kind.boolean,
});

function toAttributes(
  where: string,
  x: Tensor,
  options: CumulativeOptions | undefined,
): CumulativeAttributes {
  const { axis = -1, exclusive = false, reverse = false } = readCumulative(where, options);
  return { axis: toAxis(where, axis, x.rank), exclusive, reverse };
}

/**
 * The sum of the elements up to each one along an axis.
 *
 * @example
 * await cumulativeSum(tensor([1, 2, 3])).data(); // [1, 3, 6]
 * await cumulativeSum(tensor([1, 2, 3]), { exclusive: true, reverse: true }).data(); // [5, 3, 0]
 */
export const cumulativeSum = (x: Tensor, options?: CumulativeOptions): Tensor => {
  requireTensor("cumulativeSum", x);
  return apply(CumulativeSum, [x], toAttributes("cumulativeSum", x, options));
};

/** The elements moved along the axis, with ones behind them. */
function shifted(x: Tensor, by: number, { axis, reverse }: CumulativeAttributes): Tensor {
  const length = x.shape[axis]!;
  const zeros = x.shape.map(() => 0);
  const part = reverse
    ? slice(x, { starts: zeros.with(axis, by) })
    : slice(x, { ends: x.shape.with(axis, length - by) });
  const width = reverse ? ([0, by] as const) : ([by, 0] as const);
  const widths = x.shape.map((_, each) => (each === axis ? width : ([0, 0] as const)));
  return pad(part, widths, { value: 1 });
}

/**
 * The product of the elements up to each one along an axis. Its gradient is exact where elements are 0.
 *
 * @example
 * await cumulativeProduct(tensor([2, 0, 3])).data(); // [2, 0, 0]
 */
export function cumulativeProduct(x: Tensor, options?: CumulativeOptions): Tensor {
  requireTensor("cumulativeProduct", x);
  const attributes = toAttributes("cumulativeProduct", x, options);
  requireNumber("cumulativeProduct", x);
  const length = x.shape[attributes.axis]!;
  if (length === 0) return x;
  // Each pass doubles how many elements every product holds (Hillis and Steele 1986).
  let product = attributes.exclusive ? shifted(x, 1, attributes) : x;
  for (let held = 1; held < length; held *= 2) {
    product = mul(product, shifted(product, held, attributes));
  }
  return product;
}
