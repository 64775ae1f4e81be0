/** @file Data sets: labelled examples in two parts, checked once when they are made. */

import { DataError } from "../errors.ts";
import { requireRecord } from "../options/arguments.ts";
import { kind, requireKind } from "../options/kinds.ts";
import { describePosition, elementCount, firstNotFinite } from "./nd-array.ts";

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

const isList = (value: unknown) => Array.isArray(value) || ArrayBuffer.isView(value);
const listKind = kind.needed(kind.rule<ArrayLike<unknown>>("an array", isList));

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
    throw new DataError({
      where,
      rule: `label ${labels[outside]} at index ${outside} is outside the ${classes.length} classes`,
      fix: `Labels count from 0 to ${classes.length - 1}`,
    });
  requireFinite(inputs, shape, where);
  return { inputs, labels, shape, size };
}

/** Throws unless all numbers are finite; names the input and the position in it. */
function requireFinite(inputs: Float32Array, shape: readonly number[], where: string): void {
  const wrong = firstNotFinite(inputs);
  if (wrong < 0) return;
  const features = elementCount(shape);
  throw new DataError({
    where,
    rule: `inputs must be finite, got ${inputs[wrong]} at index ${Math.floor(wrong / features)}, position ${describePosition(wrong % features, shape)}`,
    fix: "Mend the input, or leave it out",
  });
}

/** Copies some rows, into arrays of that many rows where the caller has them. */
export function gather(
  { inputs, labels, shape }: Examples,
  rows: Uint32Array,
  into: ExampleRows = emptyRows(rows.length, shape),
): ExampleRows {
  const features = elementCount(shape);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    into.inputs.set(inputs.subarray(row * features, (row + 1) * features), i * features);
    into.labels[i] = labels[row]!;
  }
  return into;
}

function emptyRows(size: number, shape: readonly number[]): ExampleRows {
  return { inputs: new Float32Array(size * elementCount(shape)), labels: new Int32Array(size) };
}
