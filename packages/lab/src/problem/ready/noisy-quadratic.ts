/** @file The numbers of DeepOBS' problem quadratic_deep: a noisy quadratic in 100 dimensions. */

import { type Tensor, tensor } from "glissade";
import { numpyRandom } from "./numpy-random.ts";

const SIZE = 100;

type Matrix = readonly Float64Array[];

/** What the problem is made of. */
export interface QuadraticDeep {
  /** RᵀΛR: nine tenths of the eigenvalues in [0, 1), the others in [30, 60). */
  readonly matrix: Tensor;
  /** 1000 training points and 896 test points. */
  readonly train: Tensor;
  readonly test: Tensor;
}

/**
 * The matrix and the points of quadratic_deep, ½(θ - x)ᵀQ(θ - x) (Schneider, Balles and Hennig, "DeepOBS: A Deep Learning
 * Optimizer Benchmark Suite", 2019), the same numbers as there.
 *
 * @example
 * quadraticDeep().train.shape; // [1000, 100]
 */
export function quadraticDeep(): QuadraticDeep {
  const random = numpyRandom(42);
  const small = Array.from({ length: 90 }, () => random.uniform(0, 1));
  const eigenvalues = [...small, ...Array.from({ length: 10 }, () => random.uniform(30, 60))];
  const rotation = rotate(random);
  const matrix = Array.from({ length: SIZE }, (_, i) =>
    Array.from({ length: SIZE }, (_, j) =>
      eigenvalues.reduce((sum, value, k) => sum + value * rotation[k]![i]! * rotation[k]![j]!, 0),
    ),
  );
  return { matrix: tensor(matrix), train: points(42, 1000), test: points(43, 896) };
}

function points(seed: number, count: number): Tensor {
  const { normal } = numpyRandom(seed);
  return tensor(Array.from({ length: count }, () => Array.from({ length: SIZE }, () => normal(0.6))));
}

/** A uniformly random rotation by the subgroup algorithm (Diaconis and Shahshahani 1987). */
function rotate(random: ReturnType<typeof numpyRandom>): Matrix {
  const angle = 2 * Math.PI * random.uniform();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let rotation: Matrix = [Float64Array.of(cos, sin), Float64Array.of(-sin, cos)];
  for (let size = 3; size <= SIZE; size++) rotation = extend(rotation, sphere(random, size));
  return rotation.map((row) => row.map((value) => -value));
}

/** A uniformly random unit vector. */
function sphere({ normal }: ReturnType<typeof numpyRandom>, size: number): Float64Array {
  const vector = Float64Array.from({ length: size }, () => normal());
  return scaleToOne(vector);
}

function scaleToOne(vector: Float64Array): Float64Array {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

/** The rotation in one dimension more, behind a reflection that takes the first axis to the unit vector. */
function extend(rotation: Matrix, unit: Float64Array): Matrix {
  const size = unit.length;
  const wide = [unit.map((_, j) => (j === 0 ? 1 : 0)), ...rotation.map((row) => Float64Array.of(0, ...row))];
  const x = scaleToOne(unit.map((value, i) => (i === 0 ? 1 : 0) - value));
  const product = Float64Array.from({ length: size }, (_, j) =>
    wide.reduce((sum, row, i) => sum + x[i]! * row[j]!, 0),
  );
  return wide.map((row, i) => row.map((value, j) => value - 2 * x[i]! * product[j]!));
}
