/** @file Curves of runs, in full or thinned. */

import { downsample } from "./downsample.ts";
import type { Home } from "./home.ts";
import { requireIds, requireInteger } from "./names.ts";
import { OUTLINE_POINTS, type Outline, readOutlines } from "./outlines.ts";
import { readPoints } from "./points.ts";
import type { Curve, CurveFilter } from "./store.ts";

export async function readCurves(home: Home, filter: CurveFilter): Promise<readonly Curve[]> {
  const { runs, key, from, to, most = Number.POSITIVE_INFINITY } = filter;
  requireIds("curves({ runs })", runs);
  if (filter.most !== undefined) requireInteger("curves({ most })", most, 2);
  const isOutlined = most <= OUTLINE_POINTS && from === undefined && to === undefined;
  const outlines: ReadonlyMap<number, Outline> = isOutlined ? await readOutlines(home, runs, key) : new Map();
  const others = await readPoints(home, { ...filter, runs: runs.filter((run) => !outlines.has(run)) });
  return [...new Set(runs)].map((run) => {
    const own = others.get(run) ?? [];
    const { all, points } = outlines.get(run) ?? { all: own.length, points: own };
    const chosen = downsample(points, most);
    return { run, points: chosen, downsampled: chosen.length < all };
  });
}
