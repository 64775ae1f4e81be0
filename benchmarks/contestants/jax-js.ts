/** @file A dense network in jax-js on WebAssembly, in a process of its own: WORKLOAD. Its package has no optimizers. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { denseNetworks, labelsOf, weightsOf } from "../support/dense-networks.ts";
import { serve } from "../support/serve.ts";

// No types: this package is installed only for the comparison.
const name: string = "@jax-js/jax";
const { init, defaultDevice, jit, nn, numpy, random, tree, valueAndGrad } = await import(name);
await init("wasm");
defaultDevice("wasm");

type Matrix = ReturnType<typeof numpy.zeros>;
type Layer = { weight: Matrix; bias: Matrix };

const { sizes, batch, activation, loss, optimizer } = denseNetworks[process.argv[2]!]!;
if (optimizer !== "momentum") throw new Error("jax-js has no Adam.");

const drawn = (seed: number, shape: readonly number[]) => random.normal(random.key(seed), shape);

const start = (): Layer[] =>
  sizes.slice(1).map((units, layer) => {
    const inputs = sizes[layer]!;
    return { weight: drawn(layer, [inputs, units]).mul(inputs ** -0.5), bias: numpy.zeros([units]) };
  });

function lossOf(params: readonly Layer[], x: Matrix, y: Matrix): Matrix {
  const isLogits = loss === "softmaxCrossEntropy";
  const outputs = params.reduce((h, { weight, bias }, layer) => {
    const z = numpy.matmul(h, weight).add(bias);
    return isLogits && layer === params.length - 1 ? z : nn[activation](z);
  }, x);
  if (isLogits)
    return nn
      .logSoftmax(outputs)
      .mul(y)
      .sum()
      .mul(-1 / batch);
  return numpy
    .square(outputs.sub(y))
    .sum()
    .mul(0.5 / batch);
}

/** Parameters, velocities and batch to the next ones and the loss; arguments are given up, as jax-js wants it. */
const step = jit((params: Layer[], velocities: Layer[], x: Matrix, y: Matrix) => {
  const [value, gradients] = valueAndGrad(lossOf)(tree.ref(params), x, y);
  const next = tree.map((v: Matrix, dx: Matrix) => v.mul(0.9).add(dx), velocities, gradients);
  return [tree.map((p: Matrix, v: Matrix) => p.sub(v.mul(0.01)), params, tree.ref(next)), next, value];
});

async function open() {
  const x = drawn(9, [batch, sizes[0]]);
  const y = nn.oneHot(numpy.array(labelsOf(batch)), 10);
  let [params, velocities, value] = [
    start(),
    tree.map((p: Matrix) => p.mul(0), start()),
    undefined as Matrix,
  ];
  const entry = createRequire(import.meta.url).resolve(name);
  const { version } = JSON.parse(readFileSync(join(dirname(entry), "../package.json"), "utf8"));
  return {
    ...{ weights: weightsOf(sizes), version },
    async step() {
      [params, velocities, value] = step(params, velocities, x.ref, y.ref);
      await value.data();
    },
  };
}

await serve(open);
