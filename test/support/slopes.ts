/** @file A data set that one line separates. */

import { type Examples, examples, hostRandom } from "glissade/data";

/** Pairs of numbers in [0, 1); the label is 1 where the second is larger. */
export function slopes(count: number): Examples {
  const random = hostRandom(1);
  const images = Float32Array.from({ length: 2 * count }, () => random.uniform());
  const labels = Int32Array.from({ length: count }, (_, row) =>
    Number(images[2 * row + 1]! > images[2 * row]!),
  );
  return examples({ images, labels, shape: [2], classes: ["falling", "rising"] }, "slopes");
}
