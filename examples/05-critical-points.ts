/**
 * @file Critical points: minimum, maximum or saddle by the eigenvalues of the Hessian; convex or not by a
 * counter-example.
 * @methods critical points by Hessian eigenvalues; saddles; convexity by counter-example; Newton's method
 * @see The curve has two minima, of which a search finds the nearer one. The chord lies below the curve, which proves
 * that it is not convex.
 */

import { lineChart } from "@glissade/lab";
import { cos, solve, type Tensor, tensor } from "glissade";
import type { Lesson } from "./support/lesson.ts";

const double = (value: number) => tensor(value, { dtype: "float64" });
const wave = (x: Tensor) => x.mul(cos(x.mul(Math.PI)));

// x·cos(πx) has a local minimum near -0.3 and its least one of [-1, 2] near 1.1
const local = await solve.minimize(wave, double(-0.2));
const least = await solve.minimize(wave, double(1));
console.log(await local.x.item()); // -0.273853
console.log(await least.x.item()); // 1.09041
console.log((await solve.classifyCriticalPoint(wave, least.x)).kind); // "minimum"

// 0 is a saddle of x³, and (0, 0) one of x² - y²
const saddle = ([x, y]: Tensor[]) => x!.square().sub(y!.square());
const atOrigin = await solve.classifyCriticalPoint(saddle, [double(0), double(0)]);
console.log((await solve.classifyCriticalPoint((x: Tensor) => x.pow(3), double(0))).kind); // "saddle"
console.log(atOrigin.kind); // "saddle"
console.log(atOrigin.eigenvalues); // [-2, 2]

const box = { lower: double(-1), upper: double(2) };
const { counterexample, sampled } = await solve.checkConvexity(wave, { box });
console.log(sampled); // "1000 pairs and 20 Hessians in a box of 1 parameters, seed 0"
console.log(counterexample!.left > counterexample!.right); // true

// Newton's method divides by the second derivative: on cosh(x/2), which is convex, a few steps are enough
const chain = (x: Tensor) => x.mul(0.5).exp().add(x.mul(-0.5).exp()).mul(0.5);
const newton = await solve.minimize(chain, double(10), { method: solve.newton() });
console.log(Math.abs(await newton.x.item()) < 1e-6); // true

const [a, b] = [await counterexample!.a.item(), await counterexample!.b.item()].toSorted(
  (one, two) => one - two,
);
const f = (x: number) => x * Math.cos(Math.PI * x);
const curve = Array.from({ length: 301 }, (_, index) => index / 100 - 1).map((x) => [x, f(x)] as const);
const figure = lineChart({
  title: "x·cos(πx): a chord below the curve proves that it is not convex",
  x: "x",
  y: "f(x)",
  yScale: "linear",
  lines: [
    { name: "f, and the minima found", points: curve, marks: await minima() },
    { name: "chord", points: [a!, b!].map((x) => [x, f(x)] as const) },
  ],
});

async function minima() {
  return Promise.all([local, least].map(async ({ x, value }) => [await x.item(), value] as const));
}

export default {
  numbers: { localMinimum: await local.x.item(), leastMinimum: await least.x.item() },
  holds: {
    "two minima were found": (await local.x.item()) < 0 && (await least.x.item()) > 1,
    "a chord below the curve was found": counterexample !== undefined,
  },
  figure,
} satisfies Lesson;
