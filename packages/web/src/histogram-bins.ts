/** @file Histograms of several steps, each over its own range, as one matrix over their common range. */

import type { StepHistogram } from "../../lab/src/rows/attachments.ts";

export interface HistogramMap {
  readonly steps: readonly number[];
  /** The middle of each row, the highest first. */
  readonly middles: readonly number[];
  /** Shares of the finite numbers of a step, which is a column. */
  readonly shares: readonly (readonly number[])[];
}

const ROWS = 30;

/** Spreads the counts of each part evenly over the rows that it overlaps; one value alone falls into one row. */
export function mapHistograms(histograms: readonly StepHistogram[]): HistogramMap {
  const sorted = histograms.toSorted((a, b) => a.step - b.step);
  const low = Math.min(...sorted.flatMap((each) => each.low ?? []));
  const high = Math.max(...sorted.flatMap((each) => each.high ?? []));
  const size = (high - low) / ROWS;
  const columns = sorted.map((each) => sharesOf(each, low, size));
  const rows = Array.from({ length: ROWS }, (_, row) => ROWS - 1 - row);
  return {
    steps: sorted.map(({ step }) => step),
    middles: rows.map((row) => low + (row + 0.5) * size),
    shares: rows.map((row) => columns.map((column) => column[row]!)),
  };
}

function sharesOf({ low, high, counts }: StepHistogram, start: number, size: number): readonly number[] {
  const shares = new Array<number>(ROWS).fill(0);
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (low === null || high === null || all === 0) return shares;
  const width = (high - low) / counts.length;
  const rowAt = (value: number): number => (size > 0 ? (value - start) / size : 0);
  for (const [index, count] of counts.entries()) {
    const [from, to] = [rowAt(low + index * width), rowAt(low + (index + 1) * width)];
    spread(shares, { from, to, share: count / all });
  }
  return shares;
}

interface Part {
  /** In rows. */
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

function spread(shares: number[], { from, to, share }: Part): void {
  const rowOf = (place: number): number => Math.min(ROWS - 1, Math.max(0, Math.floor(place)));
  if (to - from < 1e-9) {
    shares[rowOf(from)]! += share;
    return;
  }
  for (let row = rowOf(from); row <= rowOf(to); row++) {
    const overlap = Math.min(to, row + 1) - Math.max(from, row);
    if (overlap > 0) shares[row]! += (share * overlap) / (to - from);
  }
}
