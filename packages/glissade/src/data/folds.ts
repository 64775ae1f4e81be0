/** @file Which rows are for training and which for testing: one part, or folds that take turns. */

import { ArgumentError } from "../errors.ts";
import { describe } from "../options/describe.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { requireCount } from "../options/ranges.ts";
import type { Key } from "../random/threefry.ts";
import { type HostRandom, hostRandom, seedKind } from "./host-random.ts";
import { type ListOf, listOf, valuesOf } from "./list.ts";

/** Labels or names, one for each row. */
export type Labels = ListOf<number | bigint | string>;

export interface ChanceOptions {
  /** A number or a key, 0 by default: the same seed gives the same rows. */
  readonly seed?: number | Key;
  /** The class of each row: every part has the classes in their shares, as far as they can. */
  readonly stratify?: Labels;
  /** The group of each row, such as a person: rows of one group stay together. */
  readonly groups?: Labels;
}

export interface FoldsOptions extends ChanceOptions {
  /** Whether rows are shuffled first, `true` by default; else folds are rows as they lie. */
  readonly shuffle?: boolean;
}

const labelsKind = listOf<number | bigint | string>("a list of labels");

export const chanceKinds = { seed: seedKind, stratify: labelsKind, groups: labelsKind };

const readFolds = optionsReader<FoldsOptions>({ ...chanceKinds, shuffle: kind.boolean });

