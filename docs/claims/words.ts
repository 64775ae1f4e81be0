/** @file Numbers of claims in words: means and differences with their intervals, shares. */

import { bootstrapInterval, meanDifference } from "@glissade/lab";

export const digits = (value: number, count = 3): string => String(Number(value.toPrecision(count)));

/** A mean with its bootstrap interval. */
export function meanText(sample: readonly number[], count = 4): string {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  const interval = sample.length > 4 ? bootstrapInterval(sample) : null;
  return interval
    ? `${digits(mean, count)} (${digits(interval.low, count)} to ${digits(interval.high, count)}, n = ${sample.length})`
    : `${digits(mean, count)} (n = ${sample.length})`;
}

/** The difference of two means with Welch's interval. */
export function differenceText(a: readonly number[], b: readonly number[]): string {
  const found = meanDifference(a, b);
  if (!found) return "unknown";
  const { mean, low, high } = found;
  return low === null || high === null
    ? digits(mean)
    : `${digits(mean)} (95 % interval ${digits(low)} to ${digits(high)})`;
}

/** k of n with Wilson's 95 % interval ("Probable inference, the law of succession, and statistical inference", 1927). */
export function shareText(k: number, n: number): string {
  const z2 = 1.959964 ** 2;
  const centre = (k + z2 / 2) / (n + z2);
  const margin = (Math.sqrt(z2) * Math.sqrt((k * (n - k)) / n + z2 / 4)) / (n + z2);
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return `${k} of ${n}, ${percent(k / n)} (${percent(Math.max(0, centre - margin))} to ${percent(Math.min(1, centre + margin))})`;
}

export function median(sample: readonly number[]): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.floor(sorted.length / 2)]!];
  return (low + high) / 2;
}

/** Parts of a sentence, one after the other. */
export const sentence = (parts: readonly string[]): string => `${parts.join("; ")}.`;
