/** @file Rounding, clipping and remainders. */

import { ArgumentError } from "../../errors.ts";
import { isFloat, limitsOf } from "../../graph/dtype.ts";
import { noLane } from "../../graph/lane.ts";
import { toTensors } from "../../graph/literal.ts";
import { type EmitContext, type TensorType, zeroGradient } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { type Operand, Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { optionsReader } from "../../options/kinds.ts";
import { binarySamples, div, maximum, minimum, mul, neg, numbers } from "./arithmetic.ts";
import { equal, greater, greaterEqual, less, lessEqual, logicalAnd, logicalOr, where } from "./compare.ts";
import { callElementwise, callUnary, elementwiseOp } from "./elementwise.ts";
import { isNaN as isMissing } from "./is-finite.ts";
import { abs, unary } from "./unary.ts";

const stepwise = zeroGradient("a whole number is constant almost everywhere");

export const Floor = unary({
  name: "Floor",
  doc: "the largest whole number that is not larger",
  f: Math.floor,
  dx: stepwise,
  lane: (math, x) => math.floor(x),
});
export const Ceil = unary({
  name: "Ceil",
  doc: "the smallest whole number that is not smaller",
  f: Math.ceil,
  dx: stepwise,
  lane: (math, x) => math.ceil(x),
});
export const Round = unary({
  name: "Round",
  doc: "the nearest whole number, the even one of two",
  f: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  dx: stepwise,
  lane: (math, x) => math.round(x),
  points: [-2.5, -0.5, 0.5, 1.5, 2.5],
});

/** The largest whole number that is not larger; the gradient is 0. */
export const floor = callUnary(Floor);
/** The smallest whole number that is not smaller; the gradient is 0. */
export const ceil = callUnary(Ceil);
/**
 * The nearest whole number, and the even one of two; the gradient is 0.
 *
 * @example
 * await round(tensor([0.5, 1.5, 2.4])).data(); // [0, 2, 2]
 */
export const round = callUnary(Round);

export const Clip = elementwiseOp({
  name: "Clip",
  doc: "x kept between a lower and an upper bound; at a bound the gradient is that of x",
  f: (x, low, high) => Math.min(Math.max(x!, low!), high!),
  gradient: (dy, inputs) => {
    const [x, low, high] = inputs as [Tensor, Tensor, Tensor];
    return [
      where(logicalAnd(greaterEqual(x, low), lessEqual(x, high)), dy, 0),
      where(logicalAnd(less(x, low), lessEqual(low, high)), dy, 0),
      where(greater(maximum(x, low), high), dy, 0),
    ];
  },
  check: numbers,
  // Of int64 ONNX Runtime's kernel sees only the lower half, and as a bound it ignores NaN.
  onnx: ({ inputs, types, numbers: [, ...bounds], node, compose }) =>
    types[0]!.dtype !== "int64" &&
    types.slice(1).every(({ shape }) => shape.length === 0) &&
    bounds.every((bound) => bound !== undefined && !Number.isNaN(bound))
      ? node("Clip", inputs)
      : compose((x, low, high) => minimum(maximum(x, low!), high!)),
  lane: (math, x, low, high) => math.min(math.max(x, low), high),
  samples: [
    {
      inputs: [
        { shape: [2, 3], range: [0, 4] },
        { shape: [], values: [1] },
        { shape: [], values: [3] },
      ],
    },
    { inputs: [[2, 3], { shape: [3], range: [-1, 0] }, { shape: [2, 1], range: [0, 1] }] },
    { inputs: [[2, 3], [3], []] },
    { inputs: [[0, 3], [], []] },
    { inputs: [[2], { shape: [], values: [Number.NaN] }, []] },
    {
      inputs: [
        { shape: [9], dtype: "int64", values: [3e9, -3e9, 2 ** 40, 5, -5, 0, 7, 8, 1] },
        { shape: [], dtype: "int64", values: [-2.5e9] },
        { shape: [], dtype: "int64", values: [2.5e9] },
      ],
    },
  ],
});

export interface ClipOptions {
  /** The lower bound; none by default. Beside integers, fractions are rounded inwards. */
  readonly min?: Operand;
  /** The upper bound; none by default. Of tensors it wins where it is below the lower one. */
  readonly max?: Operand;
}

const readClip = optionsReader<ClipOptions>({ min: tensorKind.operand, max: tensorKind.operand });

/**
 * x kept between bounds, which are numbers or tensors that broadcast; numbers are rounded inwards for integers. At a
 * bound the gradient is that of x, as in PyTorch.
 *
 * @example
 * await clip(tensor([-2, 0.5, 3]), { min: -1, max: 1 }).data(); // [-1, 0.5, 1]
 * await clip(tensor([1, 2, 3], { dtype: "uint8" }), { min: -5.5, max: 2.5 }).data(); // [1, 2, 2]
 * @throws ArgumentError for NaN, for a number beyond all integers of the dtype, and for bounds that leave nothing
 */
export function clip(x: Tensor, options: ClipOptions): Tensor {
  requireTensor("clip", x);
  const { min, max } = readClip("clip", options);
  if (isOver(min, max)) {
    throw wrongBounds(`min must not be larger than max, got ${min} and ${max}`, "Swap them");
  }
  const low = inwards(x, "min", min);
  const high = inwards(x, "max", max);
  if (isOver(low, high)) {
    throw wrongBounds(`no ${x.dtype} lies between ${min} and ${max}`, "Choose wider bounds");
  }
  const bounds = [low, high].filter((bound) => bound !== undefined);
  numbers("clip", toTensors("clip", [x, ...bounds]));
  if (low !== undefined && high !== undefined) return callElementwise(Clip, [x, low, high]);
  if (low !== undefined) return bounded(x, low, less);
  return high === undefined ? x : bounded(x, high, greater);
}

const isOver = (low: Operand | undefined, high: Operand | undefined): boolean =>
  typeof low === "number" && typeof high === "number" && low > high;

const wrongBounds = (rule: string, fix: string) =>
  new ArgumentError({ where: "clip({ min, max })", rule, fix });

/** The bound as an integer where x has integers; none where their dtype ends before it. */
function inwards(x: Tensor, side: "min" | "max", bound: Operand | undefined): Operand | undefined {
  if (typeof bound !== "number") return bound;
  const where = `clip({ ${side} })`;
  if (Number.isNaN(bound)) {
    throw new ArgumentError({ where, rule: "must be a number, got NaN", fix: "Leave it out for no bound" });
  }
  const limits = limitsOf(x.dtype);
  if (!limits) return bound;
  const { least, greatest } = limits;
  const isLow = side === "min";
  if (isLow ? bound <= least : bound >= greatest) return undefined;
  if (isLow ? bound > greatest : bound < least) {
    const limit = isLow ? `at most ${greatest}` : `at least ${least}`;
    throw new ArgumentError({
      where,
      rule: `must be ${limit} beside ${x.dtype}, got ${bound}`,
      fix: "Cast the tensor to a wider dtype first",
    });
  }
  return isLow ? Math.ceil(bound) : Math.floor(bound);
}

/** The bound where x is beyond it, or where it is NaN. */
function bounded(x: Tensor, bound: Operand, isBeyond: typeof less): Tensor {
  const isOrdered = typeof bound === "number" ? !Number.isNaN(bound) : !isFloat(bound.dtype);
  const beyond = isBeyond(x, bound);
  return where(isOrdered ? beyond : logicalOr(beyond, isMissing(bound)), bound, x);
}

/** -1, 1, or a zero with its sign. */
export function signOrZero(x: Tensor): Tensor {
  const near = clip(x, { min: -1, max: 1 });
  const size = abs(near);
  return div(near, where(equal(size, 0), 1, size));
}

export const Mod = elementwiseOp({
  name: "Mod",
  doc: "the remainder of x / y with the sign of y",
  f: (x, y) => {
    const rest = x! % y!;
    if (rest === 0) return y! < 0 ? -0 : 0;
    return rest < 0 !== y! < 0 ? rest + y! : rest;
  },
  gradient: (dy, [x, y]) => [dy, neg(mul(dy, floor(div(x!, y!))))],
  check: numbers,
  onnx: emitMod,
  lane: noLane("an exact remainder takes a loop, as long as the quotient has digits"),
  samples: binarySamples.map(({ inputs: [x, y] }) => ({
    inputs: [
      { shape: x as readonly number[], range: [-4, 4] },
      { shape: y as readonly number[], range: [0.75, 2] },
    ],
  })),
});

/** Of floats ONNX has only the remainder with the sign of x; where the signs differ, y brings it over; a zero has that of y too. */
function emitMod(context: EmitContext<Record<never, never>>): string {
  const { inputs, types, node, constant } = context;
  const { dtype } = types[0]!;
  if (!isFloat(dtype)) return node("Mod", [inputs[0]!, emitDivisor(context)]);
  const [rest, y] = [node("Mod", inputs, { fmod: 1 }), inputs[1]!];
  const product = node("Mul", [node("Sign", [rest]), y]);
  const differs = node("Less", [product, constant(dtype, [0], [])]);
  const size = node("Abs", [node("Where", [differs, node("Add", [rest, y]), rest])]);
  return node("Mul", [size, node("Sign", [y])]);
}

/** The least integer divided by -1 is too large, for which processors stop the process; by 1 the remainder is 0 too. */
function emitDivisor({ inputs, types, numbers, node, constant }: EmitContext<Record<never, never>>): string {
  const [, { dtype }] = types as [TensorType, TensorType];
  const [, y] = inputs as [string, string];
  const isSafe = dtype.startsWith("u") || (numbers[1] !== undefined && numbers[1] !== -1);
  if (isSafe) return y;
  const [one, minusOne] = [1, -1].map((value) => constant(dtype, [value], []));
  return node("Where", [node("Equal", [y, minusOne!]), one!, y]);
}

/**
 * The remainder of x / y with the sign of y, by NumPy's rule; an integer divisor of 0 is an error.
 *
 * @example
 * await mod(tensor([-5, 5]), 3).data(); // [1, 2]
 * await mod(tensor([-5, 5]), -3).data(); // [-2, -1]
 */
export function mod(x: Operand, y: Operand): Tensor {
  if (y === 0 && x instanceof Tensor && !isFloat(x.dtype)) {
    throw new ArgumentError({ where: "mod(y)", rule: `must not be 0 for integers, got 0 beside ${x.dtype}` });
  }
  return callElementwise(Mod, [x, y]);
}
