/** @file Comparisons, logic and the choice between two tensors. */

import { apply } from "../../graph/apply.ts";
import { type Dtype, dtypes, holds, limitsOf } from "../../graph/dtype.ts";
import type { ElementLane } from "../../graph/lane.ts";
import { literal, literalValue, toTensors } from "../../graph/literal.ts";
import { type EmitContext, type Op, zeroGradient } from "../../graph/op.ts";
import { sameShape } from "../../graph/shape.ts";
import { type Operand, Tensor } from "../../graph/tensor.ts";
import { requireBool, requireNumber, requireSameDtype } from "../dtype-rules.ts";
import { expand } from "../reduce/sum.ts";
import { callBinary, callElementwise, elementwiseOp, userName } from "./elementwise.ts";

type None = Record<never, never>;

const stepwise = zeroGradient("a comparison is constant almost everywhere");

interface Comparison {
  readonly f: (x: number, y: number) => boolean;
  readonly lane: ElementLane;
  readonly onnx?: string;
}

const comparison = (name: string, doc: string, { f, lane, onnx = name }: Comparison) =>
  elementwiseOp({
    name,
    doc,
    lane,
    f: (x, y) => Number(f(x!, y!)),
    gradient: stepwise,
    check: (where, types) => {
      requireSameDtype(where, types);
      for (const type of types) requireNumber(where, type);
    },
    result: "bool",
    onnx,
    samples: [
      {
        inputs: [
          { shape: [4], values: [1, 2, 3, 4] },
          { shape: [4], values: [4, 2, 3, 1] },
        ],
      },
      { inputs: [[2, 3], [3]] },
      {
        inputs: [
          { shape: [3], dtype: "int64", values: [1, 2, 3] },
          { shape: [], dtype: "int64", values: [2] },
        ],
      },
      { inputs: [[0, 3], [3]] },
    ],
  });

export const Greater = comparison("Greater", "x > y", {
  f: (x, y) => x > y,
  lane: (math, x, y) => math.less(y, x),
});
export const GreaterEqual = comparison("GreaterEqual", "x >= y", {
  f: (x, y) => x >= y,
  lane: (math, x, y) => math.lessEqual(y, x),
  onnx: "GreaterOrEqual",
});
export const Less = comparison("Less", "x < y", {
  f: (x, y) => x < y,
  lane: (math, x, y) => math.less(x, y),
});
export const LessEqual = comparison("LessEqual", "x <= y", {
  f: (x, y) => x <= y,
  lane: (math, x, y) => math.lessEqual(x, y),
  onnx: "LessOrEqual",
});
export const Equal = comparison("Equal", "x = y", {
  f: (x, y) => x === y,
  lane: (math, x, y) => math.equal(x, y),
});

/** Elementwise x > y, as bool. */
export const greater = ordered(Greater, isAbove, isBelow);
/** Elementwise x >= y, as bool. */
export const greaterEqual = ordered(GreaterEqual, isAtLeast, isAtMost);
/** Elementwise x < y, as bool. */
export const less = ordered(Less, isBelow, isAbove);
/** Elementwise x <= y, as bool. */
export const lessEqual = ordered(LessEqual, isAtMost, isAtLeast);
/** Elementwise x = y, as bool. */
export const equal = ordered(Equal, isNowhere, isNowhere);

/** Elementwise x ≠ y, as bool. */
export const notEqual = (x: Operand, y: Operand): Tensor => logicalNot(equal(x, y));

/**
 * A comparison of operands. `withNumber` serves where the second is a number that the first's integers cannot be,
 * `ofNumber` where it is the other way round.
 */
function ordered(op: Op<None>, withNumber: Bound, ofNumber: Bound): (x: Operand, y: Operand) => Tensor {
  return (x, y) => {
    if (isForeign(x, y)) return withNumber(x, y as number);
    if (isForeign(y, x)) return ofNumber(y, x as number);
    return callElementwise(op, [x, y]);
  };
}

/** Whether integers stand beside a number that their dtype cannot hold. */
const isForeign = (x: Operand, value: Operand): x is Tensor =>
  x instanceof Tensor && typeof value === "number" && !holds(x.dtype, value);

/** A comparison of integers with any number. */
type Bound = (x: Tensor, value: number) => Tensor;

function isBelow(x: Tensor, value: number): Tensor {
  return isLessThan(x, Math.ceil(value));
}

function isAtMost(x: Tensor, value: number): Tensor {
  return isLessThan(x, Math.floor(value) + 1);
}

