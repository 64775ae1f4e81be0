/** @file Which tensors of a graph hold numbers that are not finite, and which of them came first. */

import { isFloat } from "../../graph/dtype.ts";
import type { Source } from "../../graph/source.ts";
import { substitute } from "../../graph/subgraph.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { topologicalOrder } from "../../graph/walk.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { where } from "../../ops/elementwise/compare.ts";
import { isInf, isNaN as isNotNumber } from "../../ops/elementwise/is-finite.ts";
import { max } from "../../ops/reduce/reduce.ts";
import { reshape } from "../../ops/shape/layout.ts";
import { stack } from "../../ops/shape/reorder.ts";

/** How far a tensor is from finite: 0 finite, 1 with infinities, 2 with NaN. */
type Grade = 0 | 1 | 2;

/** The tensors of a graph, inputs before users, one for each output that something needs. */
export function allTensors(outputs: readonly Tensor[]): Tensor[] {
  const order = topologicalOrder(outputs);
  const found = new Map<Source, Tensor[]>();
  const note = (tensor: Tensor) => {
    const known = found.get(tensor.source) ?? [];
    known[tensor.index] ??= tensor;
    found.set(tensor.source, known);
  };
  for (const { source } of order) if (source.kind === "op") source.inputs.forEach(note);
  outputs.forEach(note);
  return order.flatMap(({ source }) => (found.get(source) ?? []).filter(Boolean));
}

const isOpen = ({ dtype, size, source }: Tensor): boolean =>
  isFloat(dtype) && size > 0 && source.kind !== "literal";

/** The grades of tensors, computed by one program. */
export async function gradesOf(
  tensors: readonly Tensor[],
  given: ReadonlyMap<Tensor, Tensor>,
): Promise<(tensor: Tensor) => Grade> {
  const open = tensors.filter(isOpen);
  const [computed] = substitute([stack(open.map(grade))], given);
  const numbers = await computed!.data();
  const grades = new Map<Source, Grade[]>();
  for (const [position, { source, index }] of open.entries()) {
    const known = grades.get(source) ?? [];
    known[index] = Number(numbers[position]) as Grade;
    grades.set(source, known);
  }
  return ({ source, index }) =>
    source.kind === "literal" ? gradeOfData(source.data) : (grades.get(source)?.[index] ?? 0);
}

function grade(x: Tensor): Tensor {
  const flat = cast(reshape(x, [-1]), x.dtype === "float64" ? "float64" : "float32");
  const infinite = cast(isInf(flat), "float32");
  return max(where(isNotNumber(flat), 2, infinite));
}

/** Of a constant; one that is NaN stands for what there is not, such as a label outside, so that its user is to blame. */
function gradeOfData(data: ArrayLike<number | bigint>): Grade {
  const numbers = Array.from(data, Number);
  return numbers.some((number) => Math.abs(number) === Number.POSITIVE_INFINITY) ? 1 : 0;
}

/** Those tensors that are not finite and make outputs so, inputs before users. */
function chainOf(
  tensors: readonly Tensor[],
  outputs: readonly Tensor[],
  gradeAt: (tensor: Tensor) => Grade,
): Tensor[] {
  const reached = new Set<Source>();
  const open = outputs.filter((output) => gradeAt(output) > 0);
  for (let tensor = open.pop(); tensor; tensor = open.pop()) {
    if (reached.has(tensor.source)) continue;
    reached.add(tensor.source);
    open.push(...inputsOf(tensor).filter((input) => gradeAt(input) > 0));
  }
  return tensors.filter((tensor) => reached.has(tensor.source) && gradeAt(tensor) > 0);
}

const inputsOf = ({ source }: Tensor): readonly Tensor[] => (source.kind === "op" ? source.inputs : []);

/**
 * The tensor where outputs cease to be finite: NaN that is given; else what an operation makes of finite numbers; else,
 * since infinities such as those of masks are meant, what makes NaN of them.
 */
export function firstOf(
  tensors: readonly Tensor[],
  outputs: readonly Tensor[],
  gradeAt: (tensor: Tensor) => Grade,
): Tensor | undefined {
  const chain = chainOf(tensors, outputs, gradeAt);
  const isGiven = (tensor: Tensor) => tensor.source.kind !== "op";
  const worst = (tensor: Tensor) => Math.max(0, ...inputsOf(tensor).map(gradeAt));
  return (
    chain.find((tensor) => isGiven(tensor) && gradeAt(tensor) === 2) ??
    chain.find((tensor) => !isGiven(tensor) && worst(tensor) === 0) ??
    chain.find((tensor) => !isGiven(tensor) && gradeAt(tensor) === 2 && worst(tensor) < 2) ??
    chain[0]
  );
}
