/** @file The small CNN of a textbook's study of optimizers. */

import { nn } from "glissade";
import { classifier } from "./classifier.ts";

/**
 * Two convolutions with dropout on 16 384 digits, twelve epochs in batches of 128: Math for Deep Learning (Kneusel 2021),
 * chapter 11.
 */
export const smallCnn = classifier({
  name: "small CNN",
  usual: "mnist",
  count: 16_384,
  model: nn.sequential(
    nn.reshape([1, 28, 28]),
    ...[nn.conv2d(32, 3), nn.relu(), nn.conv2d(64, 3), nn.relu(), nn.maxPool2d(2), nn.dropout(0.25)],
    ...[nn.flatten(), nn.linear(128), nn.relu(), nn.dropout(0.5), nn.linear(10)],
  ),
  batchSize: 128,
  steps: 1536,
});
