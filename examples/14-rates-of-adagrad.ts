/**
 * @file Rates of AdaGrad: every weight its own learning rate, and AdaGrad's die while RMSProp's do not.
 * @methods AdaGrad; RMSProp; rates of each weight
 * @see AdaGrad's rates fall for ever, the dense feature's first. RMSProp's level off, and the sparse feature keeps the
 * higher one.
 */

import { lineChart } from "@glissade/lab";
import { grad, optim, scan, type Tensor, type Tree, tensor } from "glissade";
import type { Lesson } from "./support/lesson.ts";

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

const numbers = {
  adagradDense: end(adagrad.dense),
  adagradSparse: end(adagrad.sparse),
  rmspropDense: end(rmsprop.dense),
  rmspropSparse: end(rmsprop.sparse),
};
const near = (a: number, b: number) => Math.abs(a / b - 1) < 1e-3;

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

export default {
  numbers,
  holds: {
    "after t gradients of -1 AdaGrad's rate is η/√(t + 0.1)": near(
      numbers.adagradDense,
      0.1 / Math.sqrt(1000.1),
    ),
    "the sparse feature keeps √10 times the rate": near(numbers.adagradSparse, 0.1 / Math.sqrt(100.1)),
    "RMSProp's rate levels off at η": near(numbers.rmspropDense, 0.01),
    "RMSProp's rate for the sparse feature is higher": numbers.rmspropSparse > 0.02,
  },
  figure,
} satisfies Lesson;
