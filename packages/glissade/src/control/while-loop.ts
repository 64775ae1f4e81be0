/** @file Repetition for as long as a condition holds. */

import { ShapeError } from "../errors.ts";
import { applyAll } from "../graph/apply.ts";
import { placeholder } from "../graph/literal.ts";
import type { BatchContext, EmitContext, Op, TensorType } from "../graph/op.ts";
import { closeOver, graphOf, interpret, substitute } from "../graph/subgraph.ts";
import { formatType, Tensor } from "../graph/tensor.ts";
import type { Graph } from "../graph/walk.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { less, where } from "../ops/elementwise/compare.ts";
import { holdsGraphs } from "../ops/no-lanes.ts";
import { max } from "../ops/reduce/reduce.ts";
import { expand } from "../ops/reduce/sum.ts";
import { reshape } from "../ops/shape/layout.ts";
import { requireFunction } from "../options/arguments.ts";
import { describe } from "../options/describe.ts";
import { flatten, unflatten } from "../tree.ts";
import { batchInner } from "../vmap/batch-graph.ts";
import { refuseWhile } from "./lift.ts";
import { leavesAlike } from "./same-types.ts";

/** Both graphs have the same inputs: carries, then constants. */
type WhileAttributes = { readonly test: Graph; readonly body: Graph; readonly carries: number };

/** A test of carries and constants, and behind it the next carries. */
const attributesOf =
  (carries: number, step: (...inputs: Tensor[]) => readonly Tensor[]) =>
  (types: readonly TensorType[]): WhileAttributes => {
    const { inputs, outputs } = graphOf(types, step);
    const [test, ...next] = outputs;
    return { test: { inputs, outputs: [test!] }, body: { inputs, outputs: next }, carries };
  };

export const While: Op<WhileAttributes> = {
  name: "While",
  doc: "A body repeated on its own results for as long as a test of them holds.",
  infer: (inputs, { carries }) => inputs.slice(0, carries),
  vjp: {
    none: "the number of steps of a whileLoop is not known before it runs, so nothing is kept for the way back",
    zero: false,
  },
  batch: batchWhile,
  onnx: emitWhile,
  lane: holdsGraphs,
  reference: (inputs, { test, body, carries }) => {
    const constants = inputs.slice(carries);
    let state = inputs.slice(0, carries);
    while (interpret(test, [...state, ...constants])[0]!.data[0])
      state = interpret(body, [...state, ...constants]);
    return state;
  },
  lift: refuseWhile,
  // Those of one round: how many there will be is not known.
  flops: (_, __, { test, body }, count) => count(test) + count(body),
  samples: [
    {
      inputs: [{ shape: [], dtype: "int32", values: [0] }, [2], [2]],
      attributes: attributesOf(2, (step, x, constant) => [less(step, 3), add(step, 1), add(x, constant)]),
    },
    {
      inputs: [{ shape: [2, 2], range: [-3, 1] }],
      attributes: attributesOf(1, (x) => [less(max(x), 2), add(x, 0.5)]),
    },
  ],
};

/** Runs while any example goes on; examples that are done keep their values. */
function batchWhile({ inputs, batched, size, attributes }: BatchContext<WhileAttributes>): readonly Tensor[] {
  const { test, body, carries } = attributes;
  const isBatched = batched.map((each, index) => index < carries || each);
  const both = batchInner(
    { inputs: body.inputs, outputs: [...test.outputs, ...body.outputs] },
    isBatched,
    size,
  );
  const [active, ...values] = both.outputs as [Tensor, ...Tensor[]];
  const next = values.map((value, index) => {
    const mask = reshape(active, [size, ...new Array<number>(value.rank - 1).fill(1)]);
    return where(mask, value, both.inputs[index]!);
  });
  const any = cast(max(cast(active, "int32")), "bool");
  const start = inputs.map((input, index) =>
    isBatched[index] && !batched[index] ? expand(input, [size, ...input.shape]) : input,
  );
  return applyAll(While, start, {
    test: { inputs: both.inputs, outputs: [any] },
    body: { inputs: both.inputs, outputs: next },
    carries,
  });
}

/** ONNX's Loop tests after each step, so the test is part of its body too. */
function emitWhile({
  inputs,
  attributes,
  nodes,
  constant,
  graph,
}: EmitContext<WhileAttributes>): readonly string[] {
  const { test, body, carries } = attributes;
  const outerOf = (own: readonly Tensor[]) =>
    new Map(own.slice(carries).map((each, index) => [each, inputs[carries + index]!]));
  const first = emitFirstTest();
  const counter = placeholder({ dtype: "int64", shape: [] }, "step");
  const before = placeholder({ dtype: "bool", shape: [] }, "condition");
  const pairs = test.inputs.map(
    (input, index) => [input, body.outputs[index] ?? body.inputs[index]!] as const,
  );
  const after = substitute(test.outputs, new Map(pairs));
  const loop = graph({
    inputs: [counter, before, ...body.inputs],
    outputs: [...after, ...body.outputs],
    outer: outerOf(body.inputs),
  });
  return nodes("Loop", ["", first, ...inputs.slice(0, carries)], { count: carries, body: loop });

  /** A branch that is always taken holds the test of the start. */
  function emitFirstTest(): string {
    const outer = new Map(test.inputs.map((input, index) => [input, inputs[index]!]));
    const branch = graph({ inputs: test.inputs, outputs: test.outputs, outer });
    return nodes("If", [constant("bool", [1], [])], {
      count: 1,
      then_branch: branch,
      else_branch: branch,
    })[0]!;
  }
}

/**
 * Repeats `body` on a carry while `test` of it is true. It has no gradient: use scan where one is needed.
 *
 * @example
 * const power = whileLoop((x: Tensor) => less(x, 100), (x: Tensor) => x.mul(2), tensor(3));
 * await power.item(); // 192
 */
export function whileLoop<Carry>(
  test: (carry: Carry) => Tensor,
  body: (carry: Carry) => Carry,
  init: Carry,
): Carry {
  requireFunction("whileLoop(test)", test);
  requireFunction("whileLoop(body)", body);
  const start = flatten(init, "whileLoop (carry)");
  const carries = start.leaves.map(({ type }) => placeholder(type, "carry"));
  const carry = unflatten<Carry>(start.structure, carries);
  const active = test(carry);
  if (!(active instanceof Tensor) || active.dtype !== "bool" || active.rank > 0) {
    const got = (active as unknown) instanceof Tensor ? formatType(active.type) : describe(active);
    throw new ShapeError({
      where: "whileLoop (test)",
      rule: `must return a bool scalar, got ${got}`,
    });
  }
  const next = leavesAlike(start, body(carry), {
    where: "whileLoop (carry)",
    rule: "the body must return a carry like the one it gets",
    root: "carry",
  });
  const closed = closeOver([active, ...next], carries);
  const inputs = [...carries, ...closed.inputs];
  const results = applyAll(While, [...start.leaves, ...closed.captured], {
    test: { inputs, outputs: closed.outputs.slice(0, 1) },
    body: { inputs, outputs: closed.outputs.slice(1) },
    carries: carries.length,
  });
  return unflatten<Carry>(start.structure, results);
}
