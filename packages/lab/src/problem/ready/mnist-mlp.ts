/** @file Multilayer perceptrons on MNIST, as two published benchmarks of optimizers have them. */

import { nn } from "glissade";
import { classifier } from "./classifier.ts";

const start = { weight: nn.truncatedNormal(0.03), bias: nn.zeros() };

/**
 * 784-1000-500-100-10 with relu: DeepOBS: A Deep Learning Optimizer Benchmark Suite (Schneider, Balles and Hennig 2019,
 * arXiv:1903.05499).
 */
export const mnistMlp = classifier({
  name: "MNIST MLP",
  usual: "mnist",
  model: nn.sequential(
    nn.flatten(),
    ...[nn.linear(1000, start), nn.relu(), nn.linear(500, start), nn.relu()],
    ...[nn.linear(100, start), nn.relu(), nn.linear(10, start)],
  ),
  batchSize: 128,
  steps: 2340,
});

const pixels = nn.lambda("standardize", (x) => x.sub(0.1307).div(0.3081));

/**
 * 784-128-10 with a sigmoid, by the time to 97 % of the validation: Benchmarking Neural Network Training Algorithms (Dahl
 * et al. 2023, arXiv:2306.07179).
 */
export const algoperfMnist = classifier({
  name: "AlgoPerf MNIST",
  usual: "mnist",
  model: nn.sequential(nn.flatten(), pixels, nn.linear(128), nn.sigmoid(), nn.linear(10)),
  batchSize: 128,
  steps: 7813,
});
