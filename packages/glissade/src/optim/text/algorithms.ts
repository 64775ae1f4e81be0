/** @file The optimizers that text can name. */

import * as exported from "../algorithms/index.ts";
import { type AnyAlgorithm, isAlgorithm } from "../options/algorithm.ts";

/** In the order of their names. */
export const algorithms: readonly AnyAlgorithm[] = Object.values<unknown>(exported)
  .filter(isAlgorithm)
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));