function isAtLeast(x: Tensor, value: number): Tensor {
  return Number.isNaN(value) ? everywhere(x, false) : logicalNot(isBelow(x, value));
}

function isAbove(x: Tensor, value: number): Tensor {
  return Number.isNaN(value) ? everywhere(x, false) : logicalNot(isAtMost(x, value));
}

function isNowhere(x: Tensor): Tensor {
  return everywhere(x, false);
}

/** Whether x is less than an integer, which may lie outside of its dtype, or NaN. */
function isLessThan(x: Tensor, end: number): Tensor {
  const { least, greatest } = limitsOf(x.dtype)!;
  if (end > greatest) return everywhere(x, true);
  return end > least ? apply(Less, [x, literal(end, x.dtype)], {}) : everywhere(x, false);
}

const everywhere = ({ shape }: Tensor, truth: boolean): Tensor =>
  expand(literal(Number(truth), "bool"), shape);

const bools = (...values: number[]) => ({ shape: [values.length], dtype: "bool", values }) as const;

interface Logic {
  readonly f: (...values: number[]) => boolean;
  readonly lane: ElementLane;
  readonly arity?: number;
}

const logical = (name: string, doc: string, { f, lane, arity = 2 }: Logic) =>
  elementwiseOp({
    name,
    doc,
    lane,
    f: (...values) => Number(f(...values)),
    gradient: stepwise,
    check: (_, types) => {
      for (const type of types) requireBool(`logical${name}`, type);
    },
    samples: [{ inputs: [bools(0, 0, 1, 1), bools(0, 1, 0, 1)].slice(0, arity) }],
  });

export const And = logical("And", "both are true", {
  f: (x, y) => Boolean(x && y),
  lane: (math, x, y) => math.and(x, y),
});
export const Or = logical("Or", "at least one is true", {
  f: (x, y) => Boolean(x || y),
  lane: (math, x, y) => math.or(x, y),
});
export const Xor = logical("Xor", "exactly one is true", {
  f: (x, y) => x !== y,
  lane: (math, x, y) => math.xor(x, y),
});
export const Not = logical("Not", "the opposite truth", {
  f: (x) => !x,
  lane: (math, x) => math.not(x),
  arity: 1,
});

/** Elementwise: both are true. */
export const logicalAnd = callBinary(And);
/** Elementwise: at least one is true. */
export const logicalOr = callBinary(Or);
/** Elementwise: exactly one is true. */
export const logicalXor = callBinary(Xor);
/** The opposite truth. */
export const logicalNot = (x: Tensor): Tensor => apply(Not, [x], {});

export const Where = elementwiseOp({
  name: "Where",
  doc: "x where the condition is true, else y.",
  f: (condition, x, y) => (condition ? x! : y!),
  gradient: (dy, [condition]) => [undefined, where(condition!, dy, 0), where(condition!, 0, dy)],
  check: (where, [condition, x, y]) => {
    requireBool(`${where} (condition)`, condition!);
    requireSameDtype(where, [x!, y!]);
  },
  onnx: emitWhere,
  lane: (math, condition, x, y) => math.select(condition, x, y),
  samples: [
    { inputs: [bools(1, 0, 1), [3], [3]] },
    { inputs: [bools(1, 0), [3, 2], [3, 1]] },
    { inputs: [bools(1, 0), [], [0, 2]] },
  ],
  simplify: ([condition, x, y]) => {
    const known = condition!.rank === 0 ? literalValue(condition!) : undefined;
    if (known === undefined) return undefined;
    const [chosen, other] = known ? [x!, y!] : [y!, x!];
    return other.rank === 0 || sameShape(chosen.shape, other.shape) ? chosen : undefined;
  },
});

/** ONNX Runtime chooses between fewer dtypes than it casts. */
function emitWhere({
  inputs: [condition, ...choices],
  types,
  node,
}: EmitContext<Record<never, never>>): string {
  const { dtype } = types[1]!;
  const choose = (names: readonly string[]) => node("Where", [condition!, ...names]);
  if (dtype !== "bool" && dtype !== "uint32") return choose(choices);
  const castTo = (name: string, to: Dtype) => node("Cast", [name], { to: dtypes[to].onnx });
  return castTo(choose(choices.map((name) => castTo(name, "int64"))), dtype);
}

/** x where the condition is true, else y; a number takes the dtype of the tensor beside it. */
export const where = (condition: Tensor, x: Operand, y: Operand): Tensor =>
  apply(Where, [condition, ...toTensors(userName(Where.name), [x, y])], {});
