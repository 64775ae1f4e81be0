/** @file The names of curves: in the order in which people look, by their parts, and with what goes together. */

import { TRAINING_LOSS } from "../../lab/src/rows/keys.ts";

/** What stands before the first slash: `train` of `train/loss`. */
export const partOf = (key: string): string => (key.includes("/") ? key.slice(0, key.indexOf("/")) : "");

/** What stands after the last slash, which curves of one picture share: `loss` of `train/loss`. */
export const quantityOf = (key: string): string => key.slice(key.lastIndexOf("/") + 1);

/** Parts that come first; others follow as the store sorts them. */
const FIRST = ["train", "validation", "test"];

/** The loss of training first. */
export function sortCurves(keys: readonly string[]): readonly string[] {
  const placeOf = (key: string): number => {
    const place = FIRST.indexOf(partOf(key));
    if (key === TRAINING_LOSS) return -1;
    return place < 0 ? FIRST.length : place;
  };
  return [...keys].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Lists by what a function says of each. */
export function groupBy(
  keys: readonly string[],
  nameOf: (key: string) => string,
): readonly (readonly [name: string, keys: readonly string[]])[] {
  const names = [...new Set(keys.map(nameOf))];
  return names.map((name) => [name, keys.filter((key) => nameOf(key) === name)]);
}

/** Lines that one picture still shows apart. */
const MOST = 6;

/** The first curve and those of the same quantity, which show a model that overfits. */
export function usualCurves(sorted: readonly string[]): readonly string[] {
  const [first] = sorted;
  if (first === undefined) return [];
  return sorted.filter((key) => quantityOf(key) === quantityOf(first)).slice(0, MOST);
}
