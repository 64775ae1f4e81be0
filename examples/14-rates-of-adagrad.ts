/** @file Every weight its own learning rate: AdaGrad's die, RMSProp's do not. */

import { writeFile } from "node:fs/promises";
import { lineChart } from "@glissade/lab";
import { compile, optim, type Tensor, type Tree, tensor, valueAndGrad } from "glissade";

/** A neuron whose second input is there in every tenth example only. */
const inputs = (step: number) => tensor([1, step % 10 === 9 ? 1 : 0], { dtype: "float64" });
const loss = (weights: Tensor, x: Tensor) => weights.sub(3).mul(x).square().sum().mul(0.5);

/** The effective rate of each weight, by which its gradient is multiplied, at the steps where it has one. */
async function ratesOf(optimizer: optim.Optimizer) {
  const update = compile((weights: Tensor, state: Tree, x: Tensor) => {
    const [, gradient] = valueAndGrad((at: Tensor) => loss(at, x))(weights);
    const [updates, next] = optimizer.update(gradient, state, { params: weights });
    return { gradient, updates, next };
  });
  // the weights stay where they are: only the rates are of interest
  const weights = tensor([2, 2], { dtype: "float64" });
  let state = optimizer.init(weights);
  const points: [number, number][][] = [[], []];
  for (let step = 0; step < 1000; step++) {
    const { gradient, updates, next } = await update(weights, state, inputs(step));
    const [slopes, moves] = [await gradient.data(), await updates.data()];
    points.forEach((own, weight) => {
      if (slopes[weight]) own.push([step + 1, -Number(moves[weight]) / Number(slopes[weight])]);
    });
    state = next;
  }
  return { dense: points[0]!, sparse: points[1]! };
}

const adagrad = await ratesOf(optim.adagrad({ learningRate: 0.1 }));
const rmsprop = await ratesOf(optim.rmsprop({ learningRate: 0.01 }));
const end = (points: readonly [number, number][]) => points.at(-1)![1];

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
