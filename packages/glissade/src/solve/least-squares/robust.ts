/** @file Robust losses: large residuals count less than their squares. */

import { requirePositive } from "../../graph/operand-checks.ts";
import type { Vector } from "../parameters.ts";
import { dot } from "../vectors.ts";

/** ρ, ρ′ and ρ″ at a squared residual s; the cost is ½Σρ(s). ρ(0) = 0 and ρ′(0) = 1 where small residuals count in full. */
export type Loss = (squared: number) => readonly [value: number, first: number, second: number];

/** No loss at all. */
export const squares: Loss = (squared) => [squared, 1, 0];

/** Losses with scale 1. */
const losses = {
  huber: (s) => {
    const root = Math.sqrt(s);
    return s <= 1 ? [s, 1, 0] : [2 * root - 1, 1 / root, -1 / (2 * s * root)];
  },
  // 2(√(1 + s) - 1) without losing the digits of small s
  softL1: (s) => {
    const root = Math.sqrt(1 + s);
    return [(2 * s) / (1 + root), 1 / root, -1 / (2 * (1 + s) * root)];
  },
  cauchy: (s) => [Math.log1p(s), 1 / (1 + s), -1 / (1 + s) ** 2],
  arctan: (s) => [Math.atan(s), 1 / (1 + s * s), (-2 * s) / (1 + s * s) ** 2],
  // (1 - (1 - s)³)/3
  tukey: (s) => (s <= 1 ? [s - s * s + s ** 3 / 3, (1 - s) ** 2, -2 * (1 - s)] : [1 / 3, 0, 0]),
} satisfies Record<string, Loss>;

/** ρ of scale a is a²ρ(s/a²). */
const scaled =
  (name: keyof typeof losses) =>
  (scale = 1): Loss => {
    requirePositive(`${name}(scale)`, scale);
    return (squared) => {
      const [value, first, second] = losses[name](squared / scale ** 2);
      return [scale ** 2 * value, first, second / scale ** 2];
    };
  };

/**
 * Huber's loss ("Robust estimation of a location parameter", 1964): s up to the scale a, 2a√s - a² beyond.
 *
 * @example
 * solve.huber(1)(9)[0]; // 5
 */
export const huber = scaled("huber");

/**
 * A smooth Huber loss: 2a²(√(1 + s/a²) - 1) (Charbonnier and others, "Two deterministic half-quadratic regularization
 * algorithms for computed imaging", 1994).
 *
 * @example
 * solve.softL1(1)(8)[0]; // 4
 */
export const softL1 = scaled("softL1");

/**
 * Cauchy's loss: a²log(1 + s/a²) (Holland and Welsch, "Robust regression using iteratively reweighted least-squares",
 * 1977). It has several minima where residuals disagree.
 *
 * @example
 * solve.cauchy(2)(4)[0]; // 2.772589
 */
export const cauchy = scaled("cauchy");

/**
 * A bounded loss: a²arctan(s/a²). That of Ceres has the scale √a.
 *
 * @example
 * solve.arctan(1)(1)[0]; // 0.785398
 */
export const arctan = scaled("arctan");

/**
 * Tukey's biweight: a²/3·(1 - (1 - s/a²)³) up to the scale a; residuals beyond have no pull at all (Beaton and Tukey, "The
 * fitting of power series, meaning polynomials, illustrated on band-spectroscopic data", 1974).
 *
 * @example
 * solve.tukey(2)(100); // [1.333333, 0, 0]
 */
export const tukey = scaled("tukey");

/** Residuals, and the rows of their Jacobian one after the other. */
export interface Linearization {
  readonly residuals: Vector;
  readonly jacobian: Vector;
}

export interface RobustOptions {
  readonly loss: Loss;
  /** How many residuals in a row form one, whose squared length the loss takes. */
  readonly blockSize: number;
}

/** ½Σρ(‖block‖²) */
export const robustCost = (residuals: Vector, { loss, blockSize }: RobustOptions): number =>
  blocks(residuals, blockSize).reduce((sum, block) => sum + loss(dot(block, block))[0] / 2, 0);

/** Residuals and Jacobian whose least squares agree with the robust cost to second order where ρ″ > 0, else to first. */
export function correct(
  { residuals, jacobian }: Linearization,
  { loss, blockSize }: RobustOptions,
): Linearization {
  const width = jacobian.length / residuals.length;
  const result = { residuals: residuals.slice(), jacobian: jacobian.slice() };
  const rows = blocks(result.jacobian, blockSize * width);
  for (const [index, block] of blocks(result.residuals, blockSize).entries())
    correctBlock(block, rows[index]!, loss);
  return result;
}

const blocks = (values: Vector, size: number): Vector[] =>
  Array.from({ length: values.length / size }, (_, index) =>
    values.subarray(index * size, (index + 1) * size),
  );

/** f ← √ρ′/(1 - α)·f and J ← √ρ′(J - αffᵀJ/s), where ½α² - α = sρ″/ρ′ ("Bundle adjustment: a modern synthesis", 1999). */
function correctBlock(block: Vector, rows: Vector, loss: Loss): void {
  const s = dot(block, block);
  const [, first, second] = loss(s);
  const root = Math.sqrt(first);
  const alpha = second > 0 && s > 0 ? 1 - Math.sqrt(1 + (2 * s * second) / first) : 0;
  const width = rows.length / block.length;
  for (let column = 0; column < width; column++) {
    const along = block.reduce((sum, value, row) => sum + value * rows[row * width + column]!, 0);
    for (const [row, value] of block.entries()) {
      const at = row * width + column;
      rows[at] = root * (rows[at]! - (s > 0 ? (alpha * value * along) / s : 0));
    }
  }
  for (const row of block.keys()) block[row]! *= root / (1 - alpha);
}
