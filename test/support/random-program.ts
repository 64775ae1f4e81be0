/** @file Random programs over small float64 tensors. */

import fc from "fast-check";
import { tensor } from "../../packages/glissade/src/create-tensor.ts";
import type { Tensor } from "../../packages/glissade/src/graph/tensor.ts";
import * as op from "../../packages/glissade/src/ops/functions.ts";
import { attempt } from "./op-checks.ts";
import type { Program } from "./program-checks.ts";

/** One step: an operation on two of the tensors so far, and a small number. */
interface Step {
  readonly make: number;
  readonly x: number;
  readonly y: number;
  readonly number: number;
}

const NUMBERS = [0, 1, -1, 2, 0.5, -0.1];

/** Operations that stay bounded; those that do not fit the shapes are left out of the program. */
const makers: readonly ((x: Tensor, y: Tensor, number: number) => Tensor)[] = [
  (x, y) => op.add(x, y),
  (x, y) => op.sub(x, y),
  (x, y) => op.mul(x, y),
  (x, y) => op.div(x, op.add(op.square(y), 1)),
  (x, _, number) => op.add(x, number),
  (x, _, number) => op.mul(number, x),
  (x, _, number) => op.div(x, number || 3),
  (x) => op.neg(x),
  (x) => op.sin(x),
  (x) => op.cos(x),
  (x) => op.exp(op.tanh(x)),
  (x) => op.log(op.add(op.square(x), 0.5)),
  (x) => op.pow(op.sigmoid(x), 2),
  (x, y) => op.maximum(x, y),
  (x) => op.relu(x),
  (x, y) => op.where(op.greater(x, y), x, 0),
  (x) => op.sum(x, { axis: 0 }),
  (x) => op.mean(x, { axis: -1, keepDims: true }),
  (x) => op.max(x),
  (x) => op.softmax(x),
  (x, y) => op.matmul(x, op.transpose(y)),
  (x, y, number) => op.add(op.matmul(x, op.transpose(y)), op.mul(op.matmul(y, op.transpose(x)), number)),
  (x) => op.transpose(x),
  (x) => op.reshape(x, [-1]),
  (x) => op.unsqueeze(x, { axis: 0 }),
  (x) => op.expand(x, [2, 2, 3]),
  (x, y) => op.concat([x, y]),
  (x) => op.slice(x, { starts: [1] }),
  (x) =>
    op.pad(
      x,
      x.shape.map(() => [1, 0] as const),
    ),
  (x) => op.flip(x),
  (x) => (x.shape[0]! > 1 ? op.gather(x, tensor([1, 0, -1], { dtype: "int64" })) : x),
  (x) => op.stopGradient(op.sign(x)),
];

const MOST_ELEMENTS = 60;

function build(steps: readonly Step[], inputs: readonly Tensor[]): Tensor[] {
  const made = [...inputs];
  for (const { make, x, y, number } of steps) {
    const [left, right] = [made[x % made.length]!, made[y % made.length]!];
    const next = attempt(() => makers[make]!(left, right, NUMBERS[number]!));
    if (next && next.size <= MOST_ELEMENTS) made.push(next);
  }
  return made.slice(-3);
}

const index = fc.nat({ max: 20 });
const step = fc.record({
  make: fc.nat({ max: makers.length - 1 }),
  x: index,
  y: index,
  number: fc.nat({ max: NUMBERS.length - 1 }),
});

/** Programs of at most twelve operations that return the last three tensors. */
export const randomProgram: fc.Arbitrary<Program> = fc.array(step, { minLength: 1, maxLength: 12 }).map(
  (steps) =>
    (...inputs) =>
      build(steps, inputs),
);
