/** @file Exploding gradients: h ← wh, forty times, and what clipping and penalties make of it. */

import { writeFile } from "node:fs/promises";
import { lineChart } from "@glissade/lab";
import { compile, optim, scan, type Tensor, type Tree, tensor, valueAndGrad } from "glissade";

type Params = { readonly w: Tensor; readonly h: Tensor };

const double = (value: number) => tensor(value, { dtype: "float64" });

/** ½(w⁴⁰h - 1)², a cliff where w > 1. */
function loss({ w, h }: Params): Tensor {
  const [last] = scan((state: Tensor, _: readonly []) => [state.mul(w), []] as const, h, [], { length: 40 });
  return last.sub(1).square().mul(0.5);
}

/** The last loss, and w by step. */
async function train(w: number, optimizer: optim.Optimizer, steps = 150) {
  const step = compile((params: Params, state: Tree) => {
    const [value, gradients] = valueAndGrad(loss)(params);
    const [updates, next] = optimizer.update(gradients, state, { params });
    return { value, params: optim.applyUpdates(params, updates), next };
  });
  let params: Params = { w: double(w), h: double(0.5) };
  let state = optimizer.init(params);
  let end = 0;
  const points: [number, number][] = [];
  for (let count = 0; count < steps; count++) {
    points.push([count, await params.w.item()]);
    const result = await step(params, state);
    end = await result.value.item();
    ({ params, next: state } = result);
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
await writeFile("examples/figures/10-exploding-gradients.svg", figure);
