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
  const kept = findKept(attributes, step.outputs);
  const carries = step.carries.length + step.constants.length;
  const body = withIntermediates(
    {
      inputs: [
        ...step.dCarries,
        ...step.sums,
        ...kept.constants,
        ...kept.slices,
        ...kept.stands,
        ...step.dResults,
      ],
      outputs: substitute(step.outputs, kept.replacements),
    },
    carries,
  );
  const givenFor = (input: Tensor) => inputs[attributes.body.inputs.indexOf(input)]!;
  const results = applyAll(
    scan,
    [
      ...step.carries.map((index) => context.dys[index]!),
      ...step.constants.map((index) => fullLike(inputs[index]!, 0)),
      ...[...kept.constants, ...kept.slices].map(givenFor),
      ...kept.positions.map((index) => outputs[index]!),
      ...step.results.map((index) => context.given[index]!),
    ],
    { ...attributes, body, carries, constants: kept.constants.length, reverse: !attributes.reverse },
  );
  const order = [...step.carries, ...step.constants, ...step.slices];
  return inputs.map((_, index) => results[order.indexOf(index)]);
}

/** One step back: from gradients of carries and results to gradients of carries, sums for constants, and slices. */
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
  const sums = inputsAt(constantsWanted).map(stand("gradient so far"));
  const dResults = results.map((index) => stand("gradient of a result")(body.outputs[index]!));
  const gradients = backward(
    [...own, ...results].map((index) => body.outputs[index]!),
    [...dCarries, ...dResults],
    inputsAt([...own, ...constantsWanted, ...slices]),
  );
  const outputs = gradients.map((gradient, index) => {
    const sum = sums[index - own.length];
    return sum ? add(sum, gradient) : gradient;
  });
  return { carries: own, constants: constantsWanted, slices, results, dCarries, sums, dResults, outputs };
}

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
  const inRange = (from: number, to?: number) =>
    body.inputs.slice(from, to).filter(({ source }) => isRead.has(source));
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
    constants: inRange(carries, carries + constants),
    slices: inRange(carries + constants),
    positions: [...positions],
    replacements,
    stands: [...replacements.values()],
  };
}
