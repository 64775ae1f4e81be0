/** @file Random numbers of a search, by its seed, their purpose and an index. */

import { type HostRandom, hostRandom } from "glissade/data";

/** What random numbers are for. */
export const STREAMS = { random: 0, sobol: 1, halton: 2, tpe: 3 } as const;

/** Indices of each purpose. */
const INDICES = 2 ** 29;

/** The highest seed of a search. */
export const MAX_SEED = 2 ** 31 - 1;

/** Independent of the generators that seeds of runs make: the first word of their keys is less than 2²¹. */
export const randomOf = (seed: number, stream: number, index: number): HostRandom =>
  hostRandom([2 ** 31 + seed, stream * INDICES + index]);
