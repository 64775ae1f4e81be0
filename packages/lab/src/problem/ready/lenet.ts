/** @file LeNet on MNIST. */

import { nn } from "glissade";
import { classifier } from "./classifier.ts";

/**
 * Two convolutions and three dense layers, with relu and max pooling: Gradient-Based Learning Applied to Document
 * Recognition (LeCun, Bottou, Bengio and Haffner 1998), in the form that is usual today.
 */
export const lenet = classifier({
  name: "LeNet",
  usual: "mnist",
  model: nn.sequential(
    nn.reshape([1, 28, 28]),
    ...[nn.conv2d(6, 5, { padding: 2 }), nn.relu(), nn.maxPool2d(2)],
    ...[nn.conv2d(16, 5), nn.relu(), nn.maxPool2d(2)],
    ...[nn.flatten(), nn.linear(120), nn.relu(), nn.linear(84), nn.relu(), nn.linear(10)],
  ),
  batchSize: 64,
  steps: 2000,
});
