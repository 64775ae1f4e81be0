/**
 * @file A canyon: gradient descent in two dimensions: a bowl, and a canyon whose walls throw it from side to side.
 * @methods gradient descent in two dimensions; ill-conditioned functions
 * @see In the canyon the larger rate jumps from wall to wall, while the way along the bottom is short.
 */

import { follow } from "./support/follow.ts";
import type { Lesson } from "./support/lesson.ts";

const by = "sgd(0.02)";
const bowl = await follow("6x^2 + 9y^2 - 12x - 14y + 3", [
  { start: [-0.5, 2.9], by, steps: 12 },
  { start: [1.5, -0.8], by, steps: 12 },
  { start: [2.7, 2.3], by, steps: 12 },
]);
console.log(bowl.ends[0]); // [0.9443, 0.7878]
console.log(bowl.ends[1]); // [1.018567, 0.770327]
console.log(bowl.ends[2]); // [1.063127, 0.784966]

const canyon = await follow("6x^2 + 40y^2 - 12x - 30y + 3", [
  { start: [-0.5, 2.3], by: "sgd(0.02)", steps: 14 },
  { start: [2.3, 2.3], by: "sgd(0.01)", steps: 14 },
]);
console.log(canyon.ends[0]); // [0.967828, 0.376509]
console.log(canyon.ends[1]); // [1.21712, 0.375]

export default {
  numbers: {
    bowlX: bowl.ends[0]![0]!,
    bowlY: bowl.ends[0]![1]!,
    canyonX: canyon.ends[0]![0]!,
    canyonY: canyon.ends[0]![1]!,
  },
  holds: {
    "the bowl leads near its minimum (1, 7/9)":
      Math.hypot(bowl.ends[0]![0]! - 1, bowl.ends[0]![1]! - 7 / 9) < 0.1,
  },
  figure: canyon.picture,
} satisfies Lesson;
