/** @file The gradient of scan: a scan in the opposite direction over the results that the first one kept. */

import { backward } from "../grad/backward.ts";
import { applyAll } from "../graph/apply.ts";
import { isFloat } from "../graph/dtype.ts";
import { placeholder } from "../graph/literal.ts";
import type { Op, VjpContext } from "../graph/op.ts";
import type { Source } from "../graph/source.ts";
import { intermediates, substitute } from "../graph/subgraph.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { fullLike } from "../ops/reduce/sum.ts";
import type { ScanAttributes } from "./scan-op.ts";
import { type Total, totalOf } from "./scan-totals.ts";

/**
 * The body with every intermediate value among its results, so that a gradient can read them. Those that no gradient
 * reads are pruned before emission.
 */
export function withIntermediates({ inputs, outputs }: Graph, carries: number): Graph {
  return { inputs, outputs: [...outputs, ...inputs.slice(0, carries), ...intermediates(outputs, inputs)] };
}

/** The gradients of a scan's inputs. */
export function scanGradient(
  scan: Op<ScanAttributes>,
  context: VjpContext<ScanAttributes>,
): (Tensor | undefined)[] {
  const { inputs, outputs, attributes } = context;
  const step = differentiateBody(context);
  const plan = planTotals(context, step);
  const sums = step.constants.filter((index) => !plan.totals.has(index));
  const sumsSoFar = sums.map((index) => placeholder(inputs[index]!.type, "gradient so far"));
  const own = [
    ...step.carries.map(step.gradientOf),
    ...sums.map((index, at) => add(sumsSoFar[at]!, step.gradientOf(index))),
    ...step.slices.map(step.gradientOf),
    ...plan.stacked,
  ];
  const kept = findKept(attributes, own);
  const carries = step.carries.length + sums.length;
  const body = withIntermediates(
    {
      inputs: [
        ...step.dCarries,
        ...sumsSoFar,
        ...kept.constants,
        ...kept.slices,
        ...kept.stands,
        ...step.dResults,
      ],
      outputs: substitute(own, kept.replacements),
    },
    carries,
  );
  const givenFor = (input: Tensor) => inputs[attributes.body.inputs.indexOf(input)]!;
  const results = applyAll(
    scan,
    [
      ...step.carries.map((index) => context.dys[index]!),
      ...sums.map((index) => fullLike(inputs[index]!, 0)),
      ...[...kept.constants, ...kept.slices].map(givenFor),
      ...kept.positions.map((index) => outputs[index]!),
      ...step.results.map((index) => context.given[index]!),
    ],
    { ...attributes, body, carries, constants: kept.constants.length, reverse: !attributes.reverse },
  );
  const stackOf = (value: Tensor) =>
    stackedBefore(value, context) ?? results[positionOf(value, own, carries)]!;
  const order = [...step.carries, ...sums, ...step.slices];
  return inputs.map((_, index) => {
    const total = plan.totals.get(index);
    return total ? total.from(total.operands.map(stackOf)) : results[order.indexOf(index)];
  });
}

/** One step back: the gradients of carries, constants and slices. */
function differentiateBody({
  attributes: { body, carries, constants },
  given,
  needed,
}: VjpContext<ScanAttributes>) {
  const positions = body.inputs.map((_, index) => index);
  const own = positions.filter((index) => index < carries && isFloat(body.inputs[index]!.dtype));
  const wanted = (from: number, to: number) => positions.slice(from, to).filter((index) => needed[index]);
  const constantsWanted = wanted(carries, carries + constants);
  const slices = wanted(carries + constants, positions.length);
  const results = [...given.keys()].filter((index) => index >= carries && given[index]);
  const stand = (name: string) => (tensor: Tensor) => placeholder(tensor.type, name);
  const inputsAt = (list: readonly number[]) => list.map((index) => body.inputs[index]!);
  const dCarries = inputsAt(own).map(stand("gradient of a carry"));
  const dResults = results.map((index) => stand("gradient of a result")(body.outputs[index]!));
  const roots = [...own, ...constantsWanted, ...slices];
  const gradients = backward(
    [...own, ...results].map((index) => body.outputs[index]!),
    [...dCarries, ...dResults],
    inputsAt(roots),
  );
  const gradientOf = (index: number) => gradients[roots.indexOf(index)]!;
  return { carries: own, constants: constantsWanted, slices, results, dCarries, dResults, gradientOf };
}

