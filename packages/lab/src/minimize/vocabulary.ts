/** @file The words of expressions: operators, functions and constants by mathjs's names. */

import {
  abs,
  add,
  cos,
  div,
  exp,
  log,
  maximum,
  minimum,
  mul,
  neg,
  type Operand,
  pow,
  sign,
  sin,
  sqrt,
  square,
  sub,
  type Tensor,
  tanh,
} from "glissade";

/** A function of an expression, of tensors and numbers alike. */
export interface Word {
  readonly arity: number | "1 or more";
  apply(...operands: readonly Operand[]): Operand;
}

/** Numbers alone give a number: constants keep float64, and a picture needs no graph. */
function word(
  arity: number,
  ofTensors: (...operands: Operand[]) => Tensor,
  ofNumbers: (...numbers: number[]) => number,
): Word {
  const apply = (...operands: readonly Operand[]) =>
    operands.every((operand) => typeof operand === "number")
      ? ofNumbers(...operands)
      : ofTensors(...operands);
  return { arity, apply };
}

/** A function of two, applied from left to right to as many as there are. */
function folded({ apply }: Word): Word {
  return { arity: "1 or more", apply: (...operands) => operands.reduce((x, y) => apply(x, y)) };
}

const power = word(2, pow, Math.pow);

export const operators: ReadonlyMap<string, Word> = new Map([
  ["add", word(2, add, (x, y) => x + y)],
  ["subtract", word(2, sub, (x, y) => x - y)],
  ["multiply", word(2, mul, (x, y) => x * y)],
  ["divide", word(2, div, (x, y) => x / y)],
  ["pow", power],
  ["unaryMinus", word(1, neg, (x) => -x)],
]);

export const functions: ReadonlyMap<string, Word> = new Map([
  ["abs", word(1, abs, Math.abs)],
  ["cos", word(1, cos, Math.cos)],
  [
    "cosh",
    word(
      1,
      (x) =>
        exp(x)
          .add(exp(neg(x)))
          .div(2),
      Math.cosh,
    ),
  ],
  ["exp", word(1, exp, Math.exp)],
  ["log", word(1, log, Math.log)],
  ["max", folded(word(2, maximum, Math.max))],
  ["min", folded(word(2, minimum, Math.min))],
  ["pow", power],
  ["sign", word(1, sign, Math.sign)],
  ["sin", word(1, sin, Math.sin)],
  ["sqrt", word(1, sqrt, Math.sqrt)],
  ["square", word(1, square, (x) => x * x)],
  ["tan", word(1, (x) => div(sin(x), cos(x)), Math.tan)],
  ["tanh", word(1, tanh, Math.tanh)],
]);

export const constants: ReadonlyMap<string, number> = new Map([
  ["e", Math.E],
  ["pi", Math.PI],
  ["tau", 2 * Math.PI],
]);
