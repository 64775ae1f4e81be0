/** @file Every weight its own learning rate: AdaGrad's die, RMSProp's do not. */

import { writeFile } from "node:fs/promises";
import { lineChart } from "@glissade/lab";
import { grad, optim, scan, type Tensor, type Tree, tensor } from "glissade";

/** A neuron whose second input is there in every tenth example only. */
const inputs = tensor(
  Array.from({ length: 1000 }, (_, step) => [1, step % 10 === 9 ? 1 : 0]),
  { dtype: "float64" },
);
const loss = (weights: Tensor, x: Tensor) => weights.sub(3).mul(x).square().sum().mul(0.5);

/** The effective rate of each weight, by which its gradient is multiplied, at the steps where it has one. */
async function ratesOf(optimizer: optim.Optimizer) {
  // the weights stay where they are: only the rates are of interest
  const weights = tensor([2, 2], { dtype: "float64" });
  const step = (state: Tree, x: Tensor) => {
    const gradient = grad((at: Tensor) => loss(at, x))(weights);
    const [updates, next] = optimizer.update(gradient, state, { params: weights });
    return [next, updates.div(gradient).neg()] as const;
  };
  const [, rates] = scan(step, optimizer.init(weights), inputs);
  const values = Array.from(await rates.data(), Number); // (steps, weights)
  const pointsOf = (weight: number) =>
    values
      .filter((_, index) => index % 2 === weight)
      .map((rate, index) => [index + 1, rate] as const)
      .filter(([, rate]) => Number.isFinite(rate)); // where the gradient is not 0
  return { dense: pointsOf(0), sparse: pointsOf(1) };
}

const adagrad = await ratesOf(optim.adagrad({ learningRate: 0.1 }));
const rmsprop = await ratesOf(optim.rmsprop({ learningRate: 0.01 }));
const end = (points: readonly (readonly [number, number])[]) => points.at(-1)![1];

// After t gradients of -1 AdaGrad's rate is η/√(t + 0.1): the sparse feature keeps √10 times the rate.
console.log(end(adagrad.dense)); // 0.0031621
console.log(end(adagrad.sparse)); // 0.009995
// RMSProp forgets, so that its rates level off, and the sparse feature has the higher one too
console.log(end(rmsprop.dense)); // 0.01
console.log(end(rmsprop.sparse)); // 0.025521

const figure = lineChart({
  title: "Effective learning rates with gradients of the same size",
  x: "step",
  y: "rate",
  lines: [
    { name: "AdaGrad, dense feature", points: adagrad.dense },
    { name: "AdaGrad, sparse feature", points: adagrad.sparse },
    { name: "RMSProp, dense feature", points: rmsprop.dense },
    { name: "RMSProp, sparse feature", points: rmsprop.sparse },
  ],
});
await writeFile("examples/figures/14-rates-of-adagrad.svg", figure);
