import { describe, expect, it } from "vitest";
import * as g from "../index.ts";
import { type Tensor, tensor } from "../index.ts";

const double = { dtype: "float64" } as const;
const rows = [
  [-2.25, 0.1, 1.7, 3.3],
  [0.45, -0.8, 2.6, -1.15],
];
const weights = [0.3, -1.2, 0.7, 2.1];
const x = tensor(rows, double);
const w = tensor(weights, double);

const average = (row: readonly number[]) => row.reduce((total, each) => total + each, 0) / row.length;
const each = (f: (value: number, column: number) => number) => rows.map((row) => row.map(f));
const perRow = (f: (row: readonly number[]) => readonly number[]) => rows.map(f);

/** Standardised rows times the weights, plus the weights. */
const normal = (row: readonly number[]) => {
  const spread = Math.sqrt(average(row.map((value) => (value - average(row)) ** 2)) + 1e-5);
  return row.map((value, at) => ((value - average(row)) / spread) * weights[at]! + weights[at]!);
};

function normalised(x: Tensor): Tensor {
  const apart = x.sub(g.mean(x, { axis: 1, keepDims: true }));
  const spread = g.sqrt(g.mean(g.square(apart), { axis: 1, keepDims: true }).add(1e-5));
  return apart.div(spread).mul(w).add(w);
}

const SLOPE = Math.sqrt(2 / Math.PI);
const tangent = (x: number) => 0.5 * x * (1 + Math.tanh(SLOPE * (x + 0.044715 * x ** 3)));
const curve = (x: Tensor) => x.add(x.mul(x).mul(x).mul(0.044715)).mul(SLOPE);
const fast = (x: Tensor) => g.tanh(curve(x)).add(1).mul(x.mul(0.5));
// Abramowitz and Stegun 7.1.5; the terms are small enough up to 4.
const erf = (x: number) => {
  let [term, total] = [x, x];
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
};
const share = (x: number) => 0.5 * x * (1 + erf(x * Math.SQRT1_2));
const exact = (x: Tensor) => g.erf(x.div(Math.SQRT2)).add(1).mul(x).mul(0.5);
const product = (row: readonly number[]) =>
  weights.map((left) => row.reduce((total, value, at) => total + value * left * weights[at]!, 0));
const outer = weights.map((left) => weights.map((right) => left * right));
const matrix = tensor(outer, double);

/** Compositions for which ONNX Runtime has kernels of its own, and their values. */
const cases: readonly (readonly [string, (x: Tensor) => Tensor, readonly (readonly number[])[]])[] = [
  [
    "MatMulScaleFusion",
    (x) => g.matmul(x.mul(0.1), matrix).mul(0.3),
    perRow((row) => product(row).map((y) => y * 0.1 * 0.3)),
  ],
  ["DivMulFusion", (x) => tensor(1, double).div(x).mul(w), each((x, at) => (1 / x) * weights[at]!)],
  [
    "FuseReluClip",
    (x) => g.clip(g.relu(x), { min: 0.2, max: 1.1 }),
    each((x) => Math.min(Math.max(x, 0.2), 1.1)),
  ],
  ["GeluFusion", exact, each(share)],
  ["BiasGeluFusion", (x) => exact(x.add(w.mul(0.1))), each((x, at) => share(x + weights[at]! * 0.1))],
  ["FastGeluFusion", fast, each(tangent)],
  [
    "FastGeluFusion with a bias",
    (x) => fast(x.add(w.mul(0.1))),
    each((x, at) => tangent(x + weights[at]! * 0.1)),
  ],
  ["QuickGeluFusion", (x) => x.mul(g.sigmoid(x.mul(1.702))), each((x) => x / (1 + Math.exp(-1.702 * x)))],
  ["LayerNormFusion", normalised, perRow(normal)],
  [
    "SkipLayerNormFusion",
    (x) => normalised(x.add(x.mul(0.5))),
    perRow((row) => normal(row.map((x) => x * 1.5))),
  ],
  [
    "BiasSkipLayerNormFusion",
    (x) => normalised(g.matmul(x, matrix).add(w).add(x)),
    perRow((row) => normal(product(row).map((y, at) => y + weights[at]! + row[at]!))),
  ],
  [
    "SimplifiedLayerNormFusion",
    (x) => x.div(g.sqrt(g.mean(g.square(x), { axis: 1, keepDims: true }).add(1e-5))).mul(w),
    perRow((row) =>
      row.map((x, at) => (x / Math.sqrt(average(row.map((y) => y * y)) + 1e-5)) * weights[at]!),
    ),
  ],
  [
    "BiasSoftmaxFusion",
    (x) => g.softmax(x.add(w)),
    perRow((row) => {
      const powers = row.map((x, at) => Math.exp(x + weights[at]!));
      return powers.map((power) => power / powers.reduce((total, each) => total + each, 0));
    }),
  ],
  [
    "GemmActivationFusion",
    (x) => g.relu(g.matmul(x, matrix).add(w)),
    perRow((row) => product(row).map((y, at) => Math.max(0, y + weights[at]!))),
  ],
  [
    "MatMulActivationFusion",
    (x) => g.leakyRelu(g.matmul(x, matrix)),
    perRow((row) => product(row).map((y) => (y > 0 ? y : y * 0.01))),
  ],
];

describe("compositions in float64 are right to 1e-12", () => {
  it.each(cases)("%s", async (_, fn, right) => {
    const values = Array.from((await (await g.compile(fn)(x)).data()) as Float64Array);
    for (const [at, expected] of right.flat().entries())
      expect(Math.abs(values[at]! - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
  });
});
