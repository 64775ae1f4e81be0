/** @file How sources of rows were made, so that another thread can make them again. */

/** A function by its name, and what it was called with: plain data, and recipes of other sources. */
export interface Recipe {
  readonly name: string;
  readonly args: readonly unknown[];
}

const recipes = new WeakMap<object, Recipe>();

/** Remembers how a source was made. */
export function noteRecipe<Source extends object>(source: Source, recipe: Recipe): Source {
  recipes.set(source, recipe);
  return source;
}

/** How a source was made, where that is known. */
export const recipeOf = (source: object): Recipe | undefined => recipes.get(source);
