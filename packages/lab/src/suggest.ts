/** @file The nearest known name, for the last part of an error. */

import { nearestName } from "glissade";

/**
 * The way out of a misspelt name: the nearest known one where one is near, and the whole list.
 *
 * @example
 * suggest("bacth", ["batch", "loss"]); // "The nearest known name is \"batch\" (known: batch, loss)"
 */
export function suggest(word: string, known: readonly string[]): string {
  const nearest = nearestName(word, known);
  const list = `nown: ${known.join(", ")}`;
  return nearest === undefined ? `K${list}` : `The nearest known name is "${nearest}" (k${list})`;
}
