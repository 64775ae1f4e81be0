/**
 * @file Back-propagation: the δ of every layer of a network, by the library, by hand, and by finite differences.
 * @methods back-propagation δ_l = (δ_{l+1} W_{l+1}ᵀ) ⊙ f′(z_l); ∂L/∂W_l = a_{l-1}ᵀ δ_l; ∂L/∂b_l = δ_l; cached outputs and slopes
 * @see The δ of one example shrinks from layer to layer on its way back, since the slope of a sigmoid is at most ¼. Library and
 * hand agree to the last digits.
 */

import { heatMap, panels } from "@glissade/lab/charts";
import {
  diagnoser,
  initialState,
  losses,
  matmul,
  nn,
  optim,
  random,
  sigmoid,
  type Tensor,
  tensor,
  transpose,
} from "glissade";
import { glyphs } from "glissade/data";
import type { Lesson } from "./support/lesson.ts";

const layer = (units: number) => nn.linear(units, { weight: nn.uniform(0.5), bias: nn.uniform(0.5) });
const model = nn.sequential(layer(100), nn.sigmoid(), layer(50), nn.sigmoid(), layer(10), nn.sigmoid());
const { train } = glyphs({ train: 8, test: 1 });
const x = tensor(Float64Array.from(train.inputs), { shape: [8, 196] });
const y = tensor(
  Array.from(train.labels, (own) => Array.from({ length: 10 }, (_, unit) => Number(unit === own))),
  {
    dtype: "float64",
  },
);
const training = { model, loss: losses.halfSquaredError, optimizer: optim.sgd({ learningRate: 1 }) };
const state = await initialState(training, random.key(1), x);
const { layers, loss } = await diagnoser(training, { deltas: true })(state, { x, y });

// By hand: forward with the outputs kept, then back
const [first, , second, , third] = state.params;
const a1 = sigmoid(matmul(x, first.weight).add(first.bias));
const a2 = sigmoid(matmul(a1, second.weight).add(second.bias));
const a3 = sigmoid(matmul(a2, third.weight).add(third.bias));
const slope = (a: Tensor) => a.mul(a.neg().add(1)); // σ′ = σ(1 - σ)
const d3 = a3.sub(y).div(8).mul(slope(a3));
const d2 = matmul(d3, transpose(third.weight)).mul(slope(a2));
const d1 = matmul(d2, transpose(second.weight)).mul(slope(a1));
const gradient = matmul(transpose(x), d1); // ∂L/∂W₁

// By finite differences, for one weight of each layer
const lossOf = (weights: readonly Tensor[]) => {
  const [w1, w2, w3] = weights as [Tensor, Tensor, Tensor];
  const params = [
    { ...first, weight: w1 },
    [],
    { ...second, weight: w2 },
    [],
    { ...third, weight: w3 },
    [],
  ] as const;
  return losses.halfSquaredError(model.apply(params, x), y).item();
};
const weights = [first.weight, second.weight, third.weight];
const nudged = (which: number, by: number) =>
  weights.map((weight, index) =>
    index === which
      ? weight.add(
          tensor([by, ...new Array<number>(weight.size - 1).fill(0)], {
            dtype: "float64",
            shape: weight.shape,
          }),
        )
      : weight,
  );
const difference = async (which: number) =>
  ((await lossOf(nudged(which, 1e-5))) - (await lossOf(nudged(which, -1e-5)))) / 2e-5;
const slopes = [gradient, matmul(transpose(a1), d2), matmul(transpose(a2), d3)];

const byHand = [d1, d2, d3];
const gap = async (a: Tensor, b: Tensor) => a.sub(b).abs().max().item();
const gaps = await Promise.all(byHand.map((delta, index) => gap(layers[2 * index]!.delta!, delta)));
const errors = await Promise.all(
  slopes.map(async (all, which) => Math.abs(Number((await all.data())[0]) - (await difference(which)))),
);
const norms = layers.filter((_, index) => index % 2 === 0).map(({ deltaNorm }) => deltaNorm);
const rowsOf = async (delta: Tensor) => (await delta.toArray()) as number[][];

export default {
  numbers: {
    loss,
    delta1: norms[0]!,
    delta2: norms[1]!,
    delta3: norms[2]!,
    largestGap: Math.max(...gaps),
    finiteDifferenceError: Math.max(...errors),
  },
  holds: {
    "the library's δ are those by hand": Math.max(...gaps) < 1e-12,
    "gradients are finite differences": Math.max(...errors) < 1e-8,
  },
  figure: panels({
    columns: 1,
    title: "δ of 8 examples (rows), by unit",
    charts: await Promise.all(
      byHand.map(async (delta, index) =>
        heatMap({
          title: `layer ${index + 1}`,
          x: "unit",
          y: "example",
          values: await rowsOf(delta),
          numbers: false,
        }),
      ),
    ),
  }),
} satisfies Lesson;
