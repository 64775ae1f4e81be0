/** @file A dense network in TensorFlow.js on WebAssembly, in a process of its own: WORKLOAD. */

import { denseNetworks, labelsOf, weightsOf } from "../support/dense-networks.ts";
import { serve } from "../support/serve.ts";

// No types: these packages are installed only for the comparison.
const load = (name: string) => import(`@tensorflow/${name}`);
const [tf, { layers, sequential }] = [await load("tfjs-core"), await load("tfjs-layers")];
await load("tfjs-backend-wasm");
await tf.setBackend("wasm");

const network = denseNetworks[process.argv[2]!]!;

/** Layers from the units of each, the last without activation where the loss takes logits. */
function modelOf({ sizes: [inputs, ...units], activation, loss }: typeof network) {
  const model = sequential();
  units.forEach((each, layer) => {
    const isLogits = layer === units.length - 1 && loss === "softmaxCrossEntropy";
    const inputShape = layer === 0 ? { inputShape: [inputs] } : {};
    model.add(layers.dense({ units: each, activation: isLogits ? "linear" : activation, ...inputShape }));
  });
  return model;
}

async function open() {
  const { sizes, batch, loss, optimizer: kind } = network;
  const model = modelOf(network);
  const optimizer = kind === "adam" ? tf.train.adam(0.001) : tf.train.momentum(0.01, 0.9);
  const x = tf.randomNormal([batch, sizes[0]]);
  const y = tf.cast(tf.oneHot(tf.tensor1d(labelsOf(batch), "int32"), 10), "float32");
  const lossOf = (outputs: unknown) =>
    loss === "softmaxCrossEntropy"
      ? tf.losses.softmaxCrossEntropy(y, outputs)
      : tf.mul(tf.sum(tf.square(tf.sub(outputs, y))), 0.5 / batch);
  async function step() {
    const value = optimizer.minimize(() => lossOf(model.apply(x, { training: true })), true);
    await value.data();
    value.dispose();
  }
  return { step, weights: weightsOf(sizes), version: tf.version_core };
}

await serve(open);
