/** @file Some rows of a source, as a source. */

import { noteRecipe, recipeOf } from "./recipe.ts";
import { locateIn, type RowSource, requireIndices } from "./row-source.ts";

/** The rows of a source at some positions, which are read when they are asked for. */
export function selectRows<Rows>(source: RowSource<Rows>, positions: Uint32Array): RowSource<Rows> {
  const selected: RowSource<Rows> = {
    length: positions.length,
    ...(source.ahead !== undefined && { ahead: source.ahead }),
    rows(indices) {
      requireIndices("takeRows", indices, positions.length);
      return source.rows(indices.map((index) => positions[index]!));
    },
    locate: (row, path) => locateIn(source, positions[row]!, path),
  };
  const recipe = recipeOf(source);
  if (!recipe) return selected;
  return noteRecipe(selected, { name: "selectRows", args: [positions], parts: { source: { recipe } } });
}
