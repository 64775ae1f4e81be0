/** @file Sums of products in Einstein's notation, by transposition, elementwise products and matmul. */

import { requireTensors } from "../../graph/operand-checks.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireNumber, requireSameDtype } from "../dtype-rules.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { sum } from "../reduce/sum.ts";
import { reshape, transpose } from "../shape/layout.ts";
import { squeeze } from "../shape/reorder.ts";
import { diagonal } from "./diagonal.ts";
import { type Labels, parseSubscripts } from "./einsum-parse.ts";
import { matmul } from "./matmul.ts";

/** A tensor whose axes have distinct labels. */
interface Term {
  readonly x: Tensor;
  readonly labels: Labels;
}

type Lengths = ReadonlyMap<string, number>;

/**
 * Sums of products over labelled axes, in NumPy's notation: "ij,jk->ik" is the matrix product, "ii->i" a diagonal,
 * "ij->" a sum, "...ij->...ji" a transposition. Without "->" the labels that occur once remain, in alphabetical order.
 * Axes of length 1 broadcast. Several operands are contracted in pairs, the smallest result first.
 *
 * @example
 * const [x, y] = [tensor([[1, 2], [3, 4]]), tensor([[0, 1], [1, 0]])];
 * await einsum("ij,jk->ik", x, y).data(); // [2, 1, 4, 3]
 * await einsum("ii", x).item(); // 5
 */
export function einsum(subscripts: string, ...operands: readonly Tensor[]): Tensor {
  requireTensors("einsum", operands);
  const { inputs, output, lengths } = parseSubscripts(
    subscripts,
    operands.map(({ shape }) => shape),
  );
  requireSameDtype("einsum", operands);
  for (const operand of operands) requireNumber("einsum", operand);
  let terms = operands.map((x, index) => dropOnes(toDistinct({ x, labels: inputs[index]! }), lengths));
  terms = terms.map((term, index) => sumAlone(term, wanted(terms, [index], output)));
  while (terms.length > 1) terms = contractBest(terms, output, lengths);
  const [{ x, labels }] = terms as [Term];
  return transpose(
    x,
    output.map((label) => labels.indexOf(label)),
  );
}

/** The diagonal of axes that share a label, again until all labels differ. */
function toDistinct({ x, labels }: Term): Term {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) !== axis);
  if (second < 0) return { x, labels };
  const label = labels[second]!;
  const first = labels.indexOf(label);
  const rest = labels.filter((_, axis) => axis !== first && axis !== second);
  return toDistinct({ x: diagonal(x, { axis: [first, second] }), labels: [...rest, label] });
}

/** Without the axes of length 1 that broadcast. */
function dropOnes({ x, labels }: Term, lengths: Lengths): Term {
  const axes = labels.flatMap((label, axis) => (x.shape[axis] === lengths.get(label) ? [] : [axis]));
  return { x: squeeze(x, { axis: axes }), labels: labels.filter((_, axis) => !axes.includes(axis)) };
}

/** The labels that the output or terms besides the given ones need. */
function wanted(terms: readonly Term[], besides: readonly number[], output: Labels): ReadonlySet<string> {
  const others = terms.filter((_, index) => !besides.includes(index));
  return new Set([...output, ...others.flatMap(({ labels }) => labels)]);
}

/** Sums over the labels that are not kept: no other term has them, nor the output. */
function sumAlone({ x, labels }: Term, keep: ReadonlySet<string>): Term {
  const axes = labels.flatMap((label, axis) => (keep.has(label) ? [] : [axis]));
  return axes.length === 0
    ? { x, labels }
    : { x: sum(x, { axis: axes }), labels: labels.filter((label) => keep.has(label)) };
}

/** Joins the two terms whose product adds the fewest elements to what they have themselves. */
function contractBest(terms: readonly Term[], output: Labels, lengths: Lengths): Term[] {
  const pairs = terms.flatMap((left, i) =>
    terms.slice(i + 1).map((right, offset) => {
      const keep = wanted(terms, [i, i + 1 + offset], output);
      const labels = [...new Set([...left.labels, ...right.labels])].filter((label) => keep.has(label));
      const growth = sizeOf(labels.map((label) => lengths.get(label)!)) - left.x.size - right.x.size;
      return { left, right, keep, growth };
    }),
  );
  const best = pairs.reduce((a, b) => (b.growth < a.growth ? b : a));
  const rest = terms.filter((term) => term !== best.left && term !== best.right);
  return [...rest, contract(best.left, best.right, best.keep)];
}

/** The product of two terms, summed over the labels that both have and that are not kept. */
function contract(left: Term, right: Term, keep: ReadonlySet<string>): Term {
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const groups = {
    batch: shared.filter((label) => keep.has(label)),
    summed: shared.filter((label) => !keep.has(label)),
    rows: left.labels.filter((label) => !shared.includes(label)),
    columns: right.labels.filter((label) => !shared.includes(label)),
  };
  const { batch, summed, rows, columns } = groups;
  const lengthsOf = ({ x, labels }: Term, names: Labels) =>
    names.map((name) => x.shape[labels.indexOf(name)]!);
  const a = grouped(left, [batch, rows, summed]);
  const b = grouped(right, [batch, summed, columns]);
  const product = summed.length === 0 ? mul(a, b) : matmul(a, b);
  const shape = [...lengthsOf(left, [...batch, ...rows]), ...lengthsOf(right, columns)];
  return { x: reshape(product, shape), labels: [...batch, ...rows, ...columns] };
}

/** One axis per group of labels. */
function grouped({ x, labels }: Term, groups: readonly Labels[]): Tensor {
  const ordered = transpose(
    x,
    groups.flat().map((label) => labels.indexOf(label)),
  );
  const sizes = groups.map((group) => sizeOf(group.map((label) => x.shape[labels.indexOf(label)]!)));
  return reshape(ordered, sizes);
}
