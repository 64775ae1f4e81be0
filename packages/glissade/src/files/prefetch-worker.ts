/** @file The thread that loads data for `prefetch`. */

import { parentPort, workerData } from "node:worker_threads";
import type { Recipe } from "../data/rows/recipe.ts";
import { isRowSource, type RowSource } from "../data/rows/row-source.ts";
import { selectRows } from "../data/rows/select-rows.ts";
import { zipRows } from "../data/rows/zip-rows.ts";
import { DataError } from "../errors.ts";
import { describe } from "../options/describe.ts";
import { csvChunks } from "./csv.ts";
import { imageFolder } from "./image-folder.ts";
import { openNpy } from "./npy-file.ts";
import { parquetChunks } from "./parquet.ts";
import { type Origin, pack, packError, type Question, type Stop } from "./worker-messages.ts";

/** The functions whose sources can be made again here. */
const makers: Readonly<Record<string, (...args: never[]) => unknown>> = {
  imageFolder,
  openNpy,
  parquetChunks,
  csvChunks,
};

type Source = RowSource<unknown> | AsyncIterable<unknown>;

/** Those whose sources are made of others. */
const combiners: Readonly<Record<string, (parts: never, ...args: never[]) => unknown>> = {
  zipRows,
  selectRows: ({ source }: { readonly source: RowSource<unknown> }, positions: Uint32Array) =>
    selectRows(source, positions),
};

/** Makes a source by its recipe, after those that it is made of. */
async function make({ name, args = [], parts }: Recipe): Promise<unknown> {
  if (!parts) return makers[name]!(...(args as never[]));
  const made = Object.entries(parts).map(async ([key, part]) => {
    return [key, "recipe" in part ? await make(part.recipe) : part.data] as const;
  });
  return combiners[name]!(Object.fromEntries(await Promise.all(made)) as never, ...(args as never[]));
}

/** The source that a module exports, or that a function of it gives. */
async function load(module: string, name: string): Promise<unknown> {
  const exported = (await import(module))[name];
  return typeof exported === "function" ? exported() : exported;
}

async function open(origin: Origin): Promise<Source> {
  const source = "recipe" in origin ? await make(origin.recipe) : await load(origin.module, origin.name);
  if (isRowSource(source) || isIterable(source)) return source;
  throw new DataError({
    where: "recipe" in origin ? "prefetch" : origin.module,
    rule: `must export a source of rows or an async iterable, got ${describe(source)}`,
  });
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof Object(value)[Symbol.asyncIterator] === "function";

const source = open(workerData as Origin);
// The first question meets the error.
source.catch(() => undefined);

const loops = new Map<number, AsyncIterator<unknown>>();

async function answer(question: Question): Promise<unknown> {
  const known = await source;
  if (question.ask === "source") return isRowSource(known) ? { length: known.length } : {};
  if (question.ask === "rows") return (known as RowSource<unknown>).rows(question.indices);
  const loop = loops.get(question.loop) ?? (known as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  loops.set(question.loop, loop);
  return loop.next();
}

async function stop(loop: number): Promise<void> {
  await loops.get(loop)?.return?.();
  loops.delete(loop);
}

parentPort!.on("message", async (message: Question | Stop) => {
  if (message.ask === "stop") return stop(message.loop);
  const { id } = message;
  try {
    const { value, buffers } = pack(await answer(message));
    parentPort!.postMessage({ id, value }, buffers);
  } catch (error) {
    parentPort!.postMessage({ id, error: packError(error) });
  }
});
