/** @file The values that stand for missing ones: mean, median, most frequent. */

/** The ways to fit a value for missing cells. */
export const fillMethods = ["mean", "median", "most frequent"] as const;

export type FillMethod = (typeof fillMethods)[number];

/** The value for missing numbers, from those that are there; nothing where there are none. */
export function fillValue(values: Float64Array, method: FillMethod): number | undefined {
  if (values.length === 0) return undefined;
  if (method === "mean") return values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = values.toSorted();
  return method === "median" ? median(sorted) : mostFrequent(sorted);
}

function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Of several that are as frequent, the smallest. */
function mostFrequent(sorted: Float64Array): number {
  let [best, longest, start] = [sorted[0]!, 0, 0];
  for (let end = 1; end <= sorted.length; end++) {
    if (sorted[end] === sorted[start]) continue;
    if (end - start > longest) [best, longest] = [sorted[start]!, end - start];
    start = end;
  }
  return best;
}
