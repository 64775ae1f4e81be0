/** @file The array of a file as a sample: one dimension, two values or more, all finite. */

import { DataError, ShapeError } from "glissade";

/** What a sample is made from: `readNpy` returns it. */
interface SampleArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/**
 * Checks that an array is a sample and takes its values; `where` names it in errors.
 *
 * @example
 * toSample({ shape: [2], data: [0.5, 0.75] }, "mcc.npy"); // Float64Array [0.5, 0.75]
 */
export function toSample({ shape, data }: SampleArray, where: string): Float64Array {
  if (shape.length !== 1)
    throw new ShapeError({
      where,
      rule: `a sample has one dimension, got shape [${shape.join(", ")}]`,
      fix: "Save one number per run, for example numpy.save(path, table[:, 0])",
    });
  const sample = Float64Array.from(data, Number);
  if (sample.length < 2)
    throw new DataError({
      where,
      rule: `a sample needs at least 2 values, got ${sample.length}`,
      fix: "Save one number per run",
    });
  const index = sample.findIndex((value) => !Number.isFinite(value));
  if (index >= 0)
    throw new DataError({
      where,
      rule: `the values of a sample must be finite, got ${sample[index]} at index ${index}`,
      fix: "Leave out the runs that diverged, and report their number beside the test",
    });
  return sample;
}
