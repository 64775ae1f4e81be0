/** @file Faults planted in operations, which the checks of ops.test.ts must find. */

import { expect, it } from "vitest";
import { Cond } from "../packages/glissade/src/control/cond.ts";
import { CustomVjp } from "../packages/glissade/src/control/custom-vjp.ts";
import { Scan, type ScanAttributes } from "../packages/glissade/src/control/scan-op.ts";
import { While } from "../packages/glissade/src/control/while-loop.ts";
import { arange } from "../packages/glissade/src/create-tensor.ts";
import { apply } from "../packages/glissade/src/graph/apply.ts";
import { dtypes } from "../packages/glissade/src/graph/dtype.ts";
import { literalValue } from "../packages/glissade/src/graph/literal.ts";
import {
  type AnyOp,
  type Attributes,
  type VjpContext,
  zeroGradient,
} from "../packages/glissade/src/graph/op.ts";
import { inline } from "../packages/glissade/src/graph/subgraph.ts";
import type { Tensor } from "../packages/glissade/src/graph/tensor.ts";
import type { Graph } from "../packages/glissade/src/graph/walk.ts";
import {
  Add,
  add,
  Div,
  div,
  Mul,
  mul,
  neg,
  Sub,
} from "../packages/glissade/src/ops/elementwise/arithmetic.ts";
import { Cast, stopGradient } from "../packages/glissade/src/ops/elementwise/cast.ts";
import { Greater, Where } from "../packages/glissade/src/ops/elementwise/compare.ts";
import { Sigmoid } from "../packages/glissade/src/ops/elementwise/sigmoid.ts";
import { Cos, Exp, Square } from "../packages/glissade/src/ops/elementwise/unary.ts";
import { Gather, gather } from "../packages/glissade/src/ops/index/gather.ts";
import { MatMul } from "../packages/glissade/src/ops/linalg/matmul.ts";
import { Softmax } from "../packages/glissade/src/ops/norm/softmax.ts";
import { ArgMax, Max } from "../packages/glissade/src/ops/reduce/reduce.ts";
import { Sum, sum, sumTo } from "../packages/glissade/src/ops/reduce/sum.ts";
import { Concat, concat } from "../packages/glissade/src/ops/shape/concat.ts";
import { Reshape, reshape, Transpose, transpose } from "../packages/glissade/src/ops/shape/layout.ts";
import { Pad, Slice, slice } from "../packages/glissade/src/ops/shape/slice.ts";
import { check } from "./support/op-checks.ts";

type Context = VjpContext<Record<string, never>>;

/** The record with another gradient, from the right one. */
function vjp(
  op: AnyOp,
  wrong: (right: readonly (Tensor | undefined)[], context: Context) => (Tensor | undefined)[],
): AnyOp {
  const right = op.vjp;
  if (typeof right !== "function") throw new Error(`${op.name} has no gradient to change`);
  return { ...op, vjp: (context) => wrong(right(context), context) };
}

/** The record with other attributes wherever ONNX is concerned. */
function onnx<A extends Attributes = Record<string, readonly number[]>>(
  op: AnyOp,
  change: (attributes: A) => object,
): AnyOp {
  const right = op.onnx;
  if (typeof right !== "function") throw new Error(`${op.name} writes no nodes`);
  return {
    ...op,
    onnx: (context) =>
      right({ ...context, attributes: { ...context.attributes, ...change(context.attributes) } }),
  };
}

type Branches = { readonly yes: Graph; readonly no: Graph };
type Loop = { readonly body: Graph; readonly carries: number };

/** The fault, the record that has it, and how the finding begins. */
type Fault = readonly [fault: string, op: AnyOp, finding: RegExp];

const gradientFaults: readonly Fault[] = [
  ["Sub: wrong sign", vjp(Sub, ([dx, dy]) => [dx, neg(dy!)]), /^gradient for input 1/],
  [
    "Mul: gradients swapped",
    vjp(Mul, ([dx, dy], { inputs: [x, y] }) => (x!.rank === y!.rank ? [dy, dx] : [dx, dy])),
    /^gradient for input 0/,
  ],
  [
    "Mul: broadcast not undone",
    vjp(Mul, (_, { inputs: [x, y], dy }) => [mul(dy, y!), mul(dy, x!)]),
    /^gradient for input 1: has type/,
  ],
  [
    "Div: quotient left out",
    vjp(Div, ([dx, dy], { output }) => [dx, sumTo(div(dy!, output), dy!.shape)]),
    /^gradient for input 1/,
  ],
  ["Cos: sign lost", vjp(Cos, ([dx]) => [neg(dx!)]), /^gradient for input 0/],
  ["Exp: said to be constant", { ...Exp, vjp: zeroGradient("planted") }, /^gradient for input 0/],
  [
    "Sigmoid: a factor missing",
    vjp(Sigmoid, (_, { dy, output }) => [mul(dy, output)]),
    /^gradient for input 0/,
  ],
  [
    "Square: wrong from the second order on",
    vjp(Square, (_, { dy, inputs: [x] }) => [mul(mul(dy, 2), stopGradient(x!))]),
    /^second gradient/,
  ],
  ["Where: branches swapped", vjp(Where, ([, x, y]) => [undefined, y, x]), /^gradient for input 1/],
  [
    "Softmax: sum over the axis left out",
    vjp(Softmax, (_, { dy, output }) => [mul(dy, output)]),
    /^gradient for input 0/,
  ],
  [
    "Max: gradient to every element",
    vjp(Max, (_, { inputs: [x], dy }) => [add(mul(x!, 0), sum(dy))]),
    /^gradient for input 0/,
  ],
  [
    "Transpose: permutation not inverted",
    vjp(Transpose, (_, { dy, attributes }) => [transpose(dy, attributes.permutation)]),
    /^gradient for input 0/,
  ],
  [
    "MatMul: second gradient transposed",
    vjp(MatMul, ([da, db]) => [da, reshape(transpose(db!), db!.shape)]),
    /^gradient for input 1/,
  ],
  [
    "Concat: every part the first",
    vjp(Concat, ([dx], { inputs }) =>
      inputs.map((input) => slice(concat(inputs.map(() => dx!)), { ends: input.shape })),
    ),
    /^gradient for input 1/,
  ],
];

