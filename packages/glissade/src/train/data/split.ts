/** @file Data in parts for training, validation and testing. */

import { type Examples, gather } from "../../data/examples.ts";
import { chanceKinds, partRows, requireLabels, type SplitRowsOptions, sharesOf } from "../../data/folds.ts";
import { isRowSource, type RowSource } from "../../data/rows/row-source.ts";
import { selectRows } from "../../data/rows/select-rows.ts";
import { ArgumentError } from "../../errors.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { decays } from "../../options/ranges.ts";
import { isExamples, type TensorsOf, toRows } from "./rows.ts";

export type SplitOptions = SplitRowsOptions;

const readSplit = optionsReader<SplitOptions>({
  ...chanceKinds,
  test: kind.within(decays),
  validation: kind.within(decays),
});

/** What the parts of data are: examples and sources of rows again, or trees of tensors. */
export type PartOf<Data> = Data extends Examples
  ? Examples
  : Data extends RowSource<infer Rows>
    ? Data extends { select(positions: Uint32Array): infer Part }
      ? Part
      : RowSource<Rows>
    : TensorsOf<Data>;

/** Parts that share no row. */
export interface Parts<Part> {
  readonly train: Part;
  /** Without rows unless it was asked for. */
  readonly validation: Part;
  readonly test: Part;
}

/**
 * Data with rows (what `batches` takes) in parts, at random and by a seed: `test` of it for testing (0.2 by default, and
 * none where only `validation` is asked for), `validation` of it to choose by. With `stratify` each part has the classes in their shares; with `groups` rows of one
 * group, such as a person's, stay in one part.
 *
 * @example
 * const data = { x: [[1], [2], [3], [4], [5]], y: [0, 1, 0, 1, 0] };
 * const { train, test } = splitData(data, { test: 0.4, seed: 1 });
 * [train.x.shape, test.y.shape]; // [[3, 1], [2]]
 *
 * @throws ArgumentError for shares that leave nothing for training, and for labels that are not as many as the rows
 */
export function splitData<Data>(data: Data, options?: SplitOptions): Parts<PartOf<Data>> {
  const read = readSplit("splitData", options);
  const { stratify, groups } = read;
  const { test, validation } = sharesOf(read);
  const rows = partsOf("splitData(data)", data);
  requireLabels("splitData", { stratify, groups }, rows.count);
  if (test + validation >= 1) {
    throw new ArgumentError({
      where: "splitData({ test, validation })",
      rule: `must leave rows for training, got shares of ${test} and ${validation}`,
    });
  }
  const parts = partRows(rows.count, read);
  if (parts.train.length === 0) {
    throw new ArgumentError({
      where: "splitData({ test, validation })",
      rule: `must leave rows for training, got shares of ${test} and ${validation} of ${rows.count} rows`,
    });
  }
  const empty = (["test", "validation"] as const).find(
    (part) => parts[part].length === 0 && (part === "test" ? test : validation) > 0,
  );
  if (empty) {
    throw new ArgumentError({
      where: `splitData({ ${empty} })`,
      rule: `must leave rows for it, got a share of ${empty === "test" ? test : validation} of ${rows.count} rows`,
      fix: "Take a larger share, or fewer classes or larger numbers of groups",
    });
  }
  const { take } = rows;
  return { train: take(parts.train), validation: take(parts.validation), test: take(parts.test) };
}

/** Data from which parts are taken. */
interface Whole<Data> {
  readonly count: number;
  readonly take: (positions: Uint32Array) => PartOf<Data>;
}

/** Each kind of data, in a way that keeps its kind. */
function partsOf<Data>(where: string, data: Data): Whole<Data> {
  const whole = isRowSource(data)
    ? {
        count: data.length,
        take: (positions: Uint32Array) => data.select?.(positions) ?? selectRows(data, positions),
      }
    : isExamples(data)
      ? { count: data.size, take: (positions: Uint32Array) => takeExamples(data, positions) }
      : toRows(where, data);
  // The compiler cannot follow that each kind gives its own.
  return whole as Whole<Data>;
}

function takeExamples(examples: Examples, positions: Uint32Array): Examples {
  return { ...gather(examples, positions), shape: examples.shape, size: positions.length };
}

/**
 * Some rows of data, by their positions: what `kFolds` gives, for example.
 *
 * @example
 * const data = { x: [[1], [2], [3]], y: [0, 1, 0] };
 * const [fold] = kFolds(3, 3, { shuffle: false });
 * await takeRows(data, fold.train).x.data(); // [2, 3]
 *
 * @throws ArgumentError for positions that are no rows
 */
export function takeRows<Data>(data: Data, positions: ArrayLike<number>): PartOf<Data> {
  const rows = partsOf("takeRows(data)", data);
  const list = Array.from(Object(positions) as ArrayLike<number>);
  const wrong = list.find((row) => !(Number.isInteger(row) && row >= 0 && row < rows.count));
  if (wrong !== undefined || !(Array.isArray(positions) || ArrayBuffer.isView(positions))) {
    throw new ArgumentError({
      where: "takeRows(positions)",
      rule: `must be a list of integers from 0 to ${rows.count - 1}, got ${wrong ?? typeof positions}`,
    });
  }
  return rows.take(Uint32Array.from(list));
}
