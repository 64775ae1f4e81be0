/** @file Direction numbers of Sobol sequences in 40 dimensions (Joe and Kuo, "Constructing Sobol Sequences with Better Two-Dimensional Projections", 2008). */

/** A primitive polynomial over the integers modulo 2, and the first direction numbers of its dimension. */
export interface Directions {
  /** The coefficients between the first and the last, which are 1, as the bits of a number. */
  readonly coefficients: number;
  /** m₁, m₂, ..., as many as the degree of the polynomial; odd, and the k-th is less than 2ᵏ. */
  readonly initial: readonly number[];
}

const row = (coefficients: number, ...initial: readonly number[]): Directions => ({ coefficients, initial });

/** Of dimensions 2, 3, ...; the first dimension reverses the bits of the index. */
export const DIRECTIONS: readonly Directions[] = [
  row(0, 1),
  row(1, 1, 3),
  row(1, 1, 3, 1),
  row(2, 1, 1, 1),
  row(1, 1, 1, 3, 3),
  row(4, 1, 3, 5, 13),
  row(2, 1, 1, 5, 5, 17),
  row(4, 1, 1, 5, 5, 5),
  row(7, 1, 1, 7, 11, 19),
  row(11, 1, 1, 5, 1, 1),
  row(13, 1, 1, 1, 3, 11),
  row(14, 1, 3, 5, 5, 31),
  row(1, 1, 3, 3, 9, 7, 49),
  row(13, 1, 1, 1, 15, 21, 21),
  row(16, 1, 3, 1, 13, 27, 49),
  row(19, 1, 1, 1, 15, 7, 5),
  row(22, 1, 3, 1, 15, 13, 25),
  row(25, 1, 1, 5, 5, 19, 61),
  row(1, 1, 3, 7, 11, 23, 15, 103),
  row(4, 1, 3, 7, 13, 13, 15, 69),
  row(7, 1, 1, 3, 13, 7, 35, 63),
  row(8, 1, 3, 5, 9, 1, 25, 53),
  row(14, 1, 3, 1, 13, 9, 35, 107),
  row(19, 1, 3, 1, 5, 27, 61, 31),
  row(21, 1, 1, 5, 11, 19, 41, 61),
  row(28, 1, 3, 5, 3, 3, 13, 69),
  row(31, 1, 1, 7, 13, 1, 19, 1),
  row(32, 1, 3, 7, 5, 13, 19, 59),
  row(37, 1, 1, 3, 9, 25, 29, 41),
  row(41, 1, 3, 5, 13, 23, 1, 55),
  row(42, 1, 3, 7, 3, 13, 59, 17),
  row(50, 1, 3, 1, 3, 5, 53, 69),
  row(55, 1, 1, 5, 5, 23, 33, 13),
  row(56, 1, 1, 7, 7, 1, 61, 123),
  row(59, 1, 1, 7, 9, 13, 61, 49),
  row(62, 1, 3, 3, 5, 3, 55, 33),
  row(14, 1, 3, 1, 15, 31, 13, 49, 245),
  row(21, 1, 3, 5, 15, 31, 59, 63, 97),
  row(22, 1, 3, 1, 11, 11, 11, 77, 249),
];
