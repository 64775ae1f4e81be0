/** @file The known name nearest to a misspelt one, and what an error says of it. */

/**
 * The known name with the fewest edits, of several the one that begins alike; none beyond a third of the letters.
 * Where no spelling is near, the name that the word abbreviates, or that abbreviates the word.
 *
 * @example
 * nearestName("adma", ["sgd", "adam", "adamw"]); // "adam"
 * nearestName("lr", ["b1", "learningRate"]); // "learningRate"
 */
export function nearestName(word: string, known: readonly string[]): string | undefined {
  const limit = Math.min(Math.max(2, Math.floor(word.length / 3)), word.length - 1);
  const ranked = known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || beginning(b.name, word) - beginning(a.name, word));
  return ranked[0]?.name ?? known.find((name) => abbreviates(word, name) || abbreviates(name, word));
}

/**
 * What to do about a misspelt name: the nearest known one where one is near, and all of them if they are few.
 *
 * @example
 * nearestOrAll("adma", ["sgd", "adam"]); // "The nearest is adam (known: sgd, adam)"
 * nearestOrAll("x", ["sgd", "adam"]); // "Known: sgd, adam"
 */
export const nearestOrAll = (word: string, known: readonly string[]): string =>
  nearestOrList(nearestName(word, known), { what: "known", names: known });

/** Names beyond which the nearest one stands alone. */
const FEW = 20;

/** What to do, where the nearest is known already, or that none is near. */
export function nearestOrList(
  nearest: string | undefined,
  { what, names }: { readonly what: string; readonly names: readonly string[] },
): string {
  const list = `${what}: ${names.join(", ")}`;
  if (nearest === undefined) return list.charAt(0).toUpperCase() + list.slice(1);
  return `The nearest is ${nearest}${names.length > FEW ? "" : ` (${list})`}`;
}

/** Whether a name is a good part of another (rate, learningRate), its initials (lr), or letter and digit (b1, beta1). */
function abbreviates(short: string, long: string): boolean {
  const [part, whole] = [short.toLowerCase(), long.toLowerCase()];
  if (part.length < 2 || part.length >= whole.length) return false;
  const isPart = part.length > 2 && 3 * part.length >= whole.length && whole.includes(part);
  const initials = (long.slice(0, 1) + long.slice(1).replace(/[^A-Z]/g, "")).toLowerCase();
  const isNumbered = /^[a-z]\d$/.test(part) && part[0] === whole[0] && whole.endsWith(part[1]!);
  return isPart || isNumbered || part === initials;
}

/** How many letters two words begin with alike. */
function beginning(a: string, b: string): number {
  const end = [...a].findIndex((letter, index) => letter.toLowerCase() !== b[index]?.toLowerCase());
  return end < 0 ? a.length : end;
}

/** Levenshtein's distance, one row at a time: row[j] turns the letters of `a` so far into b[0..j). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replace = row[j]! + (letter === b[j] ? 0 : 1);
      next.push(Math.min(replace, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
