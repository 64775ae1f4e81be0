/** @file DeepOBS' noisy quadratic as a problem of studies. */

import {
  ArgumentError,
  batches,
  matmul,
  mean,
  mul,
  type nn,
  ones,
  sub,
  sum,
  type Tensor,
  takeRows,
} from "glissade";
import { hostRandom } from "glissade/data";
import { show } from "../../checks.ts";
import { type Problem, type ProblemOptions, problem } from "../problem.ts";
import { quadraticDeep } from "./noisy-quadratic.ts";

const SIZE = 100;
const BATCH = 128;
const BATCHES = 7;

/** Outputs are the distances to the points. */
const theta: nn.Model<{ readonly theta: Tensor }> = {
  name: "theta",
  init: () => ({ theta: ones([SIZE]) }),
  apply: (params, x) => sub(params.theta, x),
};

/**
 * quadratic_deep of DeepOBS (Schneider et al. 2019) for a hundred epochs: θ starts at 1, and a run keeps the seven batches
 * that it draws, as DeepOBS' stored runs do. Its metric is `loss`.
 */
export function quadraticDeepProblem({ data }: ProblemOptions): Problem {
  if (data !== undefined)
    throw new ArgumentError({ where: "data", rule: `is drawn by quadratic-deep itself, got ${show(data)}` });
  const { matrix, train, test } = quadraticDeep();
  /** ½(θ - x)ᵀQ(θ - x), averaged over the points. */
  const loss = (distance: Tensor, _: Tensor): Tensor =>
    mul(mean(sum(mul(matmul(distance, matrix), distance), { axis: 1 })), 0.5);
  return problem({
    name: "quadratic_deep",
    about: "1000 points in 100 dimensions to train on, 896 to test on",
    model: theta,
    loss,
    batches: (seed) => {
      const drawn = takeRows({ x: train, y: train }, hostRandom(seed).sample(1000, BATCH * BATCHES));
      return batches(drawn, { size: BATCH, order: "sequential" });
    },
    test: { x: test, y: test },
    batchSize: BATCH,
    steps: 100 * BATCHES,
  });
}
