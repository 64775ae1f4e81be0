/** @file The report of loading a safetensors file: leaves that it lacks, has besides, or has in another form. */

import type { Entry } from "../data/formats/safetensors-header.ts";
import { DataError } from "../errors.ts";
import type { Dtype } from "../graph/dtype.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { listPaths } from "../select.ts";

/** The format's names of dtypes. */
export const codes: Readonly<Record<Dtype, string>> = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  int64: "I64",
  uint32: "U32",
  uint8: "U8",
  bool: "BOOL",
};

export interface LeafMismatch {
  readonly path: string;
  /** What the tree has there, `F32 [2, 3]`. */
  readonly expected: string;
  /** What the file has there. */
  readonly got: string;
}

export interface LoadReport {
  /** Paths of leaves that the file lacks. */
  readonly missing: readonly string[];
  /** Names of the file, after renaming, that are no leaves. */
  readonly unexpected: readonly string[];
  /** Leaves of another dtype or shape. */
  readonly mismatched: readonly LeafMismatch[];
}

export function compare(
  entries: ReadonlyMap<string, Entry>,
  names: readonly string[],
  leaves: readonly Tensor[],
): LoadReport {
  const wanted = new Set(names);
  const mismatched = leaves.flatMap((leaf, index) => {
    const [path, entry] = [names[index]!, entries.get(names[index]!)];
    if (!entry) return [];
    const [expected, got] = [describe(codes[leaf.dtype], leaf.shape), describe(entry.dtype, entry.shape)];
    return expected === got ? [] : { path, expected, got };
  });
  return {
    missing: names.filter((name) => !entries.has(name)),
    unexpected: [...entries.keys()].filter((name) => !wanted.has(name)),
    mismatched,
  };
}

const describe = (code: string, shape: readonly number[]): string => `${code} ${formatShape(shape)}`;

/** Throws unless the file has all leaves, and nothing else. */
export function requireAll(where: string, { missing, unexpected, mismatched }: LoadReport): void {
  const fix = "Load it into a tree of the structure that was saved: the same model and optimizer";
  const [first] = mismatched;
  const refuse = (rule: string, at = where) => new DataError({ where: at, rule, fix });
  if (missing.length > 0) throw refuse(`the file lacks ${listPaths(missing)}`);
  if (unexpected.length > 0) throw refuse(`the file has unknown ${listPaths(unexpected)}`);
  if (first) throw refuse(`expected ${first.expected}, got ${first.got}`, `${where}: ${first.path}`);
}

/** Throws unless the file has one of the leaves. */
export function requireSome(where: string, report: LoadReport, names: readonly string[]): void {
  const { missing, unexpected, mismatched } = report;
  if (names.length === 0 || missing.length + mismatched.length < names.length) return;
  const [first] = mismatched;
  const got = first ? `${first.path} ${first.got} for ${first.expected}` : listPaths(unexpected) || "nothing";
  throw new DataError({
    where,
    rule: `the file has none of ${listPaths(names)}, got ${got}`,
    fix: "Pass rename to give its tensors the paths of the tree",
  });
}
