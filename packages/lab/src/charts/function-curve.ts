/** @file A function of one variable as a curve. */

import { between, linearAxis, pad, quantile, type Range, rangeOf } from "./axes.ts";
import type { Point } from "./layout.ts";
import type { Scene, SceneParts } from "./scene.ts";
import { MUTED } from "./theme.ts";
import { view } from "./view.ts";

const SAMPLES = 400;

/** Draws f around the paths, which lie on it. */
export function functionCurve({ runs, variables, evaluate, box }: SceneParts): Scene {
  const name = variables[0]!;
  const x = linearAxis(name, view(runs, { axis: 0, box: box?.[0] }));
  const curve = sampleCurve(evaluate, x);
  const values = runs.flatMap(({ path }) =>
    path.filter((point) => x.min <= point.x[0]! && point.x[0]! <= x.max).map(({ value }) => value),
  );
  const y = linearAxis(`f(${name})`, pad(rangeOf([...values, ...bulk(curve)]), 0.05));
  const data = curve.map(([at, value]) => [at, Number.isFinite(value) ? value : null]);
  const lineStyle = { color: MUTED, width: 2 };
  const series = [{ type: "line", data, symbol: "none", lineStyle }] as const;
  return { x, y, series, place: (point) => [point.x[0]!, point.value] };
}

function sampleCurve(evaluate: SceneParts["evaluate"], range: Range): readonly Point[] {
  return Array.from({ length: SAMPLES + 1 }, (_, index) => {
    const x = between(range, index / SAMPLES);
    return [x, evaluate([x])];
  });
}

/** The values at the ends of the middle 96 %: a pole must not flatten the rest. */
function bulk(curve: readonly Point[]): readonly number[] {
  const sorted = Float64Array.from(curve.map(([, value]) => value).filter(Number.isFinite)).sort();
  return sorted.length > 0 ? [quantile(sorted, 0.02), quantile(sorted, 0.98)] : [];
}
