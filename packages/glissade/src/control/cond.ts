/** @file A choice between two functions, of which only one runs. */

import { ShapeError } from "../errors.ts";
import { backward } from "../grad/backward.ts";
import { applyAll } from "../graph/apply.ts";
import { placeholder } from "../graph/literal.ts";
import type { EmitContext, Op, Sample, VjpContext } from "../graph/op.ts";
import { formatShape } from "../graph/shape.ts";
import { closeOver, graphOf, inline, interpret } from "../graph/subgraph.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Graph } from "../graph/walk.ts";
import { requireBool } from "../ops/dtype-rules.ts";
import { add, mul } from "../ops/elementwise/arithmetic.ts";
import { where } from "../ops/elementwise/compare.ts";
import { sin, square } from "../ops/elementwise/unary.ts";
import { holdsGraphs } from "../ops/no-lanes.ts";
import { reshape } from "../ops/shape/layout.ts";
import { requireFunction } from "../options/arguments.ts";
import { flatten, unflatten } from "../tree.ts";
import { batchInner } from "../vmap/batch-graph.ts";
import { liftCond } from "./lift.ts";
import { leavesAlike } from "./same-types.ts";

/** Both graphs have the same inputs: those of the operation after the condition. */
type CondAttributes = { readonly yes: Graph; readonly no: Graph };

const branches = ({ yes, no }: CondAttributes) => [yes, no] as const;

type Branch = (x: Tensor, y: Tensor) => readonly Tensor[];

/** Two branches of two inputs. */
const sampleOf = (condition: boolean, yes: Branch, no: Branch): Sample<CondAttributes> => ({
  inputs: [{ shape: [], dtype: "bool", values: [Number(condition)] }, [2], [2]],
  attributes: ([, ...types]) => {
    const { inputs, outputs } = graphOf(types, (x, y) => [...yes(x!, y!), ...no(x!, y!)]);
    const half = outputs.length / 2;
    return { yes: { inputs, outputs: outputs.slice(0, half) }, no: { inputs, outputs: outputs.slice(half) } };
  },
});

export const Cond: Op<CondAttributes> = {
  name: "Cond",
  doc: "The results of one graph where a scalar is true, else of another; only the chosen one runs.",
  infer: (_, { yes }) => yes.outputs.map(({ type }) => type),
  vjp: condGradient,
  batch: ({ inputs, batched, size, attributes }) => {
    const [yes, no] = branches(attributes).map((graph) => batchInner(graph, batched.slice(1), size)) as [
      Graph,
      Graph,
    ];
    if (!batched[0]) return applyAll(Cond, inputs, { yes, no });
    const [chosen, other] = [yes, no].map((graph) => inline(graph, inputs.slice(1))) as [Tensor[], Tensor[]];
    return chosen.map((result, index) => {
      const condition = reshape(inputs[0]!, [size, ...new Array<number>(result.rank - 1).fill(1)]);
      return where(condition, result, other[index]!);
    });
  },
  onnx: ({
    inputs: [condition, ...values],
    outputs,
    attributes,
    nodes,
    graph,
  }: EmitContext<CondAttributes>) => {
    const [yes, no] = branches(attributes).map((branch) =>
      graph({
        inputs: branch.inputs,
        outputs: branch.outputs,
        outer: new Map(branch.inputs.map((input, index) => [input, values[index]!])),
      }),
    );
    return nodes("If", [condition!], { count: outputs.length, then_branch: yes!, else_branch: no! });
  },
  lane: holdsGraphs,
  reference: ([condition, ...values], { yes, no }) => interpret(condition!.data[0] ? yes : no, values),
  flops: (_, __, { yes, no }, count) => Math.max(count(yes), count(no)),
  lift: liftCond,
  samples: [true, false].flatMap((condition) => [
    sampleOf(
      condition,
      (x, y) => [mul(x, y)],
      (x, y) => [add(x, y)],
    ),
    sampleOf(
      condition,
      (x, y) => [sin(mul(x, y)), x],
      (x, y) => [square(y), add(x, 1)],
    ),
  ]),
};

/** The gradient of the chosen branch, which computes again what it needs. */
function condGradient({
  inputs,
  dys,
  needed,
  attributes,
}: VjpContext<CondAttributes>): (Tensor | undefined)[] {
  const wanted = [...inputs.keys()].filter((index) => index > 0 && needed[index]);
  const [yes, no] = branches(attributes).map(({ inputs: values, outputs }) => {
    const weights = dys.map(({ type }) => placeholder(type, "gradient"));
    const roots = wanted.map((index) => values[index - 1]!);
    return { inputs: [...values, ...weights], outputs: backward(outputs, weights, roots) };
  });
  const results = applyAll(Cond, [...inputs, ...dys], { yes: yes!, no: no! });
  return inputs.map((_, index) => results[wanted.indexOf(index)]);
}

/**
 * `yes(...args)` where a bool scalar is true, else `no(...args)`. Only the chosen function runs; under vmap over the
 * condition both do. What does not depend on the arguments is computed outside, whatever is chosen.
 *
 * @example
 * const root = (x: Tensor) => cond(greater(x, 0), (x: Tensor) => x.sqrt(), (x: Tensor) => x.mul(0), x);
 * await root(tensor(9)).item(); // 3
 * await grad(root)(tensor(-1)).item(); // 0
 */
export function cond<Arguments extends readonly unknown[], Result>(
  condition: Tensor,
  yes: (...args: Arguments) => Result,
  no: (...args: Arguments) => Result,
  ...args: Arguments
): Result {
  requireFunction("cond(yes)", yes);
  requireFunction("cond(no)", no);
  requireBool("cond (condition)", condition);
  if (condition.rank > 0) {
    throw new ShapeError({
      where: "cond (condition)",
      rule: `needs a scalar, got shape ${formatShape(condition.shape)}`,
      fix: "Use where() to choose element by element",
    });
  }
  const { leaves, structure } = flatten(args, "cond");
  const values = leaves.map(({ type }, index) => placeholder(type, `argument ${index} of cond`));
  const call = (fn: typeof yes) => fn(...unflatten<Arguments>(structure, values));
  const chosen = flatten(call(yes), "cond");
  const other = leavesAlike(chosen, call(no), {
    where: "cond",
    rule: "both functions must return the same types",
    root: "result",
  });
  const count = chosen.leaves.length;
  const closed = closeOver([...chosen.leaves, ...other], values);
  const inputs = [...closed.inputs, ...values];
  const outputs = applyAll(Cond, [condition, ...closed.captured, ...leaves], {
    yes: { inputs, outputs: closed.outputs.slice(0, count) },
    no: { inputs, outputs: closed.outputs.slice(count) },
  });
  return unflatten<Result>(chosen.structure, outputs);
}
