/** @file Critical points of random functions, from one to eight dimensions: how many are minima? */

import {
  compile,
  cos,
  div,
  grad,
  hessian,
  matmul,
  minimum,
  solveLinear,
  type Tensor,
  tensor,
  vmap,
} from "glissade";
import { hostRandom } from "glissade/data";

const DIMENSIONS = [1, 2, 3, 4, 6, 8];
export const setting = { waves: 50, starts: 300 } as const;
const STEPS = 60;
const LONGEST_STEP = 0.3;

const random = hostRandom(1);
const normals = (count: number) => Array.from({ length: count }, () => random.normal());

/** A sum of waves in random directions. */
function randomFunction(dimensions: number) {
  const directions = tensor(
    Array.from({ length: setting.waves }, () => normals(dimensions)),
    { dtype: "float64" },
  );
  const phases = tensor(
    Array.from({ length: setting.waves }, () => 2 * Math.PI * random.uniform()),
    { dtype: "float64" },
  );
  return (x: Tensor) => cos(matmul(directions, x).add(phases)).sum();
}

/** Newton's method from random starts, which is drawn to critical points of every kind. */
async function hessiansAt(f: (x: Tensor) => Tensor, dimensions: number): Promise<readonly number[][]> {
  const newton = compile(
    vmap((x: Tensor) => {
      const step = solveLinear(hessian(f)(x), grad(f)(x).reshape([dimensions, 1])).reshape([dimensions]);
      const length = step.square().sum().sqrt();
      return x.sub(step.mul(minimum(div(LONGEST_STEP, length.add(1e-300)), 1)));
    }),
  );
  let points = tensor(
    Array.from({ length: setting.starts }, () =>
      Array.from({ length: dimensions }, () => 6 * random.uniform() - 3),
    ),
    { dtype: "float64" },
  );
  for (let step = 0; step < STEPS; step++) points = await newton(points);
  const slopes = await compile(vmap((x: Tensor) => grad(f)(x).square().sum()))(points);
  const flat = Array.from(await slopes.data(), Number);
  const all = Array.from(await (await compile(vmap(hessian(f)))(points)).data(), Number);
  const size = dimensions ** 2;
  return flat.flatMap((slope, index) => (slope < 1e-16 ? [all.slice(index * size, (index + 1) * size)] : []));
}

/** How many eigenvalues are above 0: by Sylvester's law as many as pivots. */
function positives(hessian: readonly number[], n: number): number {
  const a = Array.from({ length: n }, (_, row) => hessian.slice(row * n, (row + 1) * n));
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) a[i]![j]! -= (a[i]![k]! * a[k]![j]!) / a[k]![k]!;
  return a.filter((row, k) => row[k]! > 0).length;
}

/** Of each number of dimensions: critical points that were found, minima and saddles among them. */
export default async function saddles() {
  const rows = [];
  for (const dimensions of DIMENSIONS) {
    const found = await hessiansAt(randomFunction(dimensions), dimensions);
    const counts = found.map((hessian) => positives(hessian, dimensions));
    const minima = counts.filter((count) => count === dimensions).length;
    rows.push({
      points: found.length,
      minima,
      saddles: counts.filter((n) => n > 0 && n < dimensions).length,
    });
  }
  return {
    dimensions: DIMENSIONS,
    points: rows.map(({ points }) => points),
    minima: rows.map(({ minima }) => minima),
    saddles: rows.map(({ saddles: count }) => count),
  };
}
