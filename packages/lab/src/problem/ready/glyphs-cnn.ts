/** @file A small convolutional network on drawn glyphs: no data to fetch, a run takes seconds. */

import { nn } from "glissade";
import { classifier } from "./classifier.ts";

/** Two convolutions and two dense layers on glyphs of 14×14 pixels. */
export const glyphsCnn = classifier({
  name: "glyphs CNN",
  usual: "glyphs",
  size: 14,
  count: 4000,
  model: nn.sequential(
    nn.reshape([1, 14, 14]),
    ...[nn.conv2d(16, 3), nn.relu(), nn.maxPool2d(2)],
    ...[nn.conv2d(32, 3), nn.relu(), nn.maxPool2d(2)],
    ...[nn.flatten(), nn.linear(64), nn.relu(), nn.linear(10)],
  ),
  batchSize: 64,
  steps: 600,
});
