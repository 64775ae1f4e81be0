/** @file The four operations of arithmetic, and the larger and smaller of two. */

import { apply } from "../../graph/apply.ts";
import { type Dtype, isFloat, limitsOf, toNumbers, toWrapped } from "../../graph/dtype.ts";
import { literalValue } from "../../graph/literal.ts";
import type { EmitContext, Op, Sample } from "../../graph/op.ts";
import { type Operand, Tensor } from "../../graph/tensor.ts";
import { requireNumber, requireSameDtype } from "../dtype-rules.ts";
import { equal, greater, less, where } from "./compare.ts";
import { callBinary, callElementwise, callUnary, elementwiseOp, floats } from "./elementwise.ts";

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

interface Scaled {
  readonly x: Tensor;
  readonly factor: Tensor;
  readonly op: Op<None>;
  readonly isDivided: boolean;
}

/** x and s, where the tensor is x·s or x/s with a scalar s and a larger x, or a number s; further ops multiply too. */
export function scaled({ source }: Tensor, products: readonly Op<None>[] = []): Scaled | undefined {
  if (source.kind !== "op" || ![Mul, Div, ...products].includes(source.op)) return undefined;
  const [left, right] = source.inputs as [Tensor, Tensor];
  const isDivided = source.op === Div;
  const isLeft = !isDivided && (isNumber(left) || (left.rank === 0 && right.rank > 0));
  const [x, factor] = isLeft ? [right, left] : [left, right];
  const isScalar = factor.rank === 0 && (x.rank > 0 || isNumber(factor));
  return isScalar ? { x, factor, op: source.op, isDivided } : undefined;
}

const isNumber = (x: Tensor): boolean => x.rank === 0 && literalValue(x) !== undefined;

export const Neg = elementwiseOp({
  name: "Neg",
  doc: "-x",
  f: (x) => -x!,
  gradient: (dy) => [neg(dy)],
  check: numbers,
  // ONNX has no signs for unsigned integers, which wrap around.
  onnx: ({ inputs, types: [x], node, constant }) =>
    x!.dtype.startsWith("u") ? node("Sub", [constant(x!.dtype, [0], []), ...inputs]) : node("Neg", inputs),
  lane: (math, x) => math.neg(x),
  samples: [{ inputs: [[2, 3]] }, { inputs: [[]] }, { inputs: [[0]] }],
  // Signs are exact: -(-x) = x, -(x·s) = x·-s, -(x/s) = x/-s.
  simplify: ([x]) => {
    const { source } = x!;
    if (source.kind === "op" && source.op === Neg) return source.inputs[0];
    const inner = scaled(x!);
    return inner && apply(inner.op, [inner.x, neg(inner.factor)], {});
  },
});

/** -x */
export const neg = callUnary(Neg);

export const Add = elementwiseOp({
  name: "Add",
  doc: "x + y",
  f: (x, y) => x! + y!,
  gradient: (dy) => [dy, dy],
  check: numbers,
  lane: (math, x, y) => math.add(x, y),
  samples: binarySamples,
  simplify: (inputs) => neutral(inputs, 0, [0, 1]),
});

/** Elementwise x + y. */
export const add = callBinary(Add);

export const Sub = elementwiseOp({
  name: "Sub",
  doc: "x - y",
  f: (x, y) => x! - y!,
  gradient: (dy) => [dy, neg(dy)],
  check: numbers,
  lane: (math, x, y) => math.sub(x, y),
  samples: binarySamples,
  simplify: (inputs) => neutral(inputs, 0, [1]),
});

/** Elementwise x - y. */
export const sub = callBinary(Sub);

export const Mul = elementwiseOp({
  name: "Mul",
  doc: "x · y",
  f: (x, y) => x! * y!,
  gradient: (dy, [x, y]) => [mul(dy, y!), mul(dy, x!)],
  check: numbers,
  lane: (math, x, y) => math.mul(x, y),
  samples: binarySamples,
  simplify: (inputs) => neutral(inputs, 1, [0, 1]) ?? foldFactors(inputs),
});

