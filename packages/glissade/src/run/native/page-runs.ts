/** @file Runs of pages: those that are free, and those in use by their first page. */

interface Run {
  readonly first: number;
  readonly count: number;
}

/** Gives out runs of pages: what came back last of that length, else the lowest that fits; others join their free neighbours before more are asked for. */
export class PageRuns {
  /** Free runs in the order of their pages, no two of them adjacent. */
  readonly #free: Run[] = [];
  readonly #used = new Map<number, number>();
  /** Runs that came back last, by their lengths: a program asks for the same again and again. */
  readonly #recent = new Map<number, number[]>();

  /** The first of so many pages, where there is such a run. */
  allocate(count: number): number | undefined {
    const first = this.#recent.get(count)?.pop() ?? this.#find(count);
    if (first !== undefined || this.#recent.size === 0) return this.#note(first, count);
    this.#joinRecent();
    return this.#note(this.#find(count), count);
  }

  #note(first: number | undefined, count: number): number | undefined {
    if (first !== undefined) this.#used.set(first, count);
    return first;
  }

  #joinRecent(): void {
    for (const [count, runs] of this.#recent) for (const first of runs) this.add(first, count);
    this.#recent.clear();
  }

  #find(count: number): number | undefined {
    const at = this.#free.findIndex((run) => run.count >= count);
    const run = this.#free[at];
    if (!run) return undefined;
    const rest = { first: run.first + count, count: run.count - count };
    this.#free.splice(at, 1, ...(rest.count > 0 ? [rest] : []));
    return run.first;
  }

  /** Frees the run that begins with a page; returns how many pages it had. */
  release(first: number): number {
    const count = this.#used.get(first);
    if (count === undefined) throw new Error(`internal: no block begins with page ${first}`);
    this.#used.delete(first);
    const recent = this.#recent.get(count);
    if (recent) recent.push(first);
    else this.#recent.set(count, [first]);
    return count;
  }

  /** How many free pages end before a page. */
  freeBefore(page: number): number {
    const last = this.#free.at(-1);
    return last && last.first + last.count === page ? last.count : 0;
  }

  /** Makes pages free. */
  add(first: number, count: number): void {
    const found = this.#free.findIndex((run) => run.first > first);
    const at = found < 0 ? this.#free.length : found;
    const [before, after] = [this.#free[at - 1], this.#free[at]];
    const joinsBefore = before !== undefined && before.first + before.count === first;
    const joinsAfter = after !== undefined && first + count === after.first;
    const start = joinsBefore ? before.first : first;
    const end = joinsAfter ? after.first + after.count : first + count;
    const from = joinsBefore ? at - 1 : at;
    const replaced = Number(joinsBefore) + Number(joinsAfter);
    this.#free.splice(from, replaced, { first: start, count: end - start });
  }
}
