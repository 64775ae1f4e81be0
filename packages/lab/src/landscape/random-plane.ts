/** @file Random directions in the scale of the network. */

import { flatten, type Tree } from "glissade";
import { hostRandom } from "glissade/data";
import { startsOf } from "./parameters.ts";

export interface RandomDirectionsOptions {
  readonly seed: number;
  readonly count: number;
}

/**
 * Normal random directions, each filter as long as the network's own (Li et al. 2018): d·‖w‖/‖d‖ with a filter the
 * weights into one unit. Biases stay where they are. `params` gives the shapes and `vector` the numbers.
 *
 * @example
 * const params = { weight: tensor([[3], [4]]) };
 * const [d] = randomDirections(params, new Float32Array([3, 4]), { seed: 1, count: 1 });
 * Math.hypot(...d!); // 5
 */
export function randomDirections(
  params: Tree,
  vector: Float32Array,
  { seed, count }: RandomDirectionsOptions,
): readonly Float32Array[] {
  const random = hostRandom(seed);
  const filters = filtersOf(params);
  return Array.from({ length: count }, () => {
    const direction = new Float32Array(vector.length);
    for (const filter of filters) {
      const draws = filter.map(() => random.normal());
      const scale = norm(filter.map((place) => vector[place]!)) / norm(draws);
      for (const [index, place] of filter.entries()) direction[place] = draws[index]! * scale;
    }
    return direction;
  });
}

const norm = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));

/** The places of each filter in the vector: of a matrix (inputs, units) a column, of further axes the first's slices. */
function filtersOf(params: Tree): readonly (readonly number[])[] {
  const { leaves } = flatten(params);
  const starts = startsOf(leaves);
  return leaves.flatMap(({ shape, rank, size }, index) => {
    if (rank < 2) return [];
    const units = rank === 2 ? shape[1]! : shape[0]!;
    const each = size / units;
    const place =
      rank === 2
        ? (unit: number, k: number) => k * units + unit
        : (unit: number, k: number) => unit * each + k;
    return Array.from({ length: units }, (_, unit) =>
      Array.from({ length: each }, (_, k) => starts[index]! + place(unit, k)),
    );
  });
}
