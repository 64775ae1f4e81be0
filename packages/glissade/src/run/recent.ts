/** @file Things that take long to make, kept by their keys: those that were used last. */

/** Gives what a key had last time or makes it; of more than so many the one that was used longest ago goes. */
export function recent<Value>(most: number): (key: string, make: () => Promise<Value>) => Promise<Value> {
  const kept = new Map<string, Promise<Value>>();
  return (key, make) => {
    const value = kept.get(key) ?? make();
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    // What was refused is asked for again.
    value.catch(() => kept.delete(key));
    return value;
  };
}
