/** @file Rotations as angle-axis, outside of graphs. */

/** A rotation is its axis times its angle in radians. */
export type Vector3 = readonly [x: number, y: number, z: number];

/** Three numbers of an array. */
export const vector3 = (values: Float64Array, offset: number): Vector3 => [
  values[offset]!,
  values[offset + 1]!,
  values[offset + 2]!,
];

/** A rotated point: Rodrigues' formula, p + sin θ k×p + (1 - cos θ) k×(k×p). */
export function rotatePoint(angleAxis: Vector3, point: Vector3): Vector3 {
  const angle = Math.hypot(...angleAxis);
  if (angle === 0) return point;
  const axis = scaled(angleAxis, 1 / angle);
  const once = cross(axis, point);
  const twice = cross(axis, once);
  const versine = 2 * Math.sin(angle / 2) ** 2;
  return sum(point, sum(scaled(once, Math.sin(angle)), scaled(twice, versine)));
}

const scaled = ([x, y, z]: Vector3, factor: number): Vector3 => [x * factor, y * factor, z * factor];

const sum = ([a, b, c]: Vector3, [x, y, z]: Vector3): Vector3 => [a + x, b + y, c + z];

const cross = ([a, b, c]: Vector3, [x, y, z]: Vector3): Vector3 => [
  b * z - c * y,
  c * x - a * z,
  a * y - b * x,
];

/**
 * Angle-axis of a rotation matrix of nine numbers, row by row, with an angle up to π. Goes through the quaternion whose
 * largest part is computed first (Shepperd 1978), which keeps its digits at every angle.
 */
export function angleAxisOfMatrix(matrix: ArrayLike<number>): Vector3 {
  const [w, ...direction] = quaternionOf(matrix);
  const sine = Math.hypot(...direction);
  // sin(θ/2)/(θ/2) is 1 to all digits where the division would lose them.
  const scale = sine < 1e-12 ? 2 : (2 * Math.atan2(sine, Math.abs(w))) / sine;
  return scaled(direction, w < 0 ? -scale : scale);
}

type Quaternion = readonly [w: number, x: number, y: number, z: number];

function quaternionOf(matrix: ArrayLike<number>): Quaternion {
  const m = (row: number, column: number) => matrix[3 * row + column]!;
  const trace = m(0, 0) + m(1, 1) + m(2, 2);
  // 4q_i² on the diagonal and 4q_i·q_j beside it: each row is the quaternion times four of its parts.
  const products = [
    [1 + trace, m(2, 1) - m(1, 2), m(0, 2) - m(2, 0), m(1, 0) - m(0, 1)],
    [m(2, 1) - m(1, 2), 1 - trace + 2 * m(0, 0), m(0, 1) + m(1, 0), m(0, 2) + m(2, 0)],
    [m(0, 2) - m(2, 0), m(0, 1) + m(1, 0), 1 - trace + 2 * m(1, 1), m(1, 2) + m(2, 1)],
    [m(1, 0) - m(0, 1), m(0, 2) + m(2, 0), m(1, 2) + m(2, 1), 1 - trace + 2 * m(2, 2)],
  ] as const;
  const diagonal = products.map((row, i) => row[i]!);
  const row = products[diagonal.indexOf(Math.max(...diagonal))]!;
  const norm = Math.hypot(...row);
  const [w, x, y, z] = row;
  return [w / norm, x / norm, y / norm, z / norm];
}

/** Where a camera stands that sees X at RX + t: -Rᵀt. */
export const centreOf = (angleAxis: Vector3, translation: Vector3): Vector3 =>
  rotatePoint(negate(angleAxis), negate(translation));

const negate = ([x, y, z]: Vector3): Vector3 => [-x, -y, -z];
