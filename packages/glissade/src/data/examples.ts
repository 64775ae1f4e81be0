/** @file Data sets: labelled examples in two parts, checked once when they are made. */

import { DataError } from "../errors.ts";
import { requireRecord } from "../options/arguments.ts";
import { kind, requireKind } from "../options/kinds.ts";
import { labelOutside } from "./label-outside.ts";
import { copyRows, elementCount } from "./nd-array.ts";
import { requireFinite } from "./rows/finite-rows.ts";

/** Labelled inputs, one row of `inputs` per example. */
export interface Examples {
  /** Row-major, in [0, 1] where the source holds bytes. */
  readonly inputs: Float32Array;
  /** Indices into the classes of the data set. */
  readonly labels: Int32Array;
  /** Shape of one input. */
  readonly shape: readonly number[];
  /** Number of examples. */
  readonly size: number;
}

export interface Dataset {
  readonly name: string;
  readonly train: Examples;
  readonly test: Examples;
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[];
}

/** Rows of examples: inputs one after another, and their labels. */
export type ExampleRows = Pick<Examples, "inputs" | "labels">;

export interface ExamplesParts extends Omit<Examples, "size"> {
  readonly classes: readonly string[];
}

const listKind = kind.needed(kind.list("an array"));

/**
 * Examples after the checks: as many inputs as labels, at least one, every label inside the classes, every number finite.
 *
 * @example
 * const inputs = new Float32Array([0, 1, 1, 0]);
 * const parts = { inputs, labels: new Int32Array([0, 1]), shape: [2], classes: ["falling", "rising"] };
 * examples(parts, "slopes").size; // 2
 */
export function examples(parts: ExamplesParts, where = "examples"): Examples {
  requireRecord(where, parts);
  const { inputs, labels, shape, classes } = parts;
  for (const [name, part] of Object.entries({ inputs, labels, shape, classes })) {
    requireKind(`${where}: ${name}`, listKind, part);
  }
  const size = labels.length;
  const features = elementCount(shape);
  if (inputs.length !== size * features)
    throw new DataError({
      where,
      rule: `needs as many inputs as labels, got ${inputs.length / features} inputs of shape [${shape}] and ${size} labels`,
    });
  if (size === 0) throw new DataError({ where, rule: "the data set is empty" });
  const outside = labels.findIndex((label) => !(label >= 0 && label < classes.length));
  if (outside >= 0)
    throw labelOutside(where, labels[outside]!, classes.length, { at: ` at index ${outside}` });
  const rows = { dtype: "float32", shape: [size, ...shape], data: inputs };
  requireFinite(rows, (row) => `${where}: inputs, row ${row}`);
  return { inputs, labels, shape, size };
}

/** Copies some rows, into arrays of that many rows where the caller has them. */
export function gather(
  { inputs, labels, shape }: Examples,
  rows: Uint32Array,
  into: ExampleRows = emptyRows(rows.length, shape),
): ExampleRows {
  copyRows(inputs, elementCount(shape), rows, into.inputs);
  copyRows(labels, 1, rows, into.labels);
  return into;
}

function emptyRows(size: number, shape: readonly number[]): ExampleRows {
  return { inputs: new Float32Array(size * elementCount(shape)), labels: new Int32Array(size) };
}
