/**
 * @file Gradient descent: x ← x - ηf′(x) on a parabola: a small learning rate creeps, a large one leaps over the
 * minimum and back.
 * @methods gradient descent in one dimension; learning rate
 * @see Both ways end near the minimum at 1: one creeps up to it, the other leaps over it and back with every step.
 */

import { lineChart } from "@glissade/lab";
import { grad, scan, type Tensor, tensor } from "glissade";
import type { Lesson } from "./support/lesson.ts";

const f = (x: Tensor) => x.square().mul(6).sub(x.mul(12)).add(3);

async function descend(start: number, learningRate: number, steps: number): Promise<number[]> {
  const step = (x: Tensor) => {
    const next = x.sub(grad(f)(x).mul(learningRate));
    return [next, next] as const; // the first goes on to the next step, the second is part of the path
  };
  const [, path] = scan(step, tensor(start, { dtype: "float64" }), [], { length: steps });
  return [start, ...Array.from(await path.data(), Number)];
}

const small = await descend(-0.9, 0.03, 15);
const large = await descend(0.75, 0.15, 14); // leaps over the minimum and back
console.log(small.at(-1)); // 0.9976479139
console.log(large.at(-1)); // 0.9890048837

const toPoints = (path: readonly number[]) => path.map((x, step) => [step, x] as const);
const figure = lineChart({
  title: "Two learning rates on 6x² - 12x + 3",
  x: "step",
  y: "x",
  yScale: "linear",
  lines: [
    { name: "η = 0.03", points: toPoints(small) },
    { name: "η = 0.15", points: toPoints(large) },
  ],
});

export default {
  numbers: { small: small.at(-1)!, large: large.at(-1)! },
  holds: {
    "both rates end near the minimum at 1":
      Math.abs(small.at(-1)! - 1) < 0.02 && Math.abs(large.at(-1)! - 1) < 0.02,
  },
  figure,
} satisfies Lesson;