/** Elementwise x · y. */
export const mul = callBinary(Mul);

/** x·-1 = -x, -x·t = x·-t, and (x·s)·t = x·(s·t) for numbers where all x give the same. */
function foldFactors(inputs: readonly Tensor[]): Tensor | undefined {
  for (const [side, factor] of inputs.entries()) {
    const other = inputs[1 - side]!;
    if (!isNumber(factor)) continue;
    const t = literalValue(factor)!;
    if (t === -1) return neg(other);
    const { source } = other;
    if (source.kind === "op" && source.op === Neg) return mul(source.inputs[0]!, neg(factor));
    const inner = scaled(other);
    const s = inner?.op === Mul ? literalValue(inner.factor) : undefined;
    if (s !== undefined && isExactBefore(s, t, other.dtype)) return mul(inner!.x, mul(inner!.factor, factor));
  }
  return undefined;
}

/**
 * Whether x·s rounds nothing, and is too large only where (x·s)·t is: s is a power of two from 1 on, and t not smaller
 * than 1.
 */
function isExactBefore(s: number, t: number, dtype: Dtype): boolean {
  const isPower = Number.isInteger(Math.log2(Math.abs(s))) && Math.abs(s) >= 1;
  const joined = toNumbers(toWrapped(dtype, [s * t]))[0]!;
  return isFloat(dtype) && isPower && Math.abs(t) >= 1 && Number.isFinite(joined);
}

export const Div = elementwiseOp({
  name: "Div",
  doc: "x / y",
  f: (x, y) => x! / y!,
  gradient: (dy, [, y], quotient) => [div(dy, y!), neg(div(mul(dy, quotient), y!))],
  check: floats,
  lane: (math, x, y) => math.div(x, y),
  samples: binarySamples.map(({ inputs: [x, y] }) => ({
    inputs: [x!, { shape: y as readonly number[], range: [0.5, 2] }],
  })),
  simplify: (inputs) => neutral(inputs, 1, [1]),
});

/** Elementwise x / y. */
export const div = callBinary(Div);

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

export const Maximum = elementwiseOp({
  name: "Maximum",
  doc: "the larger of x and y; where they are equal, each gets half of the gradient",
  f: (x, y) => Math.max(x!, y!),
  gradient: choice(greater),
  check: numbers,
  onnx: emitChoice("Max", "Greater"),
  lane: (math, x, y) => math.max(x, y),
  samples: [...binarySamples, longIntegers],
});

/** Elementwise larger of x and y. */
export const maximum = (x: Operand, y: Operand): Tensor => chosen(Maximum, [x, y], "least");

export const Minimum = elementwiseOp({
  name: "Minimum",
  doc: "the smaller of x and y; where they are equal, each gets half of the gradient",
  f: (x, y) => Math.min(x!, y!),
  gradient: choice(less),
  check: numbers,
  onnx: emitChoice("Min", "Less"),
  lane: (math, x, y) => math.min(x, y),
  samples: [...binarySamples, longIntegers],
});

/** Elementwise smaller of x and y. */
export const minimum = (x: Operand, y: Operand): Tensor => chosen(Minimum, [x, y], "greatest");

type Limit = "least" | "greatest";

/** The choice between two; integers stay as they are beside a number beyond a limit of theirs. */
function chosen(op: Op<None>, pair: readonly [Operand, Operand], limit: Limit): Tensor {
  const idle = pair.findIndex((each, side) => isIdle(pair[1 - side]!, each, limit));
  return idle < 0 ? callElementwise(op, pair) : (pair[1 - idle] as Tensor);
}

/** Whether integers lie all on one side of a number, because their dtype ends before it. */
function isIdle(x: Operand, bound: Operand, limit: Limit): boolean {
  if (!(x instanceof Tensor) || typeof bound !== "number") return false;
  const limits = limitsOf(x.dtype);
  return limits !== undefined && (limit === "least" ? bound < limits.least : bound > limits.greatest);
}