const otherFaults: readonly Fault[] = [
  [
    "Scan: slices in the other direction",
    onnx<ScanAttributes>(Scan, ({ reverse }) => ({ reverse: !reverse })),
    /^output 0/,
  ],
  [
    "Scan: no gradient for a constant",
    vjp(Scan, ([carry, _, ...slices]) => [carry, undefined, ...slices]),
    /^gradient for input 1/,
  ],
  ["Cond: branches exchanged", onnx<Branches>(Cond, ({ yes, no }) => ({ yes: no, no: yes })), /^output 0/],
  [
    "While: two steps for one",
    onnx<Loop>(While, ({ body, carries }) => {
      const { inputs, outputs } = body;
      return { body: { inputs, outputs: inline(body, [...outputs, ...inputs.slice(carries)]) } };
    }),
    /^output 0/,
  ],
  [
    "CustomVjp: wrong sign",
    vjp(CustomVjp, (right) => right.map((each) => each && neg(each))),
    /^gradient for input 0/,
  ],
  [
    "Slice: off by one",
    onnx(Slice, ({ starts, lengths }) => ({
      starts: starts!.map((start, axis) => (lengths![axis] === 2 ? start - 1 : start)),
    })),
    /^output 0/,
  ],
  [
    "Pad: before and after swapped",
    onnx(Pad, ({ before, after }) => ({ before: after, after: before })),
    /^output 0/,
  ],
  ["Greater: equal counts as greater", { ...Greater, onnx: "GreaterOrEqual" }, /^output 0/],
  [
    "ArgMax: last of equals",
    {
      ...ArgMax,
      onnx: ({ inputs, attributes: { axis }, node }) =>
        node("ArgMax", inputs, { axis, keepdims: 0, select_last_index: 1 }),
    },
    /^output 0/,
  ],
  [
    "Cast: on the way through integers",
    {
      ...Cast,
      onnx: ({ inputs, outputs: [y], node }) =>
        node("Cast", [node("Cast", inputs, { to: dtypes.int64.onnx })], { to: dtypes[y!.dtype].onnx }),
    },
    /^output 0/,
  ],
  [
    "Reshape: lengths inferred in reverse",
    { ...Reshape, infer: ([x], { shape }) => ({ dtype: x!.dtype, shape: shape.toReversed() }) },
    /reshape|^output 0: has type|must broadcast/,
  ],
  [
    "Sum: batch rule forgets the batch axis",
    { ...Sum, batch: ({ inputs: [x], attributes }) => apply(Sum, [x!], attributes) },
    /^batch over inputs 0|must/,
  ],
  [
    "Add: batched inputs not aligned",
    { ...Add, batch: ({ inputs }) => apply(Add, inputs, {}) },
    /^batch over inputs|must broadcast/,
  ],
  [
    "Gather: examples look into the first",
    {
      ...Gather,
      batch: ({ inputs: [x, indices], batched, ...rest }) =>
        Gather.batch({
          ...rest,
          inputs: [batched[1] ? gather(x!, firstOf(x!, batched[0]!)) : x!, indices!],
          batched,
        }),
    },
    /^batch over inputs 0,1/,
  ],
  [
    "Add: 1 taken for neutral",
    { ...Add, simplify: ([x, y]) => (literalValue(y!) === 1 ? x : undefined) },
    /^rewrite \d+, rewritten/,
  ],
  [
    "Transpose: undone twice",
    { ...Transpose, simplify: ([x]) => (x!.source.kind === "op" ? x!.source.inputs[0] : undefined) },
    /^rewrite \d+, rewritten|rewritten: has type/,
  ],
];

/** Indices that show the first example in place of all. */
const firstOf = (x: Tensor, batched: boolean): Tensor =>
  mul(arange(x.shape[0]!, { dtype: "int64" }), batched ? 0 : 1);

it.each([...gradientFaults, ...otherFaults])("finds %s", async (_, op, finding) => {
  const found = op.samples.map((sample: AnyOp["samples"][number]) => check({ op, sample, dtype: "float64" }));
  const problems = (await Promise.all(found)).flat();
  expect(problems).not.toEqual([]);
  expect(problems.filter((problem) => finding.test(problem))).not.toEqual([]);
});
