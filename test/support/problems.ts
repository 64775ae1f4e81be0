/** @file Functions with known minima, which every optimizer must find. */

import { matmul, slice, type Tensor, tensor } from "glissade";

export interface Problem {
  readonly f: (x: Tensor) => Tensor;
  readonly start: readonly number[];
  readonly minimum: readonly number[];
  /** Enough for any optimizer with a good learning rate. */
  readonly steps: number;
}

const like = ({ dtype }: Tensor, values: readonly number[] | readonly number[][]) =>
  tensor(values, { dtype });

/** Rows x with x·[1, 2, -3] = [3, -2, 1, 2]. */
const features = [
  [0, 0, -1],
  [1, 0, 1],
  [-1, 1, 0],
  [2, 0, 0],
];

export const problems = {
  parabola: {
    f: (x) =>
      x
        .sub(like(x, [1, 2, 3]))
        .square()
        .sum(),
    start: [-1, 10, 1],
    minimum: [1, 2, 3],
    steps: 200,
  },
  // Ten times wider than Rosenbrock's own valley, so that plain descent arrives soon.
  rosenbrock: {
    f: (point) => {
      const [x, y] = [slice(point, { ends: [1] }), slice(point, { starts: [1] })];
      return y.sub(x.square()).square().mul(10).add(x.sub(1).square()).sum();
    },
    start: [0, 0],
    minimum: [1, 1],
    steps: 1500,
  },
  illConditioned: {
    f: (x) =>
      x
        .square()
        .mul(like(x, [50, 0.5]))
        .sum(),
    start: [1, 1],
    minimum: [0, 0],
    steps: 600,
  },
  regression: {
    f: (weights) =>
      matmul(like(weights, features), weights)
        .sub(like(weights, [3, -2, 1, 2]))
        .square()
        .mean(),
    start: [0, 0, 0],
    minimum: [1, 2, -3],
    steps: 200,
  },
} satisfies Record<string, Problem>;
