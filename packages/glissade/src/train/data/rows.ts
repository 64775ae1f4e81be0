/** @file Data as rows: a tree of arrays that share axis 0, and the tensors of some of its rows. */

import { tensor } from "../../create-tensor.ts";
import type { Examples } from "../../data/examples.ts";
import { copyRange, copyRows } from "../../data/nd-array.ts";
import { DataError } from "../../errors.ts";
import { type Dtype, type TypedArray, toTypedArray } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { type Shape, sizeOf } from "../../graph/shape.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import { flatten, leafPaths, type Structure, unflatten } from "../../tree.ts";
import type { Batch } from "./epoch-batches.ts";
import { type RowArray, requireData, toTensors } from "./to-tensors.ts";

/** Whatever has rows that give these tensors. */
export type RowsOf<Tensors> = Tensors extends Tensor
  ? RowArray
  : { readonly [Key in keyof Tensors]: RowsOf<Tensors[Key]> };

/** The tensors that rows of the data give; examples give inputs as `x` and labels as `y`. */
export type TensorsOf<Data> = Data extends Examples
  ? Batch
  : Data extends RowArray
    ? Tensor
    : { readonly [Key in keyof Data]: TensorsOf<Data[Key]> };

/** All rows of one leaf. */
interface Column {
  /** The path of the leaf. */
  readonly name: string;
  readonly data: TypedArray;
  readonly dtype: Dtype;
  /** Of one row. */
  readonly shape: Shape;
}

/** Rows of any data. */
export interface Rows<Tensors> {
  readonly count: number;
  /** All rows. */
  readonly tree: Tensors;
  readonly columns: readonly Column[];
  /** The rows at some positions, in memory of their own. */
  take(positions: Uint32Array): Tensors;
  /** A function like `take` that writes rows into the memory of those before, where they are as many. */
  lend(): (positions: Uint32Array) => Tensors;
  /** The rows from one to before another, in the memory of the data. */
  slice(start: number, end: number): Tensors;
}

/**
 * Reads data without copying it: examples, tensors, arrays as readers give them, typed arrays, arrays of numbers, and
 * objects and arrays of these.
 * Every leaf keeps its dtype and the shape of its rows.
 */
export function toRows<Data>(where: string, data: Data): Rows<TensorsOf<Data>> {
  const tree = toTensors(where, isExamples(data) ? fromExamples(data) : data);
  const { leaves, structure } = flatten(tree, "data");
  const names = leafPaths(structure, "data");
  const columns = leaves.map((leaf, index) => toColumn(where, names[index]!, leaf));
  const count = countRows(where, names, leaves);
  const build = (rows: number, part: (column: Column) => TypedArray) =>
    toTree<TensorsOf<Data>>(structure, columns, { rows, part });
  return {
    count,
    // The compiler does not see that arrays became tensors wherever they were.
    tree: tree as TensorsOf<Data>,
    columns,
    take: (positions) => build(positions.length, (column) => gather(column, positions)),
    lend: () => lender(columns, build),
    slice(start, end) {
      const part = ({ data, shape }: Column) => data.subarray(start * sizeOf(shape), end * sizeOf(shape));
      return build(end - start, part);
    },
  };
}

/** Rows of one or several sets of the same columns as one tree. */
export function joinRows<Tensors>(
  drawn: readonly { readonly rows: Rows<Tensors>; readonly row: number }[],
): Tensors {
  const { tree, columns } = drawn[0]!.rows;
  const joined = columns.map(({ dtype, shape }, leaf) => {
    const width = sizeOf(shape);
    const data = toTypedArray(dtype, drawn.length * width);
    drawn.forEach(({ rows, row }, at) => {
      copyRange(rows.columns[leaf]!.data, [row * width, (row + 1) * width], data, at * width);
    });
    return fromData(data, { dtype, shape: [drawn.length, ...shape] });
  });
  return unflatten(flatten(tree).structure, joined);
}

const toTree = <T>(
  structure: Structure,
  columns: readonly Column[],
  { rows, part }: { readonly rows: number; readonly part: (column: Column) => TypedArray },
): T =>
  unflatten<T>(
    structure,
    columns.map((column) => fromData(part(column), { dtype: column.dtype, shape: [rows, ...column.shape] })),
  );

/** Whether the rows are those of a data set. */
export const isExamples = (data: unknown): data is Examples =>
  typeof data === "object" && data !== null && "inputs" in data && "labels" in data && "shape" in data;

const fromExamples = ({ inputs, labels, shape, size }: Examples): Batch => ({
  x: tensor(inputs, { shape: [size, ...shape] }),
  y: tensor(labels),
});

function toColumn(where: string, name: string, leaf: Tensor): Column {
  const [, ...shape] = leaf.shape;
  const path = name.replace(/^data\/?/, "");
  const data = requireData([where, path].filter(Boolean).join(": "), leaf);
  return { name, data, dtype: leaf.dtype, shape };
}

/** The length of axis 0 of every leaf. */
function countRows(where: string, names: readonly string[], leaves: readonly Tensor[]): number {
  const [first] = leaves;
  const other = leaves.findIndex(({ shape }) => shape.length === 0 || shape[0] !== first!.shape[0]);
  if (first && other < 0) return first.shape[0]!;
  const named = leaves.map(({ type }, index) => `${formatType(type)} at ${names[index]}`);
  const got = [named[0], other > 0 && named[other]].filter(Boolean).join(" and ");
  const rule = `needs arrays whose axis 0, the rows, has one length, got ${got || "none"}`;
  throw new DataError({ where, rule });
}

/** The rows at some positions, by default in memory of their own. */
function gather(
  { data, dtype, shape }: Column,
  positions: Uint32Array,
  into = toTypedArray(dtype, positions.length * sizeOf(shape)),
): TypedArray {
  return copyRows(data, sizeOf(shape), positions, into);
}

/** New memory for every step is what the garbage collector has most work with: a third of the time of a small network. */
function lender<Tensors>(
  columns: readonly Column[],
  build: (rows: number, part: (column: Column) => TypedArray) => Tensors,
): (positions: Uint32Array) => Tensors {
  let lent: { readonly rows: number; readonly tree: Tensors } | undefined;
  let memory = new Map<Column, TypedArray>();
  return (positions) => {
    const rows = positions.length;
    if (lent?.rows === rows) {
      for (const column of columns) gather(column, positions, memory.get(column));
      return lent.tree;
    }
    memory = new Map(columns.map((column) => [column, gather(column, positions)]));
    lent = { rows, tree: build(rows, (column) => memory.get(column)!) };
    return lent.tree;
  };
}
