/**
 * @file Learning rates: too small, good, divergent; and four optimizers on a bowl that is twenty times steeper in y.
 * @methods learning rates: too small, good, divergent; ill-conditioning; momentum; AdaGrad; RMSProp
 * @see Gradient descent is held back by the steep direction. Momentum and RMSProp go along the flat one as well.
 */

import { follow } from "./support/follow.ts";
import type { Lesson } from "./support/lesson.ts";

const start = [10];
const parabola = await follow("x^2", [
  { start, by: "sgd(0.05)", steps: 10 },
  { start, by: "sgd(0.2)", steps: 10 },
  { start, by: "sgd(1.1)", steps: 10 },
]);
console.log(parabola.ends); // [[3.486784], [0.0604661], [61.917364]]

const round = await follow("x^2 + 2y^2", [{ start: [-5, -2], by: "sgd(0.1)", steps: 20 }]);
console.log(round.ends[0]); // [-0.057646, -0.000073]

// twenty times steeper along y than along x
const from = { start: [-5, -2], steps: 20 };
const flat = await follow("0.1x^2 + 2y^2", [
  { ...from, by: "sgd(0.4)" },
  { ...from, by: "sgd(0.6, momentum=0.5)" },
  { ...from, by: "adagrad(0.4, initialAccumulator=0, eps=1e-6)" },
  { ...from, by: "rmsprop(0.4, decay=0.9, eps=1e-6)" },
]);
console.log(flat.ends[0]); // [-0.943467, -0.000073]
console.log(flat.ends[1]); // [0.007188, 0.002553]
console.log(flat.ends[2]); // [-2.382563, -0.158591]
console.log(flat.ends[3]); // [-0.010599, 0]

const divergent = await follow("0.1x^2 + 2y^2", [{ ...from, by: "sgd(0.6)" }]);
console.log(divergent.ends[0]); // [-0.387814, -1673.365]

export default {
  numbers: {
    tooSmall: parabola.ends[0]![0]!,
    good: parabola.ends[1]![0]!,
    divergent: parabola.ends[2]![0]!,
    steepY: divergent.ends[0]![1]!,
  },
  holds: {
    "a rate of 1.1 diverges": Math.abs(parabola.ends[2]![0]!) > 10,
    "0.6 diverges in the steep direction": Math.abs(divergent.ends[0]![1]!) > 1000,
  },
  figure: flat.picture,
} satisfies Lesson;
