/** @file Several sources of rows as one. */

import { DataError } from "../../errors.ts";
import { requireRecord } from "../../options/arguments.ts";
import { describe } from "../../options/describe.ts";
import {
  copyRows,
  elementCount,
  isNdArray,
  type NdArray,
  type NdData,
  requireElements,
  typedArrays,
} from "../nd-array.ts";
import { noteRecipe, recipeOf } from "./recipe.ts";
import { describeRow, isRowSource, type RowSource, requireIndices } from "./row-source.ts";

/** What the rows of each part are. */
export type ZippedRows<Parts> = {
  readonly [Name in keyof Parts]: Parts[Name] extends RowSource<infer Rows> ? Rows : Parts[Name];
};

/**
 * The rows of several sources and arrays side by side, such as inputs and targets in two files. All must have as many
 * rows.
 *
 * @example
 * const x = { dtype: "float32", shape: [3, 2], data: new Float32Array([1, 2, 3, 4, 5, 6]) } as const;
 * const y = { dtype: "int32", shape: [3], data: new Int32Array([0, 1, 0]) } as const;
 * const source = zipRows({ x, y });
 * const rows = await source.rows(new Uint32Array([2, 0]));
 * rows.x.data; // Float32Array [5, 6, 1, 2]
 * rows.y.data; // Int32Array [0, 0]
 */
export function zipRows<Parts extends Readonly<Record<string, RowSource<NdArray> | NdArray>>>(
  parts: Parts,
): RowSource<ZippedRows<Parts>> {
  requireRecord("zipRows(parts)", parts);
  const sources = Object.entries<unknown>(parts).map(([name, part]) => [name, toSource(name, part)] as const);
  const length = commonLength(sources);
  const source: RowSource<ZippedRows<Parts>> = {
    length,
    rows(indices) {
      const rows = sources.map(([name, part]) => [name, part.rows(indices)] as const);
      const waits = rows.some(([, each]) => each instanceof Promise);
      return (waits ? settled(rows) : Object.fromEntries(rows)) as ZippedRows<Parts>;
    },
    locate(row, path) {
      const [name, ...rest] = path.split("/");
      const part = sources.find(([each]) => each === name)?.[1];
      return part?.locate ? part.locate(row, rest.join("/")) : describeRow(row, path);
    },
  };
  return noted(source, parts);
}

/** Remembers how the source is made, if that is known of all its parts. */
function noted<Source extends object>(source: Source, parts: Readonly<Record<string, object>>): Source {
  const known = Object.entries(parts).flatMap(([name, part]) => {
    const recipe = recipeOf(part);
    if (!recipe && isRowSource(part)) return [];
    return [[name, recipe ? { recipe } : { data: part }] as const];
  });
  if (known.length < Object.keys(parts).length) return source;
  return noteRecipe(source, { name: "zipRows", parts: Object.fromEntries(known) });
}

type Named = readonly (readonly [name: string, source: RowSource<NdArray>])[];

async function settled(rows: readonly (readonly [string, NdArray | Promise<NdArray>])[]): Promise<object> {
  return Object.fromEntries(await Promise.all(rows.map(async ([name, each]) => [name, await each] as const)));
}

function toSource(name: string, part: unknown): RowSource<NdArray> {
  if (isRowSource(part)) return part as RowSource<NdArray>;
  if (isNdArray(part) && part.shape.length > 0) {
    requireElements(`zipRows(parts): ${name}`, part);
    return inMemory(part);
  }
  throw new DataError({
    where: `zipRows(parts): ${name}`,
    rule: `must be a source of rows or an array with an axis 0, got ${describe(part)}`,
  });
}

/** The rows of an array. */
function inMemory({ dtype, shape, data }: NdArray): RowSource<NdArray> {
  const own = shape.slice(1);
  const width = elementCount(own);
  return {
    length: shape[0]!,
    rows(indices) {
      requireIndices("zipRows", indices, shape[0]!);
      const taken = copyRows<NdData>(data, width, indices, new typedArrays[dtype](indices.length * width));
      return { dtype, shape: [indices.length, ...own], data: taken };
    },
  };
}

function commonLength(sources: Named): number {
  const [first] = sources;
  const other = sources.find(([, { length }]) => length !== first![1].length);
  if (first && !other) return first[1].length;
  const got = [first, other].flatMap((each) => (each ? `${each[1].length} of ${each[0]}` : []));
  throw new DataError({
    where: "zipRows(parts)",
    rule: `must have as many rows, got ${got.join(" and ") || "no parts"}`,
  });
}
