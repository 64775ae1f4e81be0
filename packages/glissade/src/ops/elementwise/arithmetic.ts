/** @file The four operations of arithmetic, and the larger and smaller of two. */

import { literalValue } from "../../graph/literal.ts";
import type { EmitContext, Sample } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireNumber, requireSameDtype } from "../dtype-rules.ts";
import { equal, greater, less, where } from "./compare.ts";
import { callBinary, callUnary, elementwise, floats } from "./elementwise.ts";

type None = Record<never, never>;

export const binarySamples: readonly Sample<None>[] = [
  {
    inputs: [
      [2, 3],
      [2, 3],
    ],
  },
  { inputs: [[2, 3], [3]] },
  {
    inputs: [
      [2, 1],
      [1, 3],
    ],
  },
  { inputs: [[], [2, 2]] },
  { inputs: [[0, 3], [3]] },
];

export const numbers = (where: string, types: Parameters<typeof requireSameDtype>[1]) => {
  requireSameDtype(where, types);
  for (const type of types) requireNumber(where, type);
};

/** The other operand, where it has the type of the result and this one is the given number. */
function neutral(inputs: readonly Tensor[], value: number, sides: readonly number[]): Tensor | undefined {
  for (const side of sides) {
    const other = inputs[1 - side]!;
    if (literalValue(inputs[side]!) === value && other.rank >= inputs[side]!.rank) return other;
  }
  return undefined;
}

/** x and s, where the tensor is x·s with a scalar s, or x divided by a number. */
function scaled({ source }: Tensor): { x: Tensor; factor: Tensor } | undefined {
  if (source.kind !== "op") return undefined;
  if (source.op === Div && isNumber(source.inputs[1]!)) {
    return { x: source.inputs[0]!, factor: div(1, source.inputs[1]!) };
  }
  if (source.op !== Mul) return undefined;
  const [left, right] = source.inputs as [Tensor, Tensor];
  const [x, factor] = isNumber(left) || (left.rank === 0 && right.rank > 0) ? [right, left] : [left, right];
  return factor.rank === 0 && (x.rank > 0 || isNumber(factor)) ? { x, factor } : undefined;
}

const isNumber = (x: Tensor): boolean => x.rank === 0 && literalValue(x) !== undefined;

export const Neg = elementwise({
  name: "Neg",
  doc: "-x",
  f: (x) => -x!,
  gradient: (dy) => [neg(dy)],
  check: numbers,
  // ONNX has no signs for unsigned integers, which wrap around.
  onnx: ({ inputs, types: [x], node, constant }) =>
    x!.dtype.startsWith("u") ? node("Sub", [constant(x!.dtype, [0], []), ...inputs]) : node("Neg", inputs),
  samples: [{ inputs: [[2, 3]] }, { inputs: [[]] }, { inputs: [[0]] }],
  simplify: ([x]) => {
    const source = x!.source;
    return source.kind === "op" && source.op === Neg ? source.inputs[0] : undefined;
  },
});

/** -x */
export const neg = callUnary(Neg);

export const Add = elementwise({
  name: "Add",
  doc: "x + y",
  f: (x, y) => x! + y!,
  gradient: (dy) => [dy, dy],
  check: numbers,
  samples: binarySamples,
  simplify: (inputs) => neutral(inputs, 0, [0, 1]),
});

/** Elementwise x + y. */
export const add = callBinary(Add);

export const Sub = elementwise({
  name: "Sub",
  doc: "x - y",
  f: (x, y) => x! - y!,
  gradient: (dy) => [dy, neg(dy)],
  check: numbers,
  samples: binarySamples,
  simplify: (inputs) => neutral(inputs, 0, [1]),
});

/** Elementwise x - y. */
export const sub = callBinary(Sub);

export const Mul = elementwise({
  name: "Mul",
  doc: "x · y",
  f: (x, y) => x! * y!,
  gradient: (dy, [x, y]) => [mul(dy, y!), mul(dy, x!)],
  check: numbers,
  samples: binarySamples,
  simplify: (inputs) => neutral(inputs, 1, [0, 1]) ?? foldFactors(inputs),
});

/** Elementwise x · y. */
export const mul = callBinary(Mul);

/** (x·s)·t = x·(s·t) for scalars s and t, which leaves one pass over x; x·-1 = -x. */
function foldFactors(inputs: readonly Tensor[]): Tensor | undefined {
  for (const [side, factor] of inputs.entries()) {
    const other = inputs[1 - side]!;
    if (factor.rank > 0 || (other.rank === 0 && !isNumber(factor))) continue;
    if (literalValue(factor) === -1) return neg(other);
    const inner = scaled(other);
    if (inner) return mul(inner.x, mul(inner.factor, factor));
  }
  return undefined;
}

export const Div = elementwise({
  name: "Div",
  doc: "x / y",
  f: (x, y) => x! / y!,
  gradient: (dy, [, y], quotient) => [div(dy, y!), neg(div(mul(dy, quotient), y!))],
  check: floats,
  samples: binarySamples.map(({ inputs: [x, y] }) => ({
    inputs: [x!, { shape: y as readonly number[], range: [0.5, 2] }],
  })),
  simplify: (inputs) => neutral(inputs, 1, [1]) ?? foldQuotient(inputs),
});

/** Elementwise x / y. */
export const div = callBinary(Div);

/** (x·s)/t = x·(s/t) for scalars s and t. */
function foldQuotient([x, divisor]: readonly Tensor[]): Tensor | undefined {
  if (divisor!.rank > 0 || (x!.rank === 0 && !isNumber(divisor!))) return undefined;
  const inner = scaled(x!);
  return inner && mul(inner.x, div(inner.factor, divisor!));
}

/** The gradient goes to the chosen side, and in equal parts to both where they are equal. */
const choice = (chosen: (x: Tensor, y: Tensor) => Tensor) => (dy: Tensor, inputs: readonly Tensor[]) => {
  const [x, y] = inputs as [Tensor, Tensor];
  const shared = where(equal(x, y), mul(dy, 0.5), 0);
  return [where(chosen(x, y), dy, shared), where(chosen(y, x), dy, shared)];
};

/** ONNX Runtime's vectorised kernels see only the lower half of int64. */
const emitChoice =
  (operator: string, comparison: string) =>
  ({ inputs, types, node }: EmitContext<None>) =>
    types[0]!.dtype === "int64"
      ? node("Where", [node(comparison, inputs), ...inputs])
      : node(operator, inputs);

const longIntegers: Sample<None> = {
  inputs: [
    { shape: [9], dtype: "int64", values: [3e9, -3e9, 2 ** 40, 5, -5, 0, 7, -(2 ** 40), 1] },
    { shape: [], dtype: "int64", values: [3.5e9] },
  ],
};

export const Maximum = elementwise({
  name: "Maximum",
  doc: "the larger of x and y; where they are equal, each gets half of the gradient",
  f: (x, y) => Math.max(x!, y!),
  gradient: choice(greater),
  check: numbers,
  onnx: emitChoice("Max", "Greater"),
  samples: [...binarySamples, longIntegers],
});

/** Elementwise larger of x and y. */
export const maximum = callBinary(Maximum);

export const Minimum = elementwise({
  name: "Minimum",
  doc: "the smaller of x and y; where they are equal, each gets half of the gradient",
  f: (x, y) => Math.min(x!, y!),
  gradient: choice(less),
  check: numbers,
  onnx: emitChoice("Min", "Less"),
  samples: [...binarySamples, longIntegers],
});

/** Elementwise smaller of x and y. */
export const minimum = callBinary(Minimum);
