/** @file Weights that let rare classes count as much as frequent ones. */

import { ArgumentError, DataError } from "../errors.ts";
import { kind, optionsReader, requireKind } from "../options/kinds.ts";
import { type ListOf, listOf, valuesOf } from "./list.ts";

export interface ClassWeightsOptions {
  /** Number of classes; by default one more than the largest label. */
  readonly classes?: number;
}

const readClassWeights = optionsReader<ClassWeightsOptions>({ classes: kind.count });

const labelsKind = kind.needed(listOf<number | bigint>("a list of labels"));

/**
 * One weight for each class, n / (classes · nₖ): large where examples are few, and 1 on average over the examples. A loss
 * takes them as `classWeights`, and `batches` as `weights`, one for each example.
 *
 * @example
 * classWeights([0, 0, 0, 1]); // Float32Array [0.6666667, 2]
 *
 * @throws DataError for labels that are no integers from 0 to less than the classes, with their row; ArgumentError for a
 * class without examples
 */
export function classWeights(labels: ListOf<number | bigint>, options?: ClassWeightsOptions): Float32Array {
  const read = readClassWeights("classWeights", options);
  requireKind("classWeights(labels)", labelsKind, labels);
  const all = Array.from(valuesOf(labels), Number);
  const classes =
    read.classes ?? all.filter(Number.isFinite).reduce((most, label) => Math.max(most, label), 0) + 1;
  requireLabels(all, classes);
  const empty = firstWithout(all, classes);
  if (empty >= 0) {
    throw new ArgumentError({
      where: "classWeights(labels)",
      rule: `needs an example of each of ${classes} classes, got none of class ${empty}`,
      fix: "Number the classes that have examples from 0 on",
    });
  }
  const counts = new Float64Array(classes);
  for (const label of all) counts[label]!++;
  return Float32Array.from(counts, (count) => all.length / (classes * count));
}

/** The first class that no label is of, of however many there may be; -1 where there is none. */
function firstWithout(labels: readonly number[], classes: number): number {
  const found = new Set(labels);
  for (let own = 0; own < classes; own++) if (!found.has(own)) return own;
  return -1;
}

function requireLabels(labels: readonly number[], classes: number): void {
  const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (wrong >= 0) {
    throw new DataError({
      where: "classWeights(labels)",
      rule: `must be integers from 0 to less than the classes, got ${labels[wrong]} in row ${wrong}`,
    });
  }
}