type Step = ReturnType<typeof differentiateBody>;

interface Plan {
  /** By the position of a constant. */
  readonly totals: ReadonlyMap<number, Total>;
  /** Further results of the loop. */
  readonly stacked: readonly Tensor[];
}

/**
 * The constants whose gradients are summed behind the loop. What must be stacked for one alone are factors of products that
 * have no more elements than the sum, which then is not read and written at every step: what is only added up would take
 * memory for all steps in the place of one.
 */
function planTotals(context: VjpContext<ScanAttributes>, { constants, slices, gradientOf }: Step): Plan {
  const { recompute, length, body, carries, constants: count } = context.attributes;
  const totals = new Map<number, Total>();
  const stacked: Tensor[] = [];
  if (recompute || length < 2) return { totals, stacked };
  const fixed = new Set(body.inputs.slice(carries, carries + count).map(({ source }) => source));
  const sliced = slices.map(gradientOf);
  const bySize = constants.toSorted((a, b) => body.inputs[b]!.size - body.inputs[a]!.size);
  for (const index of bySize) {
    const total = totalOf(gradientOf(index));
    const isMissing = (value: Tensor, at: number) =>
      !stackedBefore(value, context) &&
      positionOf(value, [...sliced, ...stacked, ...total.operands.slice(0, at)]) < 0;
    const missing = total.operands.filter(isMissing);
    const size = missing.reduce((sum, value) => sum + value.size, 0);
    const isCheap = size <= gradientOf(index).size && !missing.some((value) => total.addends.includes(value));
    if (!isCheap || missing.some(({ source }) => fixed.has(source))) continue;
    totals.set(index, total);
    stacked.push(...missing);
  }
  return { totals, stacked };
}

/** The values of all steps that the first scan was given or gave. */
function stackedBefore(
  value: Tensor,
  { inputs, outputs, attributes }: VjpContext<ScanAttributes>,
): Tensor | undefined {
  const { body, carries, constants } = attributes;
  return (
    inputs[positionOf(value, body.inputs, carries + constants)] ??
    outputs[positionOf(value, body.outputs, carries)]
  );
}

/** Where a value is among others, from a position on; -1 where it is not. */
const positionOf = ({ source, index }: Tensor, among: readonly Tensor[], from = 0): number =>
  among.findIndex((each, position) => position >= from && each.source === source && each.index === index);

/** What the gradient reads of the first scan: its constants and slices, and stacked results, for which placeholders stand. */
function findKept({ body, carries, constants, recompute }: ScanAttributes, gradients: readonly Tensor[]) {
  const stacked = new Map<Source, number[]>();
  body.outputs.forEach(({ source, index }, position) => {
    const isKept = position >= carries && !(recompute && source.kind === "op");
    if (isKept) stacked.set(source, Object.assign(stacked.get(source) ?? [], { [index]: position }));
  });
  const fed = new Set(body.inputs.slice(carries).map(({ source }) => source));
  const isEnd = (source: Source) => fed.has(source) || stacked.has(source);
  const order = topologicalOrder(gradients, { has: isEnd });
  const read = [
    ...gradients,
    ...order.flatMap(({ source }) => (isEnd(source) || source.kind !== "op" ? [] : source.inputs)),
  ];
  const isRead = new Set(read.map(({ source }) => source));
  const onlyRead = (values: readonly Tensor[]) => values.filter(({ source }) => isRead.has(source));
  const replacements = new Map<Tensor, Tensor>();
  const positions = new Set<number>();
  for (const tensor of read) {
    const position = fed.has(tensor.source) ? undefined : stacked.get(tensor.source)?.[tensor.index];
    if (position !== undefined) positions.add(position);
  }
  for (const position of positions) {
    const tensor = body.outputs[position]!;
    replacements.set(tensor, placeholder(tensor.type, "kept"));
  }
  return {
    constants: onlyRead(body.inputs.slice(carries, carries + constants)),
    slices: onlyRead(body.inputs.slice(carries + constants)),
    positions: [...positions],
    replacements,
    stands: [...replacements.values()],
  };
}
