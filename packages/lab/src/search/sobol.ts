/** @file Points of Sobol sequences: more even in the unit cube than random ones. */

import { ArgumentError } from "glissade";
import { DIRECTIONS } from "./sobol-directions.ts";
import { randomOf, STREAMS } from "./streams.ts";

/** Binary digits of a coordinate. */
const BITS = 32;

/** The most dimensions that have direction numbers. */
const DIMENSIONS = DIRECTIONS.length + 1;

/** The direction numbers of a dimension as fractions of 2³². */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) return v.map((_, bit) => 2 ** (BITS - 1 - bit));
  const { coefficients, initial } = DIRECTIONS[dimension - 1]!;
  const degree = initial.length;
  for (let bit = 0; bit < BITS; bit++) {
    v[bit] = bit < degree ? initial[bit]! << (BITS - 1 - bit) : recur(v, bit, { coefficients, degree });
  }
  return v;
}

interface Recurrence {
  readonly coefficients: number;
  readonly degree: number;
}

/** v_k = a₁v_{k-1} ⊕ ... ⊕ a_{s-1}v_{k-s+1} ⊕ v_{k-s} ⊕ v_{k-s}/2ˢ */
function recur(v: Uint32Array, bit: number, { coefficients, degree }: Recurrence): number {
  const oldest = v[bit - degree]!;
  let value = oldest ^ (oldest >>> degree);
  for (let back = 1; back < degree; back++) {
    if ((coefficients >>> (degree - 1 - back)) & 1) value ^= v[bit - back]!;
  }
  return value;
}

/** The point of an index: its Gray code chooses which direction numbers are added without carry. */
function coordinate(v: Uint32Array, index: number): number {
  const gray = index ^ (index >>> 1);
  return v.reduce((sum, direction, bit) => ((gray >>> bit) & 1 ? sum ^ direction : sum), 0);
}

/** Points of a sequence by their index from 0. */
export type Sequence = (index: number) => readonly number[];

/**
 * A Sobol sequence (Joe and Kuo 2008) in the order of Gray codes: any 2ᵐ points from a multiple of 2ᵐ on have one in
 * each of the 2ᵐ parts of every axis. Its first point is the origin.
 *
 * @throws ArgumentError for more than 40 dimensions.
 *
 * @example
 * const point = sobol(2);
 * [point(1), point(2)]; // [[0.5, 0.5], [0.75, 0.25]]
 */
export function sobol(dimensions: number): Sequence {
  const directions = directionsIn(dimensions);
  return (index) => directions.map((v) => (coordinate(v, index) >>> 0) / 2 ** BITS);
}

/**
 * A Sobol sequence whose digits a seed scrambles, so that no point is at an end and each is uniform: a random matrix
 * multiplies the digits of each coordinate, and a random number is added to them without carry (Matoušek, "On the
 * L2-Discrepancy for Anchored Boxes", 1998). Parts of axes have as many points as before.
 *
 * @throws ArgumentError for more than 40 dimensions.
 *
 * @example
 * const point = scrambledSobol(1, 7);
 * [0, 1, 2, 3].map((k) => Math.floor(4 * point(k)[0]!)).toSorted(); // [0, 1, 2, 3]
 */
export function scrambledSobol(dimensions: number, seed: number): Sequence {
  const axes = directionsIn(dimensions).map((v, dimension) => {
    const random = randomOf(seed, STREAMS.sobol, dimension);
    const word = () => random.integer(2 ** BITS);
    // Row r of the matrix: ones on the diagonal, random digits below it, which are the higher ones of the number.
    const rows = Array.from({ length: BITS }, (_, r) => {
      const diagonal = 2 ** (BITS - 1 - r);
      return (diagonal | (word() & ~(2 * diagonal - 1))) >>> 0;
    });
    return { directions: v.map((each) => multiply(rows, each)), shift: word() };
  });
  return (index) =>
    axes.map(({ directions, shift }) => ((coordinate(directions, index) ^ shift) >>> 0) / 2 ** BITS);
}

/** The matrix times the digits of a number, modulo 2. */
const multiply = (rows: readonly number[], digits: number): number =>
  rows.reduce((product, row, r) => product | (parity(row & digits) << (BITS - 1 - r)), 0);

/** 1 where an odd number of bits is set. */
function parity(word: number): number {
  let folded = word ^ (word >>> 16);
  for (const width of [8, 4, 2, 1]) folded ^= folded >>> width;
  return folded & 1;
}

function directionsIn(dimensions: number): readonly Uint32Array[] {
  if (dimensions <= DIMENSIONS) return Array.from({ length: dimensions }, (_, axis) => directionsOf(axis));
  throw new ArgumentError({
    where: "sobol(dimensions)",
    rule: `has direction numbers for ${DIMENSIONS} hyper-parameters, got ${dimensions}`,
    fix: 'Fix some of them, or use "halton" or "random"',
  });
}
