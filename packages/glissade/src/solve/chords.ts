/** @file Chords of a function: its values at two points and between them. */

import { fromData } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { uniform } from "../random/distributions.ts";
import { key } from "../random/keys.ts";
import { compile } from "../run/compile.ts";
import { vmap } from "../vmap/vmap.ts";
import { toVector, type Vector } from "./parameters.ts";
import type { Sampler } from "./sampling.ts";
import type { Spectrum } from "./symmetric.ts";
import { addScaled, maxNorm } from "./vectors.ts";

export interface Chord {
  readonly a: Vector;
  readonly b: Vector;
  /** λ: the point between them is λa + (1 - λ)b. */
  readonly lambda: number;
}

export interface MeasuredChord extends Chord {
  /** f(λa + (1 - λ)b) */
  readonly left: number;
  /** λf(a) + (1 - λ)f(b) */
  readonly right: number;
  /** How large the values are of which these are made. */
  readonly scale: number;
}

/** Random points of a region, in pairs. */
export async function drawChords<Params>(
  { width, pointFrom }: Sampler<Params>,
  samples: number,
  seed: number,
): Promise<readonly Chord[]> {
  const columns = 1 + 2 * width;
  const units = await toVector(uniform(key(seed), [samples, columns], { dtype: "float64" }));
  return Array.from({ length: samples }, (_, sample) => {
    const row = units.subarray(sample * columns, (sample + 1) * columns);
    const [a, b] = [row.subarray(1, 1 + width), row.subarray(1 + width)].map(pointFrom);
    return { a: a!, b: b!, lambda: row[0]! };
  });
}

/** Halvings of the distance: rounding hides what is nearer. */
const DISTANCES = 24;

/** Chords around a point along the direction of the least curvature, ever shorter; none where that is not negative. */
export function bentChords(
  { values, vectors }: Spectrum,
  point: Vector,
  { reach, epsilon }: { readonly reach: (direction: Vector) => number; readonly epsilon: number },
): readonly Chord[] {
  if (!(values[0]! < -Math.sqrt(epsilon) * maxNorm(values))) return [];
  const direction = vectors[0]!;
  const longest = reach(direction);
  return Array.from({ length: DISTANCES }, (_, count) => {
    const distance = longest * 0.5 ** count;
    const [a, b] = [addScaled(point, direction, distance), addScaled(point, direction, -distance)];
    return { a, b, lambda: 0.5 };
  });
}

/** Both sides of every chord, in one run. */
export async function measure(
  f: (x: Tensor) => Tensor,
  chords: readonly Chord[],
): Promise<readonly MeasuredChord[]> {
  const points = chords.flatMap((chord) => [between(chord), chord.a, chord.b]);
  const shape = [points.length, points[0]!.length];
  const data = Float64Array.from(points.flatMap((point) => [...point]));
  const values = await toVector(await compile(vmap(f))(fromData(data, { dtype: "float64", shape })));
  return chords.map((chord, index) => {
    const [left, atA, atB] = values.subarray(3 * index) as unknown as [number, number, number];
    const right = chord.lambda * atA + (1 - chord.lambda) * atB;
    return { ...chord, left, right, scale: Math.abs(left) + Math.abs(atA) + Math.abs(atB) };
  });
}

const between = ({ a, b, lambda }: Chord): Vector =>
  a.map((value, index) => lambda * value + (1 - lambda) * b[index]!);

/** Whether both sides are numbers. */
export const isDefined = ({ left, right }: MeasuredChord): boolean =>
  Number.isFinite(left) && Number.isFinite(right);

/** The chord that lies the furthest below the function, if that is further than rounding may account for. */
export function clearest(chords: readonly MeasuredChord[], epsilon: number): MeasuredChord | undefined {
  const excess = ({ left, right, scale }: MeasuredChord) => (left - right) / scale;
  return chords
    .filter((chord) => isDefined(chord) && excess(chord) > epsilon ** (2 / 3))
    .toSorted((one, other) => excess(other) - excess(one))[0];
}
