/** @file How sources of data were made, so that another thread can make them again. */

/** A function by its name, and what it was called with; in place of sources, their recipes by name. */
export interface Recipe {
  readonly name: string;
  readonly args?: readonly unknown[];
  /** The parts of what is made of others: their recipes, or plain data. */
  readonly parts?: Readonly<Record<string, { readonly recipe: Recipe } | { readonly data: unknown }>>;
}

const recipes = new WeakMap<object, Recipe>();

/** Remembers how a source was made. */
export function noteRecipe<Source extends object>(source: Source, recipe: Recipe): Source {
  recipes.set(source, recipe);
  return source;
}

/** How a source was made, where that is known. */
export const recipeOf = (source: object): Recipe | undefined => recipes.get(source);
