/**
 * @file Roots: Newton's method on one equation, Gauss-Newton on several, and what may go wrong.
 * @methods root as least squares; Newton; Gauss-Newton; zero derivative; rank
 * @see Each step of Newton's method on x² halves the way, since its root is double.
 */

import { lineChart } from "@glissade/lab";
import { solve, stack, type Tensor, tensor } from "glissade";
import type { Lesson } from "./support/lesson.ts";

const double = (value: number) => tensor(value, { dtype: "float64" });

// x² has a double root at 0, to which x ← x - f(x)/f'(x) halves the way
const path: [number, number][] = [];
const square = await solve.root((x: Tensor) => x.square(), double(2), {
  search: solve.fixedStep(1),
  maxIterations: 9,
  onIteration: async ({ iteration }, x) => void path.push([iteration, await x.item()]),
});
console.log((await square.x.item()) ** 2 / 2); // 0.00000762939

// two equations, one of them about a circle
const circle = ([x, y]: Tensor[]) => stack([x!.square().add(y!.square()).sub(4), x!.sub(y!)]);
const { x, iterations } = await solve.root(circle, [double(1), double(0.5)]);
console.log(await stack(x).data()); // [1.4142136, 1.4142136]
console.log(iterations.length < 10); // true

// one equation in two unknowns: from (-2, 2) to (0, 0), and no Jacobian of full rank there
const bowl = ([x, y]: Tensor[]) => x!.square().add(y!.square());
const nearest = await solve.root(bowl, [double(-2), double(2)]);
console.log((await stack(nearest.x).data()).every((value) => Math.abs(Number(value)) < 1e-4)); // true

// a derivative of 0 is an error that names the point
const stuck = await solve.root((x: Tensor) => x.square().add(1), double(0)).catch((error) => error);
console.log(stuck.rule); // "needs a Jacobian of rank 1, got rank 0 with condition number Infinity: nothing changes along x"

const figure = lineChart({
  title: "Newton's method on x²: half the way in every step",
  x: "step",
  y: "x",
  lines: [{ name: "x", points: path }],
});

export default {
  numbers: { afterNineSteps: path.at(-1)![1] },
  holds: { "nine steps halve 2 nine times": Math.abs(path.at(-1)![1] - 2 / 2 ** 9) < 1e-9 },
  figure,
} satisfies Lesson;
