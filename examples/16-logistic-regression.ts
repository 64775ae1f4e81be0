/**
 * @file Logistic regression: a neuron with a sigmoid and the cross-entropy, which is convex, and its decision boundary.
 * @methods logistic regression; binary cross-entropy; convexity of linear models
 * @see The boundary is the line on which the probability is one half. Gradient descent and Newton's method end in the same
 * place, since the loss is convex.
 */

import { decisionBoundary, lineChart, panels } from "@glissade/lab/charts";
import { fit, fullLike, losses, nn, optim, random, sigmoid, solve, type Tensor, tensor } from "glissade";
import { hostRandom } from "glissade/data";
import type { Lesson } from "./support/lesson.ts";

const chance = hostRandom(5);
const cloud = (x: number, y: number) =>
  Array.from({ length: 100 }, () => [x + chance.normal(), y + chance.normal()] as const);
const groups = [
  { name: "class 0", points: cloud(-1, 0) },
  { name: "class 1", points: cloud(1, 1) },
];
const points = groups.flatMap((group) => group.points);
const x = tensor(points, { dtype: "float64" });
const y = tensor(
  groups.flatMap(({ points }, label) => points.map(() => [label])),
  { dtype: "float64" },
);

const model = nn.linear(1);
const curve: [number, number][] = [];
let params = model.init(random.key(1), x);
for await (const event of fit(model, {
  data: [{ x, y }],
  loss: losses.binaryCrossEntropy,
  optimizer: optim.sgd({ learningRate: 1, momentum: 0.9 }),
  epochs: 300,
  seed: 1,
})) {
  if (event.type === "epoch") curve.push([event.epoch, event.loss]);
  if (event.type === "done") params = event.params;
}

/** The same loss by Newton's method. */
const loss = (at: nn.LinearParams) => losses.binaryCrossEntropy(model.apply(at, x), y);
const zero = { weight: tensor([[0], [0]], { dtype: "float64" }), bias: tensor([0], { dtype: "float64" }) };
const newton = await solve.minimize(loss, zero, { method: solve.newton() });
const corner = (value: number) => ({
  weight: fullLike(zero.weight, value),
  bias: fullLike(zero.bias, value),
});
const convex = await solve.checkConvexity(loss, { box: { lower: corner(-3), upper: corner(3) } });

const probabilities = async (inputs: readonly (readonly [number, number])[]) => {
  const all = sigmoid(model.apply(params, tensor(inputs, { dtype: "float64" })));
  return Array.from(await all.data(), Number);
};
const predicted = await probabilities(points);
const right = predicted.filter((p, index) => (p > 0.5 ? 1 : 0) === (index < 100 ? 0 : 1)).length;
const distance = async (a: Tensor, b: Tensor) => a.sub(b).square().sum().item();
const numbers = {
  accuracy: right / predicted.length,
  loss: curve.at(-1)![1],
  newtonLoss: newton.value,
  distance: Math.sqrt(await distance(params.weight, newton.x.weight)),
};

export default {
  numbers,
  holds: {
    "most examples are on their side": numbers.accuracy > 0.85,
    "gradient descent ends where Newton's method does": numbers.distance < 1e-3,
    "no counter-example to convexity was found": convex.counterexample === undefined,
  },
  figure: panels({
    charts: [
      await decisionBoundary({
        title: "The line of probability ½",
        x: "x₁",
        y: "x₂",
        groups,
        classify: probabilities,
      }),
      lineChart({
        title: "Gradient descent",
        x: "step",
        y: "cross-entropy",
        yScale: "linear",
        lines: [
          { name: "gradient descent with momentum", points: curve },
          {
            name: "Newton's minimum",
            points: [
              [1, newton.value],
              [300, newton.value],
            ],
          },
        ],
      }),
    ],
  }),
} satisfies Lesson;
