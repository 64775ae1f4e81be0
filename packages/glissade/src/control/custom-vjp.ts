/** @file Functions with gradients defined by the user. */

import { GradError } from "../errors.ts";
import { applyAll } from "../graph/apply.ts";
import { placeholder } from "../graph/literal.ts";
import type { BatchContext, Op } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";
import { closeOver, graphOf, inline, interpret } from "../graph/subgraph.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import type { Graph } from "../graph/walk.ts";
import { add, mul, sub } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { cos, exp, sin } from "../ops/elementwise/unary.ts";
import { sum } from "../ops/reduce/sum.ts";
import { requireFunction } from "../options/arguments.ts";
import { flatten, leafPaths, leavesLike, unflatten } from "../tree.ts";
import { batchInner } from "../vmap/batch-graph.ts";

/** Gradients of the arguments, from arguments, results and gradients of the results. */
type Rule = (
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  dys: readonly Tensor[],
) => readonly Tensor[];

/** Inputs are arguments, then what the function captured. */
type CustomAttributes = { readonly body: Graph; readonly rule: Rule; readonly arguments: number };

export const CustomVjp: Op<CustomAttributes> = {
  name: "CustomVjp",
  doc: "A function whose gradient the user wrote; it is replaced by its body when the graph is rewritten.",
  infer: (_, { body }) => body.outputs.map(({ type }) => type),
  vjp: ({ inputs, outputs, dys, attributes: { rule, arguments: count } }) =>
    rule(inputs.slice(0, count), outputs, dys),
  batch: batchCustom,
  onnx: ({ attributes: { body }, composeAll }) => composeAll((...inputs) => inline(body, inputs)),
  lane: { kind: "compose", from: (inputs, { body }) => inline(body, inputs) },
  reference: (inputs, { body }) => interpret(body, inputs),
  samples: [
    {
      inputs: [[2, 3], [3]],
      attributes: (types) => ({
        body: graphOf(types, (x, y) => [mul(x, y)]),
        rule: ([x, y], _, [dz]) => [mul(dz!, y!), sum(mul(dz!, x!), { axis: 0 })],
        arguments: 2,
      }),
    },
    {
      inputs: [[3], { shape: [3], dtype: "int32" }],
      attributes: (types) => ({
        body: graphOf(types, (x, captured) => [sin(x), add(exp(x), cast(captured, x.dtype))]),
        rule: ([x], [, y], [ds, dy]) => [add(mul(ds!, cos(x!)), mul(dy!, exp(sub(x!, mul(y!, 0)))))],
        arguments: 1,
      }),
    },
  ],
  simplify: (inputs, { body }) => inline(body, inputs),
};

function batchCustom({
  inputs,
  batched,
  size,
  attributes,
}: BatchContext<CustomAttributes>): readonly Tensor[] {
  const { body, rule, arguments: count } = attributes;
  const batchedRule: Rule = (args, results, dys) => {
    const values = [...args, ...results, ...dys];
    const flags = values.map((_, index) => index >= count || batched[index]!);
    const examples = values.map(({ dtype, shape }, index) =>
      placeholder({ dtype, shape: flags[index] ? shape.slice(1) : shape }, "value"),
    );
    const end = count + results.length;
    const gradients = rule(examples.slice(0, count), examples.slice(count, end), examples.slice(end));
    const all = inline(batchInner({ inputs: examples, outputs: gradients }, flags, size), values);
    return all.map((gradient, index) => (batched[index] ? gradient : sum(gradient, { axis: 0 })));
  };
  return applyAll(CustomVjp, inputs, {
    body: batchInner(body, batched, size),
    rule: batchedRule,
    arguments: count,
  });
}

/**
 * A function with a gradient of your own: `rule(args, result, dy)` returns the gradients for the arguments. What the
 * function captures is held constant.
 *
 * @example
 * const clipped = customVjp((x: Tensor) => x.mul(2), ([x], y, dy) => [dy.mul(0.5)]);
 * await clipped(tensor(3)).item(); // 6
 * await grad((x: Tensor) => clipped(x))(tensor(3)).item(); // 0.5
 */
export function customVjp<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  rule: (args: Arguments, result: Result, dy: Result) => readonly [...Arguments],
): (...args: Arguments) => Result {
  requireFunction("customVjp(fn)", fn);
  requireFunction("customVjp(rule)", rule);
  return (...args) => {
    const { leaves, structure } = flatten(args, "customVjp");
    const values = leaves.map(({ type }, index) => placeholder(type, `argument ${index} of customVjp`));
    const result = flatten(fn(...unflatten<Arguments>(structure, values)), "customVjp");
    const closed = closeOver(result.leaves, values);
    const ruleOfLeaves: Rule = (inputs, outputs, dys) => {
      const build = (tensors: readonly Tensor[]) => unflatten<Result>(result.structure, tensors);
      const given = rule(unflatten<Arguments>(structure, inputs), build(outputs), build(dys));
      const gradients = leavesLike("customVjp (rule)", structure, given);
      gradients.forEach((gradient, index) => {
        requireLike(inputs[index]!, gradient, `argument ${leafPaths(structure)[index]}`);
      });
      return gradients;
    };
    const results = applyAll(CustomVjp, [...leaves, ...closed.captured], {
      body: { inputs: [...values, ...closed.inputs], outputs: closed.outputs },
      rule: ruleOfLeaves,
      arguments: leaves.length,
    });
    return unflatten<Result>(result.structure, results);
  };
}

function requireLike(argument: Tensor, gradient: Tensor, path: string): void {
  if (argument.dtype === gradient.dtype && sameShape(argument.shape, gradient.shape)) return;
  throw new GradError({
    where: "customVjp (rule)",
    rule: `must return gradients like the arguments, got ${formatType(gradient.type)} for ${path} ${formatType(argument.type)}`,
  });
}
