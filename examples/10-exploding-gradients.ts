/**
 * @file Exploding gradients: h ← wh, forty times, and what clipping and penalties make of it.
 * @methods exploding gradient; clipping by value and by global norm; L1 and L2 penalties
 * @see With clipping the weight walks down the cliff, at whose foot the loss is 0. Without it the first step would
 * leave the picture.
 */

import { lineChart } from "@glissade/lab";
import { fit, type nn, optim, scan, type Tensor, tensor } from "glissade";
import type { Lesson } from "./support/lesson.ts";

type Params = { readonly w: Tensor; readonly h: Tensor };

const double = (value: number) => tensor(value, { dtype: "float64" });

/** w⁴⁰h, without any input. */
const recurrence = (w: number): nn.Layer<Params, readonly []> => ({
  name: "recurrence",
  init: () => ({ w: double(w), h: double(0.5) }),
  apply({ w, h }) {
    const [last] = scan((state: Tensor, _: readonly []) => [state.mul(w), []] as const, h, [], {
      length: 40,
    });
    return last;
  },
});

/** ½(w⁴⁰h - 1)², a cliff where w > 1. */
const loss = (output: Tensor) => output.sub(1).square().mul(0.5);

/** The last loss, and w by step. */
async function train(start: number, optimizer: optim.Optimizer, steps = 150) {
  const data = [{ x: [] as const, y: [] }];
  const points: [number, number][] = [[0, start]];
  let end = 0;
  for await (const event of fit(recurrence(start), { data, loss, optimizer, steps })) {
    if (event.type !== "step" && event.type !== "diverged") continue;
    points.push([event.step, await event.state.params.w.item()]);
    end = event.loss;
  }
  return { end, points };
}

const sgd = optim.sgd({ learningRate: 0.002 });
const runs = {
  "no clipping": await train(1.2, sgd, 3),
  "clip by value": await train(1.2, optim.chain(optim.clipByValue(1), sgd)),
  "clip by global norm": await train(1.2, optim.chain(optim.clipByGlobalNorm(1), sgd)),
  "L2 penalty and clipping": await train(
    1.2,
    optim.chain(optim.clipByGlobalNorm(1), optim.addDecayedWeights(0.5), sgd),
  ),
  "L1 penalty and clipping": await train(
    1.2,
    optim.chain(optim.clipByGlobalNorm(1), optim.addSignedWeights(0.5), sgd),
  ),
};
const { "no clipping": exploded, ...others } = runs;
console.log(exploded.end); // Infinity
console.log(Math.max(...Object.values(others).map(({ end }) => end)) < 0.01); // true

const figure = lineChart({
  title: "Down the cliff; without clipping the first step leaves the picture",
  x: "step",
  y: "w",
  yScale: "linear",
  lines: Object.entries(others).map(([name, { points }]) => ({ name, points })),
});

export default {
  numbers: {
    leastLoss: Math.max(...Object.values(others).map(({ end }) => end)),
    explodesAtStep: exploded.points.length - 1,
  },
  holds: {
    "without clipping it explodes": exploded.end === Number.POSITIVE_INFINITY,
    "with it every run ends well": Object.values(others).every(({ end }) => end < 0.01),
  },
  figure,
} satisfies Lesson;
