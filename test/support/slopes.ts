/** @file A data set that one line separates. */

import { type Examples, examples, hostRandom } from "glissade/data";

/** Pairs of numbers in [0, 1); the label is 1 where the second is larger. */
export function slopes(count: number): Examples {
  const random = hostRandom(1);
  const inputs = Float32Array.from({ length: 2 * count }, () => random.uniform());
  const labels = Int32Array.from({ length: count }, (_, row) =>
    Number(inputs[2 * row + 1]! > inputs[2 * row]!),
  );
  return examples({ inputs, labels, shape: [2], classes: ["falling", "rising"] }, "slopes");
}
