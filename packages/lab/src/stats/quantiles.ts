/** @file Quantiles of a sample. */

/**
 * The value below which a share of the sample lies, on straight lines between its values: type 7 of Hyndman and Fan,
 * "Sample quantiles in statistical packages", 1996, as in NumPy. A sample of one value has this one alone.
 */
export function quantileOf(sample: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(sample).sort();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  const part = place - below;
  // halves of large values, whose difference may overflow
  return part === 0 ? low : low * (1 - part) + high * part;
}
