/**
 * @file Noise and minima: the noise of small batches takes a weight out of a bad minimum, where all examples together keep it.
 * @methods local and global minimum; mini-batch SGD against gradient descent; noise of the gradient
 * @see The loss has two minima, of which the right one is worse. Gradient descent on all examples stays in it; single examples
 * push the weight about, over the hill, and into the better one on the left.
 */

import { lineChart, panels } from "@glissade/lab/charts";
import { compile, gather, grad, random, type Tensor, tensor, vmap } from "glissade";
import { hostRandom } from "glissade/data";
import { full, type Lesson } from "./support/lesson.ts";

const chance = hostRandom(4);
const count = 256;
const slopes = Array.from({ length: count }, () => 8 * chance.normal());
const mean = slopes.reduce((sum, value) => sum + value) / count;
const examples = tensor(slopes.map((slope) => slope - mean)); // their mean is 0, so that the loss of all is f

/** Minima near -1 and 1, the left one lower; each example tilts it its own way. */
const f = (w: Tensor) => w.square().sub(1).square().add(w.mul(0.3));
const lossOf = (w: Tensor, tilts: Tensor) => f(w).add(w.mul(tilts.mean()));

const steps = full ? 4000 : 2000;
const rate = (step: number) => 0.03 / (1 + step / (steps / 4)); // it falls, so that the weight settles
const runs = 200;

/** All runs side by side, each with batches of its own. */
const step = compile((weights: Tensor, keys: Tensor, rates: Tensor) =>
  vmap((w: Tensor, key: Tensor) => {
    const rows = random.randint(key, [1], { low: 0, high: count });
    return w.sub(grad(lossOf)(w, gather(examples, rows)).mul(rates));
  })(weights, keys),
);
const whole = compile((w: Tensor, rates: Tensor) => w.sub(grad(lossOf)(w, examples).mul(rates)));

const start = 0.8;
let weights = tensor(new Array<number>(runs).fill(start));
let single = tensor(start);
const path: [number, number][] = [];
const steady: [number, number][] = [];
const keysOf = vmap((own: Tensor) => random.foldIn(random.key(1), 0).add(own));
for (let at = 0; at < steps; at++) {
  const keys = keysOf(tensor(Uint32Array.from({ length: runs }, (_, run) => at * runs + run)));
  weights = await step(weights, keys, tensor(rate(at)));
  single = await whole(single, tensor(rate(at)));
  path.push([at, Number((await weights.data())[0])]);
  steady.push([at, await single.item()]);
}
const ends = Array.from(await weights.data(), Number);
const left = ends.filter((w) => w < 0).length;
const numbers = { gradientDescentEnd: steady.at(-1)![1], singleExamplesLeft: left / runs, runs };

const line = Array.from({ length: 121 }, (_, index) => -1.5 + index / 40);
const height = (w: number) => (w * w - 1) ** 2 + 0.3 * w;

export default {
  numbers,
  holds: {
    "gradient descent stays in the worse minimum": numbers.gradientDescentEnd > 0.8,
    "most runs on single examples end in the better one": numbers.singleExamplesLeft > 0.6,
  },
  figure: panels({
    charts: [
      lineChart({
        title: "The loss of all examples",
        x: "w",
        y: "loss",
        yScale: "linear",
        lines: [
          { name: "loss", points: line.map((w) => [w, height(w)] as const) },
          {
            name: "ends on single examples",
            points: [],
            marks: ends.slice(0, 40).map((w) => [w, height(w)] as const),
          },
        ],
      }),
      lineChart({
        title: "Two ways from the same start",
        x: "step",
        y: "w",
        yScale: "linear",
        lines: [
          { name: "single examples", points: path.filter((_, index) => index % 5 === 0) },
          { name: "all examples", points: steady },
        ],
      }),
    ],
  }),
} satisfies Lesson;