/** Positions of rows. */
export interface Fold {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Folds for cross-validation: every row is in the test part of one fold, and sizes differ by one row at most, or by one of
 * each class with `stratify`. With `groups` the rows of a group are in one fold, and folds are as even as that lets them.
 *
 * @example
 * const folds = kFolds(10, 3);
 * folds.map(({ test }) => test.length); // [4, 3, 3]
 * kFolds(4, 2, { shuffle: false })[0].train; // Uint32Array [2, 3]
 *
 * @throws ArgumentError for fewer than two folds, for more than there are rows or groups, and for labels that are not as
 * many as the rows
 */
export function kFolds(count: number, folds: number, options?: FoldsOptions): readonly Fold[] {
  const { seed = 0, stratify, groups, shuffle = true } = readFolds("kFolds", options);
  requireCount("kFolds(count)", count);
  requireLabels("kFolds", { stratify, groups }, count);
  const random = shuffle ? hostRandom(seed) : undefined;
  const most = groups ? new Set(Array.from(valuesOf(groups))).size : count;
  if (!Number.isInteger(folds) || folds < 2 || folds > most) {
    const what = groups ? "groups" : "rows";
    throw new ArgumentError({
      where: "kFolds(folds)",
      rule: `must be an integer from 2 to ${most}, the number of ${what}, got ${describe(folds)}`,
    });
  }
  const parts = groups
    ? groupParts(groups, folds, random)
    : shareOut(stratify ? classesOf(stratify) : [everyRow(count)], folds, random);
  return parts.map((_, own) => ({
    train: sorted(parts.flatMap((part, index) => (index === own ? [] : part))),
    test: sorted(parts[own]!),
  }));
}

export interface SplitRowsOptions extends ChanceOptions {
  /** The share of the rows that is for testing, in [0, 1); 0.2 by default, and 0 where only `validation` is given. */
  readonly test?: number;
  /** The share that is for validation, in [0, 1); none by default. */
  readonly validation?: number;
}

/** Positions of rows in up to three parts that share none. */
export interface RowParts {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

/** The shares of a split: who asks for validation alone keeps the test data elsewhere. */
export const sharesOf = ({ validation, test = validation === undefined ? 0.2 : 0 }: SplitRowsOptions) => ({
  test,
  validation: validation ?? 0,
});

/** Rows in three parts, of shares between 0 and 1; options have been read. */
export function partRows(count: number, options: SplitRowsOptions): RowParts {
  const { seed = 0, stratify, groups } = options;
  const { test, validation } = sharesOf(options);
  const random = hostRandom(seed);
  const units = groups ? shuffledGroups(groups, random) : undefined;
  const parts = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  if (units) fillByGroups(units, parts, { test: test * count, validation: validation * count });
  else {
    const classes = (stratify ? classesOf(stratify) : [everyRow(count)]).map((rows) =>
      shuffledRows(rows, random),
    );
    const sizes = classes.map(({ length }) => length);
    const inTurn = [...random.permutation(classes.length)];
    const forTest = shareOfEach(test, { sizes, inTurn });
    const left = sizes.map((size, own) => size - forTest[own]!);
    const forValidation = shareOfEach(validation, { sizes, inTurn, most: left });
    for (const [own, rows] of classes.entries()) {
      const [first, second] = [forTest[own]!, forTest[own]! + forValidation[own]!];
      append(parts.test, rows.slice(0, first));
      append(parts.validation, rows.slice(first, second));
      append(parts.train, rows.slice(second));
    }
  }
  return {
    train: sorted(parts.train),
    validation: sorted(parts.validation),
    test: sorted(parts.test),
  };
}

interface Sizes {
  /** Rows of each class. */
  readonly sizes: readonly number[];
  /** The classes in the order in which they get the rows that are over, where their remainders tie. */
  readonly inTurn: readonly number[];
  /** Rows that each class has left; all by default. */
  readonly most?: readonly number[];
}

/**
 * How many rows of each class make a share of all: as near to the share of the class as whole rows are, and together as near
 * to that of all. Rows that are over go to the classes with the largest remainders.
 */
function shareOfEach(share: number, { sizes, inTurn, most = sizes }: Sizes): readonly number[] {
  const exact = sizes.map((size) => share * size);
  const whole = exact.map((wanted, own) => Math.min(Math.floor(wanted), most[own]!));
  const over = Math.round(total(exact)) - total(whole);
  const remainder = (own: number) => exact[own]! - whole[own]!;
  const haveMore = inTurn.filter((own) => whole[own]! < most[own]!);
  const getOne = haveMore.toSorted((a, b) => remainder(b) - remainder(a)).slice(0, over);
  return whole.map((rows, own) => rows + Number(getOne.includes(own)));
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Whole groups go into the test part until it is full, then into that of validation, then into training. */
function fillByGroups(
  groups: readonly (readonly number[])[],
  parts: { readonly [part in keyof RowParts]: number[] },
  wanted: { readonly test: number; readonly validation: number },
): void {
  for (const rows of groups) {
    const isWanted = (part: "test" | "validation") => parts[part].length + rows.length / 2 <= wanted[part];
    const part = isWanted("test") ? "test" : isWanted("validation") ? "validation" : "train";
    append(parts[part], rows);
  }
}

const everyRow = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

/** Adds rows one by one: as arguments of one call they would be too many. */
function append(list: number[], rows: readonly number[]): void {
  for (const row of rows) list.push(row);
}

const sorted = (rows: readonly number[]): Uint32Array => Uint32Array.from(rows).sort();

const shuffledRows = (rows: readonly number[], random: HostRandom): number[] =>
  Array.from(random.permutation(rows.length), (index) => rows[index]!);

/** The rows of each label, in the order in which labels come. */
function classesOf(list: Labels): number[][] {
  const labels = valuesOf(list);
  const rows = new Map<unknown, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const own = rows.get(labels[row]);
    if (own) own.push(row);
    else rows.set(labels[row], [row]);
  }
  return [...rows.values()];
}

const shuffledGroups = (groups: Labels, random: HostRandom): number[][] => {
  const all = classesOf(groups);
  return Array.from(random.permutation(all.length), (index) => all[index]!);
};

/** The rows of each class shared out to the folds: consecutive ones of one class, one after the other of several. */
function shareOut(classes: number[][], folds: number, random: HostRandom | undefined): number[][] {
  const parts = Array.from({ length: folds }, (): number[] => []);
  let next = 0;
  for (const rows of classes) {
    const order = random ? shuffledRows(rows, random) : rows;
    if (classes.length === 1) {
      const sizes = parts.map((_, fold) => Math.floor((rows.length + folds - 1 - fold) / folds));
      let start = 0;
      sizes.forEach((size, fold) => {
        append(parts[fold]!, order.slice(start, start + size));
        start += size;
      });
    } else for (const row of order) parts[next++ % folds]!.push(row);
  }
  return parts;
}

/** Groups, the largest first, each into the fold that has the fewest rows. */
function groupParts(groups: Labels, folds: number, random: HostRandom | undefined): number[][] {
  const all = random ? shuffledGroups(groups, random) : classesOf(groups);
  const parts = Array.from({ length: folds }, (): number[] => []);
  for (const rows of all.toSorted((a, b) => b.length - a.length)) {
    append(
      parts.reduce((least, part) => (part.length < least.length ? part : least)),
      rows,
    );
  }
  return parts;
}

/** Throws unless there are as many labels as rows. */
export function requireLabels(
  where: string,
  labels: Pick<ChanceOptions, "stratify" | "groups">,
  count: number,
): void {
  for (const [name, list] of Object.entries(labels)) {
    const values = list === undefined ? undefined : valuesOf(list);
    if (values === undefined || values.length === count) continue;
    throw new ArgumentError({
      where: `${where}({ ${name} })`,
      rule: `must be as many as the ${count} rows, got ${values.length}`,
    });
  }
  if (labels.stratify === undefined || labels.groups === undefined) return;
  throw new ArgumentError({
    where: `${where}({ stratify, groups })`,
    rule: "takes one of the two, got both",
  });
}
