/** @file Precision, recall and their mean, of each class and averaged over the classes. */

import { ArgumentError } from "../../errors.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { byClass, type Confusion, counted, total } from "./classes.ts";
import { type LabelOptions, labelKinds } from "./labels.ts";
import { type Metric, madeBy } from "./metric.ts";

export interface ClassAverageOptions extends LabelOptions {
  /**
   * How the classes are averaged: `"macro"`, the default, counts every class the same, `"weighted"` by how many labels it
   * has, `"micro"` counts every label the same.
   */
  readonly average?: "macro" | "weighted" | "micro";
  /** A class to report alone, such as 1 where there are two. */
  readonly label?: number;
}

const readAverage = optionsReader<ClassAverageOptions>({
  average: kind.choice("macro", "weighted", "micro"),
  label: kind.whole,
  ...labelKinds,
});

/** Of one class, or of all together. */
interface Hits {
  readonly right: number;
  /** How many have the class. */
  readonly truths: number;
  /** How many are said to have it. */
  readonly guesses: number;
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const hitsOf = ([right, truths, guesses]: Confusion): Hits[] =>
  right!.map((each, label) => ({ right: each, truths: truths![label]!, guesses: guesses![label]! }));

/** The mean over classes that occur, among the labels or among the predictions. */
function averaged(hits: readonly Hits[], measure: (hits: Hits) => number, isWeighted: boolean): number {
  const seen = hits.filter(({ truths, guesses }) => truths + guesses > 0);
  const weights = seen.map(({ truths }) => (isWeighted ? truths : 1));
  return ratio(total(seen.map((each, index) => weights[index]! * measure(each))), total(weights));
}

const joined = (hits: readonly Hits[]): Hits => ({
  right: total(hits.map(({ right }) => right)),
  truths: total(hits.map(({ truths }) => truths)),
  guesses: total(hits.map(({ guesses }) => guesses)),
});

const measured = (name: string, measure: (hits: Hits) => number) =>
  madeBy(name, (options?: ClassAverageOptions): Metric<number> => {
    const { average = "macro", label, ...labels } = readAverage(name, options);
    const report = (counts: Confusion): number => {
      const hits = hitsOf(counts);
      if (label !== undefined) return measure(hits[label] ?? missingClass(name, label, hits.length));
      return average === "micro" ? measure(joined(hits)) : averaged(hits, measure, average === "weighted");
    };
    return { ...counted(name, { tally: byClass, toResult: report }, labels), better: "higher" };
  });

/** Says that a label is none of the classes. */
export function missingClass(name: string, label: number, classes: number): never {
  throw new ArgumentError({
    where: `${name}({ label })`,
    rule: `must be one of ${classes} classes, counted from 0, got ${label}`,
  });
}

/**
 * How many of those that are said to have a class have it, 0 where none are: by class and averaged, as in scikit-learn.
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[2], [1], [-1]]), y: new Int32Array([1, 0, 1]) };
 * await score(model, { params: [], state: [] }, data, { precision: metrics.precision({ label: 1 }) }); // { precision: 0.5 }
 *
 * @throws ArgumentError for a label that is no class; DataError for labels beyond the outputs
 */
export const precision = measured("precision", ({ right, guesses }) => ratio(right, guesses));

/**
 * How many of those that have a class are found, 0 where none have it: by class and averaged, as in scikit-learn.
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[2], [1], [-1]]), y: new Int32Array([1, 0, 1]) };
 * await score(model, { params: [], state: [] }, data, { recall: metrics.recall({ label: 1 }) }); // { recall: 0.5 }
 *
 * @throws as `precision`
 */
export const recall = measured("recall", ({ right, truths }) => ratio(right, truths));

/**
 * The harmonic mean of precision and recall, 2·right/(truths + guesses): by class and averaged, as in scikit-learn.
 *
 * @example
 * const model = nn.lambda("logits", (x: Tensor) => x);
 * const data = { x: tensor([[2], [1], [-1]]), y: new Int32Array([1, 0, 1]) };
 * await score(model, { params: [], state: [] }, data, { f1: metrics.f1({ label: 1 }) }); // { f1: 0.5 }
 *
 * @throws as `precision`
 */
export const f1 = measured("f1", ({ right, truths, guesses }) => ratio(2 * right, truths + guesses));
