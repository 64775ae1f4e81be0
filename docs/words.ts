/** @file Numbers and lists in the words of pages: means and differences with their intervals, shares, tables. */

import { bootstrapInterval, type MeanDifference, toMarkdown } from "@glissade/lab";

export const digits = (value: number, count = 3): string => String(Number(value.toPrecision(count)));

export const percent = (share: number, count = 3): string => `${digits(100 * share, count)} %`;

/** With its sign, which is a true minus. */
export const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;

/** "a, b and c" */
export const list = (names: readonly string[]): string => new Intl.ListFormat("en-GB").format(names);

/** Parts of a sentence, one after the other. */
export const sentence = (parts: readonly string[]): string => `${parts.join("; ")}.`;

/** A mean with its bootstrap interval. */
export function meanText(sample: readonly number[], count = 4): string {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  const interval = sample.length > 4 ? bootstrapInterval(sample) : null;
  return interval
    ? `${digits(mean, count)} (${digits(interval.low, count)} to ${digits(interval.high, count)}, n = ${sample.length})`
    : `${digits(mean, count)} (n = ${sample.length})`;
}

/** A difference of means, with its interval where it has one. */
export function differenceText(difference: MeanDifference | null, write = (x: number) => digits(x)): string {
  if (!difference) return "unknown";
  const { mean, low, high } = difference;
  return low === null || high === null ? write(mean) : `${write(mean)} (${write(low)} to ${write(high)})`;
}

/** k of n with Wilson's 95 % interval ("Probable inference, the law of succession, and statistical inference", 1927). */
export function shareText(k: number, n: number): string {
  const z2 = 1.959964 ** 2;
  const centre = (k + z2 / 2) / (n + z2);
  const margin = (Math.sqrt(z2) * Math.sqrt((k * (n - k)) / n + z2 / 4)) / (n + z2);
  const rounded = (share: number) => `${Math.round(100 * share)} %`;
  return `${k} of ${n}, ${rounded(k / n)} (${rounded(Math.max(0, centre - margin))} to ${rounded(Math.min(1, centre + margin))})`;
}

export function median(sample: readonly number[]): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.floor(sorted.length / 2)]!];
  return (low + high) / 2;
}

/** In Markdown; the columns named first are words, the others numbers. */
export const table = (
  labels: readonly string[],
  words: number,
  rows: readonly (readonly string[])[],
): string =>
  toMarkdown({
    columns: labels.map((label, index) => ({ label, align: index < words ? "start" : "end" })),
    rows,
  });
