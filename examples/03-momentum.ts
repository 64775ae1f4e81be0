/**
 * @file Momentum: momentum and Nesterov's look ahead on a function with two minima: they pass the shallow one.
 * @methods momentum v = μv - η∇f; Nesterov; two minima
 * @see From (1.5, 1.5) plain descent would end in the near minimum; with momentum both pass it and end in the deeper
 * one on the left.
 */

import { follow } from "./support/follow.ts";
import type { Lesson } from "./support/lesson.ts";

const f = "-2exp(-0.5((x+1)^2 + (y-1)^2)) - exp(-0.5((x-1)^2 + (y+1)^2))";
const [near, far] = [
  [0.7, -0.2],
  [1.5, 1.5],
];

const descent = await follow(f, [
  { start: [-1.5, 1.2], by: "sgd(0.4)", steps: 9 },
  { start: near!, by: "sgd(0.4)", steps: 20 },
]);
console.log(descent.ends[0]); // [-0.98038591, 0.98038572]
console.log(descent.ends[1]); // [0.88471974, -0.88470542]

// The textbook's table of Nesterov's method moves only the own coordinate for each partial derivative, and prints
// (0.9128, -0.9181) and (-0.9718, 0.9813); here both look ahead together.
const heavy = await follow(f, [
  { start: near!, by: "sgd(0.1, momentum=0.9)", steps: 25 },
  { start: near!, by: "sgd(0.1, momentum=0.9, nesterov=textbook)", steps: 25 },
]);
console.log(heavy.ends[0]); // [0.88071575, -0.90631918]
console.log(heavy.ends[1]); // [0.89900149, -0.8982918]

const across = await follow(f, [
  { start: far!, by: "sgd(0.02, momentum=0.9)", steps: 90 },
  { start: far!, by: "sgd(0.02, momentum=0.9, nesterov=textbook)", steps: 90 },
]);
console.log(across.ends[0]); // [-0.94963246, 0.98092072]
console.log(across.ends[1]); // [-0.97172843, 0.98043618]

export default {
  numbers: {
    momentumX: across.ends[0]![0]!,
    momentumY: across.ends[0]![1]!,
    nesterovX: across.ends[1]![0]!,
    nesterovY: across.ends[1]![1]!,
  },
  holds: {
    "both end in the deeper minimum near (-1, 1)": across.ends.every(
      ([x, y]) => Math.hypot(x! + 1, y! - 1) < 0.1,
    ),
  },
  figure: across.picture,
} satisfies Lesson;
