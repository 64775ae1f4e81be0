/** @file Data loaded by other threads while a network trains. */

import { recipeOf } from "../data/rows/recipe.ts";
import { isRowSource, type RowSource, requireIndices } from "../data/rows/row-source.ts";
import { ArgumentError } from "../errors.ts";
import { describe } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { startWorker, type WorkerLink } from "./worker-link.ts";
import type { Described, Origin } from "./worker-messages.ts";

export interface PrefetchOptions {
  /** Threads, 1 by default. Items of an iterable come from one, since they have an order. */
  readonly workers?: number;
  /** How many batches or items are loaded ahead; 2 for each worker by default. */
  readonly ahead?: number;
  /** The name under which a module exports the source; `"default"` by default. */
  readonly name?: string;
}

const readPrefetch = optionsReader<PrefetchOptions>({
  workers: kind.count,
  ahead: kind.whole,
  name: kind.string,
});

/** Rows that other threads load. */
export interface PrefetchedRows<Rows> extends RowSource<Rows> {
  rows(indices: Uint32Array): Promise<Rows>;
  readonly ahead: number;
  /** Ends the threads, which do not keep the process alive in any case. */
  close(): Promise<void>;
}

/** Items that another thread loads, anew in each loop. */
export interface PrefetchedItems<Item> extends AsyncIterable<Item> {
  /** Ends the thread, which does not keep the process alive in any case. */
  close(): Promise<void>;
}

export type Prefetched<Source> =
  Source extends RowSource<infer Rows>
    ? PrefetchedRows<Rows>
    : Source extends AsyncIterable<infer Item>
      ? PrefetchedItems<Item>
      : never;

/**
 * The same data in the same order, loaded ahead by threads of their own: what `imageFolder`, `openNpy`, `zipRows` of
 * these, `parquetChunks` and `csvChunks` give, or what a module at a URL exports: a source of rows, an async iterable, or
 * a function that gives one. Such a source gives new arrays at every call, for their memory is handed over, not copied.
 *
 * @throws DataError, as the source does; ArgumentError where another thread cannot make the source.
 */
export async function prefetch<Source extends RowSource<unknown> | AsyncIterable<unknown>>(
  source: Source | URL,
  options: PrefetchOptions = {},
): Promise<Prefetched<Source>> {
  const { workers = 1, ahead = 2 * workers, name } = readPrefetch("prefetch", options);
  const origin = originOf(source, name);
  const first = startWorker(origin);
  const { length } = await described(first);
  if (length === undefined) return items(first, ahead) as Prefetched<Source>;
  const links = [first, ...Array.from({ length: workers - 1 }, () => startWorker(origin))];
  const locate = isRowSource(source) ? source.locate?.bind(source) : undefined;
  return { ...rows(links, length, ahead), ...(locate && { locate }) } as Prefetched<Source>;
}

function originOf(source: unknown, name: string | undefined): Origin {
  if (source instanceof URL) return { module: source.href, name: name ?? "default" };
  if (name !== undefined)
    throw new ArgumentError({
      where: "prefetch({ name })",
      rule: `is the name of what a module exports, got ${JSON.stringify(name)} for a source`,
      fix: "Pass the URL of a module, or leave it out",
    });
  const recipe = recipeOf(Object(source));
  if (recipe) return { recipe };
  throw new ArgumentError({
    where: "prefetch(source)",
    rule: `must be what imageFolder, openNpy, zipRows of these, parquetChunks or csvChunks give, or the URL of a module, got ${describe(source)}`,
    fix: "Export a source of your own from a module",
  });
}

/** What the source of a worker is; ends a worker that has none. */
async function described(link: WorkerLink): Promise<Described> {
  try {
    return (await link.ask({ ask: "source" })) as Described;
  } catch (error) {
    await link.close();
    throw error;
  }
}

function rows(links: readonly WorkerLink[], length: number, ahead: number): PrefetchedRows<unknown> {
  const load = async (indices: Uint32Array) => {
    requireIndices("prefetch", indices, length);
    const idlest = links.reduce((a, b) => (b.waiting() < a.waiting() ? b : a));
    // A copy of these alone: they may be a part of the order of a whole epoch.
    return idlest.ask({ ask: "rows", indices: indices.slice() });
  };
  return {
    length,
    ahead,
    rows(indices) {
      const loaded = load(indices);
      // Its error is lost where no reader waits for it any more.
      loaded.catch(() => undefined);
      return loaded;
    },
    async close() {
      await Promise.all(links.map((link) => link.close()));
    },
  };
}

function items(link: WorkerLink, ahead: number): PrefetchedItems<unknown> {
  let loops = 0;
  return {
    async *[Symbol.asyncIterator]() {
      const loop = loops++;
      const pending: Promise<unknown>[] = [];
      try {
        for (;;) {
          while (pending.length <= ahead) pending.push(link.ask({ ask: "next", loop }));
          const { value, done } = (await pending.shift()) as IteratorResult<unknown>;
          if (done) return;
          yield value;
        }
      } finally {
        link.tell({ ask: "stop", loop });
      }
    },
    close: () => link.close(),
  };
}
