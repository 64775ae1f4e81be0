/** @file What a file of PyTorch has for a model, lacks, and has besides. */

import type { NdArray } from "../../data/nd-array.ts";
import { DataError } from "../../errors.ts";
import { isFloat } from "../../graph/dtype.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { LoadReport } from "../load-report.ts";
import type { NamedLeaf } from "./modules.ts";

/** A leaf of the model, and PyTorch's name for it. */
export interface Wanted {
  readonly stored: NamedLeaf;
  readonly like: Tensor;
}

/** PyTorch counts batches beside the running statistics; nothing here does. */
const isCounter = (name: string): boolean => /(^|\.)num_batches_tracked$/.test(name);

type File = Readonly<Record<string, NdArray>>;

/** What the file lacks, has besides, and has in another shape. */
export function compareWith(file: File, wanted: readonly Wanted[]): LoadReport {
  const names = new Set(wanted.map(({ stored }) => stored.name));
  return {
    missing: wanted
      .filter(({ stored }) => !Object.hasOwn(file, stored.name))
      .map(({ stored }) => stored.path),
    unexpected: Object.keys(file).filter((name) => !names.has(name) && !isCounter(name)),
    mismatched: wanted.flatMap(({ stored, like }) => {
      if (!Object.hasOwn(file, stored.name)) return [];
      const array = file[stored.name]!;
      const isOther = isFloat(like.dtype) !== ["float32", "float64"].includes(array.dtype);
      const got = `${isOther ? `${array.dtype} ` : ""}${formatShape(shapeIn(array, stored))}`;
      const expected = formatShape(shapeOf(like, stored));
      return got === expected ? [] : { path: stored.path, expected, got };
    }),
  };
}

const moduleOf = ({ stored }: Wanted): string => stored.name.slice(0, stored.name.lastIndexOf(".") + 1);

/** Layers whose tensors are packed are taken as a whole or not at all: parts of another kind of layer may have the same shapes. */
export function takenWhole(report: LoadReport, wanted: readonly Wanted[]): LoadReport {
  const lost = new Set([...report.missing, ...report.mismatched.map(({ path }) => path)]);
  const packed = new Set(wanted.filter(({ stored }) => stored.slot.part).map(moduleOf));
  const broken = new Set(wanted.filter(({ stored }) => lost.has(stored.path)).map(moduleOf));
  const rest = wanted.filter(
    (each) => packed.has(moduleOf(each)) && broken.has(moduleOf(each)) && !lost.has(each.stored.path),
  );
  const left = rest.map(({ stored, like }) => ({
    path: stored.path,
    expected: formatShape(shapeOf(like, stored)),
    got: "a part of a layer that does not fit as a whole",
  }));
  return { ...report, mismatched: [...report.mismatched, ...left] };
}

/** The shape of a leaf as PyTorch lays it out. */
export const shapeOf = (leaf: Tensor, { slot }: NamedLeaf): readonly number[] =>
  slot.transposed ? leaf.shape.toReversed() : leaf.shape;

/** The shape of a leaf's part of a tensor in the file. */
function shapeIn({ shape }: NdArray, { slot }: NamedLeaf): readonly number[] {
  const [rows, ...rest] = shape;
  return rows === undefined ? [] : [slot.part ? rows / slot.part.of : rows, ...rest];
}

const namesAt = (paths: readonly string[], wanted: readonly Wanted[]): string =>
  [
    ...new Set(wanted.filter(({ stored }) => paths.includes(stored.path)).map(({ stored }) => stored.name)),
  ].join(", ");

export function requireAll(where: string, report: LoadReport, wanted: readonly Wanted[]): void {
  const { missing, unexpected, mismatched } = report;
  const lacks = missing.length > 0 ? [`the file lacks ${namesAt(missing, wanted)}`] : [];
  const homeless = unexpected.length > 0 ? [`no layer takes ${unexpected.join(", ")}`] : [];
  if (lacks.length + homeless.length > 0) {
    throw new DataError({
      where,
      rule: [...lacks, ...homeless].join(", and "),
      fix: 'Say which module is which layer, { names: { fc1: "0", features: "encoder" } }, and check that the layers are the same, or pass start for the rest',
    });
  }
  const [first] = mismatched;
  if (!first) return;
  throw new DataError({
    where: `${where}: ${namesAt([first.path], wanted)}`,
    rule: `must be ${first.expected} for ${first.path}, got ${first.got}`,
    fix: "Check the sizes of the layers, or pass start for those that differ",
  });
}

export function requireSome(
  where: string,
  { missing, mismatched }: LoadReport,
  wanted: readonly Wanted[],
): void {
  if (missing.length + mismatched.length < wanted.length) return;
  const all = namesAt(
    wanted.map(({ stored }) => stored.path),
    wanted,
  );
  throw new DataError({
    where,
    rule: `the file has none of ${all} in the shapes of the model`,
    fix: 'Say which module is which layer, { names: { fc1: "0", features: "encoder" } }',
  });
}
