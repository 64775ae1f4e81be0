/** @file The Parzen search against random search, on functions whose minima are known. */

import { expect, test } from "vitest";
import type { SearchMethod } from "./methods.ts";
import { sampler } from "./sampler.ts";
import type { Space, Values } from "./space.ts";
import type { ScoredTrial } from "./trial.ts";

interface Problem {
  readonly name: string;
  readonly space: Space;
  score(values: Values): number;
}

// Branin's function, with three minima of 0.397887 (Dixon and Szegö, "Towards Global Optimisation 2", 1978)
const branin: Problem = {
  name: "Branin's function",
  space: { x: { linear: [-5, 10] }, y: { linear: [0, 15] } },
  score({ x, y }) {
    const [a, b] = [Number(x), Number(y)];
    const valley = b - (5.1 / (4 * Math.PI ** 2)) * a ** 2 + (5 / Math.PI) * a - 6;
    return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
  },
};

const parabola: Problem = {
  name: "a parabola in the logarithm",
  space: { learningRate: { log: [1e-6, 1e2] } },
  score: ({ learningRate }) => (Math.log10(Number(learningRate)) + 2.3) ** 2,
};

const mixed: Problem = {
  name: "choices, whole numbers, momentum and a rate",
  space: {
    learningRate: { log: [1e-5, 10] },
    momentum: { complement: [0, 0.999] },
    units: { integer: [8, 512], log: true },
    activation: { choices: ["relu", "tanh", "sigmoid", "gelu"] },
    dtype: { fixed: "float32" },
  },
  score: ({ learningRate, momentum, units, activation }) =>
    (Math.log10(Number(learningRate)) + 1) ** 2 +
    (Math.log10(1 - Number(momentum)) + 1) ** 2 +
    (Math.log2(Number(units)) - 6) ** 2 / 4 +
    (activation === "tanh" ? 0 : 1),
};

function search(
  method: SearchMethod,
  { space, score }: Problem,
  { trials, seed }: { trials: number; seed: number },
) {
  const { valuesOf } = sampler(method, space, { trials, seed });
  const history: ScoredTrial[] = [];
  for (let k = 0; k < trials; k++) {
    const values = valuesOf(k, history);
    history.push({ values, score: score(values) });
  }
  return history;
}

const lowest = (history: readonly ScoredTrial[]) => Math.min(...history.map(({ score }) => Number(score)));

function medianOfSeeds(method: SearchMethod, problem: Problem, trials: number): number {
  const found = Array.from({ length: 20 }, (_, seed) => lowest(search(method, problem, { trials, seed })));
  const sorted = found.toSorted((a, b) => a - b);
  return (sorted[9]! + sorted[10]!) / 2;
}

test.each([branin, parabola, mixed])(
  "in 60 trials tpe beats random search on $name, in the median of 20 seeds",
  (problem) => {
    const [tpe, random] = [medianOfSeeds("tpe", problem, 60), medianOfSeeds("random", problem, 60)];
    expect(tpe).toBeLessThan(random);
  },
);

test("the same seed and history give the same trials, and a search goes on where it was cut", () => {
  const whole = search("tpe", mixed, { trials: 30, seed: 5 });
  expect(search("tpe", mixed, { trials: 30, seed: 5 })).toEqual(whole);
  const { valuesOf } = sampler("tpe", mixed.space, { trials: 30, seed: 5 });
  for (const k of [3, 10, 29]) expect(valuesOf(k, whole.slice(0, k))).toEqual(whole[k]!.values);
  expect(search("tpe", mixed, { trials: 30, seed: 6 })[20]).not.toEqual(whole[20]);
});

test("trials of a machine elsewhere are the same to the last digit", () => {
  const history = search("tpe", mixed, { trials: 22, seed: 1 });
  expect(history.slice(20).map(({ values }) => values)).toMatchInlineSnapshot(`
    [
      {
        "activation": "tanh",
        "dtype": "float32",
        "learningRate": 0.000852918,
        "momentum": 0.9596829,
        "units": 54,
      },
      {
        "activation": "tanh",
        "dtype": "float32",
        "learningRate": 0.0399548,
        "momentum": 0.99234641,
        "units": 23,
      },
    ]
  `);
});

test("higher scores are better where that is said", () => {
  const negated = { ...branin, score: (values: Values) => -branin.score(values) };
  const { valuesOf } = sampler("tpe", branin.space, { trials: 30, better: "higher" });
  const history: ScoredTrial[] = [];
  for (let k = 0; k < 30; k++)
    history.push({ values: valuesOf(k, history), score: negated.score(valuesOf(k, history)) });
  const lower = search("tpe", branin, { trials: 30, seed: 0 });
  expect(history.map(({ values }) => values)).toEqual(lower.map(({ values }) => values));
});

test("failed trials are the worst, and so are those that run", () => {
  const { valuesOf } = sampler("tpe", parabola.space, { trials: 1000 });
  // Half of the space fails, and no score tells the rest apart.
  const history = Array.from({ length: 40 }, (_, k): ScoredTrial => {
    const rate = 10 ** (-6 + (8 * (k + 0.5)) / 40);
    return {
      values: { learningRate: rate },
      score: rate < 1e-2 ? 1 : [Number.NaN, null, Infinity, -Infinity][k % 4]!,
    };
  });
  const proposed = Array.from({ length: 50 }, (_, k) => Number(valuesOf(100 + k, history).learningRate));
  expect(proposed.filter((rate) => rate < 1e-2).length).toBe(50);
});

test("values are not tried twice while there are others", () => {
  const space: Space = { a: { choices: [1, 2, 3, 4, 5] }, b: { integer: [1, 5] } };
  const { valuesOf } = sampler("tpe", space, { trials: 24 });
  const history: ScoredTrial[] = [];
  for (let k = 0; k < 10; k++) history.push({ values: valuesOf(k, history), score: k });
  const first = new Set(history.map(({ values }) => JSON.stringify(values))).size;
  for (let k = 10; k < 20; k++) history.push({ values: valuesOf(k, history), score: k });
  expect(new Set(history.map(({ values }) => JSON.stringify(values))).size).toBe(first + 10);
});

test("trials of another space are left out", () => {
  const history = search("tpe", parabola, { trials: 20, seed: 0 });
  const strange: readonly ScoredTrial[] = [
    { values: { learningRate: 1e9 }, score: -1 },
    { values: { rate: 1 }, score: -1 },
  ];
  const { valuesOf } = sampler("tpe", parabola.space, { trials: 30 });
  expect(valuesOf(25, [...history, ...strange])).toEqual(valuesOf(25, history));
});
