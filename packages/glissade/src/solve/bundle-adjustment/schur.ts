/** @file Damped least squares by the Schur complement: blocks of unknowns are eliminated, what is left is dense. */

import type { Linearization } from "../least-squares/robust.ts";
import type { Vector } from "../parameters.ts";
import { backSubstitute, eliminate, factorOf, type SymmetricSystem } from "./cholesky.ts";
import type { Block, Elimination } from "./elimination.ts";

/** Residuals per observation. */
export const RESIDUALS = 2;

/**
 * The step δ that makes ‖r + Jδ‖² + ‖Dδ‖² least. With JᵀJ + D² = [B E; Eᵀ C], where C has a block for each group of
 * unknowns, (B - EC⁻¹Eᵀ)δ₁ = -(g₁ - EC⁻¹g₂) and then Cδ₂ = -(g₂ + Eᵀδ₁). Not finite where the matrix is singular.
 */
export function schurStep({ kept, blocks }: Elimination, rows: Linearization, damping: Vector): Vector {
  const reduced = { matrix: new Float64Array((kept + 1) ** 2), size: kept + 1 };
  damp(reduced, damping.subarray(0, kept));
  const scratch = new Float64Array(blocks.reduce((most, block) => Math.max(most, sizeOf(block) ** 2), 0));
  const factors = blocks.map((block) => {
    const system = systemOf(block, rows, scratch);
    damp(system, damping.subarray(block.start, block.start + block.size));
    eliminate(system, block.size);
    addRest(reduced, system, block);
    return factorOf(system, block.size);
  });
  eliminate(reduced, kept);
  const left = backSubstitute(factorOf(reduced, kept), new Float64Array(0));
  const eliminated = blocks.map((block, index) =>
    backSubstitute(
      factors[index]!,
      Float64Array.from(block.kept.slice(0, -1), (column) => left[column]!),
    ),
  );
  // The systems have Jᵀr on their right side.
  return join([left, ...eliminated]).map((value) => -value);
}

/** Adds squares to the first entries of the diagonal. */
function damp({ matrix, size }: SymmetricSystem, damping: Vector): void {
  for (const [i, d] of damping.entries()) matrix[i * (size + 1)]! += d ** 2;
}

const sizeOf = ({ size, kept }: Block): number => size + kept.length;

/** JᵀJ and Jᵀr of the observations of a block, in memory that holds the largest. */
function systemOf(block: Block, { residuals, jacobian }: Linearization, scratch: Vector): SymmetricSystem {
  const size = sizeOf(block);
  const system = { matrix: scratch.fill(0, 0, size * size), size };
  const width = jacobian.length / residuals.length;
  const row = new Float64Array(width + 1);
  for (const [index, observation] of block.observations.entries()) {
    const positions = block.positions.subarray(index * (width + 1), (index + 1) * (width + 1));
    for (let at = RESIDUALS * observation; at < RESIDUALS * (observation + 1); at++) {
      row.set(jacobian.subarray(at * width, (at + 1) * width));
      row[width] = residuals[at]!;
      addSquare(system, positions, row);
    }
  }
  return system;
}

/** Adds the products of a row's numbers at their positions. */
function addSquare({ matrix, size }: SymmetricSystem, positions: Int32Array, row: Vector): void {
  for (let i = 0; i < row.length; i++) {
    const p = positions[i]!;
    if (p < 0) continue;
    for (let j = 0; j <= i; j++) {
      const q = positions[j]!;
      if (q >= 0) matrix[p > q ? p * size + q : q * size + p]! += row[i]! * row[j]!;
    }
  }
}

/** Adds what is left of a block's system to the reduced one. */
function addRest(reduced: SymmetricSystem, { matrix, size }: SymmetricSystem, block: Block): void {
  for (const [i, row] of block.kept.entries())
    for (let j = 0; j <= i; j++)
      reduced.matrix[row * reduced.size + block.kept[j]!]! +=
        matrix[(block.size + i) * size + block.size + j]!;
}

function join(parts: readonly Vector[]): Vector {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
