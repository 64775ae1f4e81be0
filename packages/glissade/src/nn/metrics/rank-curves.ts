/** @file Areas under the curves that a ranking of scores draws, on the host. */

/** Scores, whether each is one of those to be found, and how much it counts. */
export interface Ranked {
  readonly scores: Float64Array;
  readonly isPositive: (row: number) => boolean;
  readonly weights: Float64Array;
}

/** What has been found once all scores down to one are taken: of those to be found, and of the others. */
interface Found {
  readonly right: number;
  readonly wrong: number;
}

const nothing: Found = { right: 0, wrong: 0 };

/** From the highest score down; equal scores are taken together, and rows without weight not at all. */
function curve({ scores, isPositive, weights }: Ranked): Found[] {
  const order = Uint32Array.from(weights.keys()).filter((row) => weights[row] !== 0);
  order.sort((a, b) => scores[b]! - scores[a]!);
  const points: Found[] = [];
  let { right, wrong } = nothing;
  for (const [place, row] of order.entries()) {
    if (isPositive(row)) right += weights[row]!;
    else wrong += weights[row]!;
    const isLast = scores[order[place + 1] ?? -1] !== scores[row];
    if (isLast) points.push({ right, wrong });
  }
  return points;
}

/** The sum over a curve, NaN where a score is no number. */
function sumOver(ranked: Ranked, area: (now: Found, before: Found, end: Found) => number): number {
  if (ranked.scores.some(Number.isNaN)) return Number.NaN;
  const points = curve(ranked);
  const end = points.at(-1) ?? nothing;
  const areas = points.map((now, index) => area(now, points[index - 1] ?? nothing, end));
  return areas.reduce((sum, each) => sum + each, 0) / end.right;
}

/** By trapezia: the chance that one to be found scores higher than another, where ties count half. */
export const areaUnderRoc = (ranked: Ranked): number =>
  sumOver(
    ranked,
    (now, before, end) => ((now.wrong - before.wrong) * (now.right + before.right)) / (2 * end.wrong),
  );

/** The mean, over those to be found, of the precision down to their scores. */
export const meanPrecision = (ranked: Ranked): number =>
  sumOver(ranked, ({ right, wrong }, before) => ((right - before.right) * right) / (right + wrong));
