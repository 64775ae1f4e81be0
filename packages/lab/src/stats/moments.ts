/** @file Means, deviations and moments of a sample: at any offset, in any unit, and exact for constant samples. */

/** The sum of `term(v)` over a sample. */
export const sum = (sample: ArrayLike<number>, term: (value: number) => number): number =>
  pairwiseSum(Float64Array.from(sample, term));

/** How many values are added at most before sums are split, and in how many sums side by side: as in NumPy. */
const [BLOCK, LANES] = [128, 8];

/** By halves, so that rounding errors hardly grow with the length. */
function pairwiseSum(values: Float64Array): number {
  const { length } = values;
  if (length > BLOCK) {
    const half = Math.floor(length / 2);
    const middle = half - (half % LANES);
    return pairwiseSum(values.subarray(0, middle)) + pairwiseSum(values.subarray(middle));
  }
  const whole = length - (length % LANES);
  let lanes = new Float64Array(LANES);
  for (let i = 0; i < whole; i++) lanes[i % LANES]! += values[i]!;
  while (lanes.length > 1) lanes = addNeighbours(lanes);
  return values.subarray(whole).reduce((total, value) => total + value, lanes[0]!);
}

const addNeighbours = (values: Float64Array): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: values.length / 2 }, (_, i) => values[2 * i]! + values[2 * i + 1]!);

interface Scaled {
  /** A power of two, so that dividing by it rounds nothing. */
  readonly unit: number;
  /** The sample in this unit: no value is above 2, so that powers and sums stay in range. */
  readonly values: Float64Array;
}

/** The exponent of the largest power of two. */
const MAX_EXPONENT = 1023;

/** A sample in a unit of its own size. */
export function toUnit(sample: ArrayLike<number>): Scaled {
  const values = Float64Array.from(sample);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = largest > 0 ? 2 ** Math.min(MAX_EXPONENT, Math.floor(Math.log2(largest))) : 1;
  return { unit, values: values.map((value) => value / unit) };
}

/** Where a sample is, with twice the digits of a number, and how it lies around that. */
export interface Centered {
  /** The mean without its rounding error, and this error. */
  readonly rough: number;
  readonly rest: number;
  /** v - mean */
  readonly deviations: Float64Array;
}

/** The differences from a rough mean are exact where they are small. */
export function center(values: Float64Array): Centered {
  const rough = pairwiseSum(values) / values.length;
  const shifted = values.map((value) => value - rough);
  const rest = pairwiseSum(shifted) / values.length;
  return { rough, rest, deviations: shifted.map((value) => value - rest) };
}

/** The unbiased deviation √(1/(n-1) Σ (v - mean)²), also where that is so small that squares vanish. */
export function spreadOf({ deviations }: Centered): number {
  const { unit, values } = toUnit(deviations);
  return unit * Math.sqrt(sum(values, (d) => d * d) / (values.length - 1));
}

/** The arithmetic mean. */
export function mean(sample: ArrayLike<number>): number {
  const { unit, values } = toUnit(sample);
  const { rough, rest } = center(values);
  return unit * (rough + rest);
}

/** The unbiased standard deviation. */
export function deviation(sample: ArrayLike<number>): number {
  const { unit, values } = toUnit(sample);
  return unit * spreadOf(center(values));
}

/** Of a sample with a spread, without correction for its size: m₃/m₂^(3/2) and m₄/m₂². */
export interface Shape {
  readonly skewness: number;
  readonly kurtosis: number;
}

/** The shape of a sample by its central moments m_k = 1/n Σ (v - mean)^k; `null` where all values are equal. */
export function shapeOf(sample: ArrayLike<number>): Shape | null {
  const { deviations } = center(toUnit(sample).values);
  const moment = (power: (d: number) => number) => sum(deviations, power) / deviations.length;
  const m2 = moment((d) => d * d);
  if (!(m2 > 0)) return null;
  return {
    skewness: moment((d) => d * d * d) / m2 ** 1.5,
    kurtosis: moment((d) => d * d * (d * d)) / m2 ** 2,
  };
}
