/** @file Whether chords lie above the loss: of linear regression, softmax regression and a small network. */

import { losses, matmul, solve, type Tensor, tanh, tensor } from "glissade";
import { hostRandom } from "glissade/data";

export const setting = { examples: 20, hidden: 4, samples: 1000, hessians: 20 } as const;
const { examples: EXAMPLES, hidden: HIDDEN, ...sampling } = setting;
const [INPUTS, CLASSES] = [3, 3];

const random = hostRandom(1);
const matrix = (rows: number, columns: number) =>
  tensor(
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal())),
    { dtype: "float64" },
  );
const x = matrix(EXAMPLES, INPUTS);
const y = matrix(EXAMPLES, 1);
const labels = tensor(Int32Array.from({ length: EXAMPLES }, () => random.integer(CLASSES)));

interface Weights {
  readonly first: Tensor;
  readonly second: Tensor;
}

const full = (rows: number, columns: number, value: number) =>
  tensor(new Float64Array(rows * columns).fill(value), { shape: [rows, columns] });
const boxOf = (rows: number, columns: number) => ({
  lower: full(rows, columns, -3),
  upper: full(rows, columns, 3),
});

const linear = (weights: Tensor) => losses.halfSquaredError(matmul(x, weights), y);
const softmax = (weights: Tensor) => losses.softmaxCrossEntropy(matmul(x, weights), labels);
const network = ({ first, second }: Weights) =>
  losses.halfSquaredError(matmul(tanh(matmul(x, first)), second), y);

/** 1 where a counter-example was found. */
export default async function convexity() {
  const [a, b] = [boxOf(INPUTS, HIDDEN), boxOf(HIDDEN, 1)];
  const box = { lower: { first: a.lower, second: b.lower }, upper: { first: a.upper, second: b.upper } };
  const checks = [
    await solve.checkConvexity(linear, { ...sampling, box: boxOf(INPUTS, 1) }),
    await solve.checkConvexity(softmax, { ...sampling, box: boxOf(INPUTS, CLASSES) }),
    await solve.checkConvexity(network, { ...sampling, box }),
  ];
  const found = checks.map(({ counterexample }) => (counterexample ? 1 : 0));
  return { linear: [found[0]!], softmax: [found[1]!], network: [found[2]!] };
}
