/** @file What somebody may have meant: the nearest known name. */

/**
 * The known name with the fewest edits, of several the one that begins alike; none beyond a third of the letters.
 *
 * @example
 * nearestName("adma", ["sgd", "adam", "adamw"]); // "adam"
 */
export function nearestName(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  const ranked = known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || beginning(b.name, word) - beginning(a.name, word));
  return ranked[0]?.name;
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
