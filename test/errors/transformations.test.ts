/** @file Whole messages of transformations, of running, and of shapes and dtypes that all functions share. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apply } from "../../packages/glissade/src/graph/apply.ts";
import { noLane } from "../../packages/glissade/src/graph/lane.ts";
import {
  argmax,
  cast,
  checkpoint,
  compile,
  concat,
  cond,
  configure,
  customVjp,
  evaluate,
  exp,
  expand,
  explain,
  flip,
  full,
  GlissadeError,
  gather,
  grad,
  jvp,
  less,
  logicalAnd,
  losses,
  mapTree,
  matmul,
  max,
  mean,
  mod,
  moveAxis,
  oneHot,
  pad,
  scan,
  scatterAdd,
  slice,
  softmax,
  sum,
  type Tensor,
  tensor,
  trace,
  transpose,
  vjp,
  vmap,
  where,
  whileLoop,
  zeros,
} from "../../packages/glissade/src/index.ts";
import { Max } from "../../packages/glissade/src/ops/reduce/reduce.ts";

type Row = readonly [message: string, call: () => unknown];

const x = zeros([2, 3]);
const scalar = tensor(1);
const int = tensor([1, 2], { dtype: "int64" });
const bool = tensor([true, false]);
const double = zeros([2, 3], { dtype: "float64" });

const shapes: readonly Row[] = [
  [
    "add: shapes must broadcast, got [2, 3] and [4] (3 and 4 in axis -1). Reshape or expand one of them.",
    () => x.add(zeros([4])),
  ],
  [
    "matmul: inner sizes must match, got [2, 3] and [2, 3] (3 and 2). Transpose one input, or check the layer sizes.",
    () => matmul(x, x),
  ],
  [
    "matmul: inner sizes must match, got [5, 2, 3] and [2, 4] (3 and 2). Transpose one input, or check the layer sizes.",
    () => matmul(zeros([5, 2, 3]), zeros([2, 4])),
  ],
  [
    "matmul: shapes must broadcast, got [2] and [3] (2 and 3 in axis -1). Reshape or expand one of them.",
    () => matmul(zeros([2, 1, 1]), zeros([3, 1, 1])),
  ],
  ["matmul: needs vectors or matrices, got [] and [2, 3]. Use mul for scalars.", () => matmul(scalar, x)],
  ["reshape: sizes must match, got [2, 3] and [4] (6 and 4 elements).", () => x.reshape([4])],
  [
    "reshape: one length may be -1 if the others divide the size, got [2, 3] and [4, -1].",
    () => x.reshape([4, -1]),
  ],
  ["reshape: lengths must be integers of at least 0, got [1.5].", () => x.reshape([1.5])],
  ["expand: the input must broadcast to the shape, got [2, 3] and [3].", () => expand(x, [3])],
  [
    "transpose: the permutation must name each of the 2 axes of [2, 3] once, got [0, 0].",
    () => transpose(x, [0, 0]),
  ],
  ["moveAxis: axis must be an integer in [-2, 2), got 2.", () => moveAxis(x, 0, 2)],
  ["concat: lengths must match except along axis 0, got [2, 3] and [2].", () => concat([x, zeros([2])])],
  ["concat: needs at least one tensor, got none.", () => concat([])],
  ["sum: axis must be an integer in [-2, 2), got 2.", () => sum(x, { axis: 2 })],
  ["sum: axes must be distinct, got [1, 1].", () => sum(x, { axis: [1, -1] })],
  ["softmax: a scalar has no axes, got -1.", () => softmax(scalar)],
  ["argmax({ axis }): must be an integer, got 0.5.", () => argmax(x, { axis: 0.5 })],
  ["max: needs at least one element along each axis, got [0, 3].", () => max(zeros([0, 3]))],
  ["mean: needs at least one element along each axis, got [0].", () => mean(zeros([0]))],
  ["flip: axis must be an integer in [-2, 2), got 5.", () => flip(x, { axis: [5] })],
  [
    "slice({ steps }): must be integers other than 0, one per axis of [2, 3] at most, got [0].",
    () => slice(x, { steps: [0] }),
  ],
  [
    "slice({ ends }): must be integers, one per axis of [2, 3] at most, got [1, 1, 1].",
    () => slice(x, { ends: [1, 1, 1] }),
  ],
  ["pad: needs a pair of widths of at least 0 for each of the 2 axes, got [[1, 1]].", () => pad(x, [[1, 1]])],
  ["gather: needs an axis to choose from, got a scalar.", () => gather(scalar, int)],
  [
    "scatterAdd: updates must have the shape of the indices from axis 0 on, got [3] and [2].",
    () => scatterAdd(int, zeros([3]), { length: 4 }),
  ],
  ["tensor: shape [2, 2] holds 4 elements, got 3.", () => tensor([1, 2, 3], { shape: [2, 2] })],
  [
    "tensor: nested arrays must have equal lengths, got an array of 3 at [1] beside an array of 2.",
    () => tensor([[1, 2], [3, 4, 5], [6]]),
  ],
  [
    "tensor: nested arrays must have equal lengths, got a number at [1] beside an array of 1.",
    () => tensor([[1], 2]),
  ],
  ["full: lengths must be integers of at least 0, got [-1].", () => full([-1], 0)],
];

const dtypes: readonly Row[] = [
  ["add: dtypes must match, got float32 and float64. Cast one of them with cast().", () => x.add(double)],
  [
    "matmul: dtypes must match, got float64 and float32. Cast one of them with cast().",
    () => matmul(double, x),
  ],
  [
    "mul: the number takes the dtype of the tensor beside it, got 0.5 beside int64. Cast the tensor to float32 first.",
    () => int.mul(0.5),
  ],
  ["exp: needs float32 or float64, got int64. Cast it with cast().", () => exp(int)],
  ["sum: needs numbers, got bool. Cast it with cast().", () => bool.sum()],
  ["logicalAnd: needs bool, got float32. Compare first, for example with greater().", () => logicalAnd(x, x)],
  [
    "where (condition): needs bool, got float32. Compare first, for example with greater().",
    () => where(x, 1, 0),
  ],
  ['gather (indices): needs integers, got float32. Cast it with cast(x, "int64").', () => gather(x, scalar)],
  ['oneHot (indices): needs integers, got float32. Cast it with cast(x, "int64").', () => oneHot(x, 3)],
  [
    "tensor: elements of int64 must be integers, got 1.5 at [1]. Round it, or choose float32.",
    () => tensor([1, 1.5], { dtype: "int64" }),
  ],
  ["full(value): must be a number that int32 has, got NaN.", () => full([2], Number.NaN, { dtype: "int32" })],
];

const gradients: readonly Row[] = [
  [
    "grad: needs a scalar output, got shape [2, 3]. Reduce it first, for example with mean().",
    () => grad((y: Tensor) => y.mul(2))(x),
  ],
  ["grad: needs a scalar tensor as output, got undefined.", () => grad((() => undefined) as never)(x)],
  [
    "grad: needs a scalar tensor as output, got a promise. Take async, await and compiled functions out of it.",
    () => grad((async (y: Tensor) => y) as never)(x),
  ],
  [
    "grad (output): needs float32 or float64, got int32. Cast it with cast().",
    () => grad((y: Tensor) => cast(y, "int32"))(scalar),
  ],
  [
    "grad (argument layers/1/w): can only differentiate for floats, got int64[2]. Hold it constant: use it from outside the function, or as a further argument of grad.",
    () =>
      grad((tree: { layers: { w: Tensor }[] }) => tree.layers[0]!.w.sum())({
        layers: [{ w: x }, { w: int }],
      }),
  ],
  [
    "vjp (pullback): needs a weight for each output with its type, got float32[] for float32[2, 3].",
    () => vjp((y: Tensor) => y.mul(2), x)[1](scalar),
  ],
  [
    "vjp (pullback): trees must have the same structure, got leaves y and z.",
    () => vjp((y: Tensor) => ({ y }), x)[1]({ z: x } as never),
  ],
];

const transformations: readonly Row[] = [
  [
    "vmap: needs a batch axis in every leaf, got a scalar in argument 0/w. Share it with inAxes: null.",
    () => vmap((y: { w: Tensor }) => y.w)({ w: scalar }),
  ],
  [
    "vmap: needs at least one batched argument, got none.",
    () => vmap((y: Tensor) => y, { inAxes: [null] })(x),
  ],
  [
    "vmap: batch axes must have one length, got 2 in argument 0 and 3 in argument 1 [3].",
    () => vmap((y: Tensor, z: Tensor) => y.add(z))(x, zeros([3])),
  ],
  [
    "vmap({ inAxes }): axis must be an integer in [-2, 2), got 2.",
    () => vmap((y: Tensor) => y, { inAxes: 2 })(x),
  ],
  [
    "vmap({ outAxes }): axis must be an integer in [-2, 2), got 2.",
    () => vmap((y: Tensor) => y, { outAxes: 2 })(x),
  ],
  [
    "vmap: a tree holds tensors in objects and arrays, got 1. Wrap numbers and arrays with tensor().",
    () => vmap((() => 1) as never)(x),
  ],
  [
    "trace: the function must return tensors, got a promise. Take async, await and compiled functions out of it, and read data after the call.",
    () => trace(async (y: Tensor) => y, x),
  ],
  [
    "result/loss: a tree holds tensors in objects and arrays, got a Float32Array. Wrap numbers and arrays with tensor().",
    () => trace(() => ({ loss: new Float32Array(1) })),
  ],
  [
    "arguments/0/x: a tree holds tensors in objects and arrays, got null. Wrap numbers and arrays with tensor().",
    () => trace((y: { x: Tensor | null }) => y.x, { x: null }),
  ],
  [
    "arguments/0: a tree holds tensors in objects and arrays, got a Map. Wrap numbers and arrays with tensor().",
    () => trace((y: Map<string, Tensor>) => y.get("w"), new Map()),
  ],
  [
    "mapTree: trees must have the same structure, got leaves w, b and (a single tensor).",
    () => mapTree((y, z) => y.add(z!), { w: x, b: x }, x as never),
  ],
  ["configure({ threads }): must be an integer from 1 to 256, got 0.", () => configure({ threads: 0 })],
];

describe.each([
  ["shapes", shapes],
  ["dtypes", dtypes],
  ["gradients", gradients],
  ["transformations", transformations],
] as const)("%s", (_, rows) => {
  it.each(rows)("%s", (message, call) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});

describe("functions that return promises", () => {
  const later = compile((y: Tensor) => y.mul(2));
  const rows: readonly (readonly [string, (y: Tensor) => unknown])[] = [
    ["grad", grad(later as never)],
    ["vjp", (y) => vjp(later, y)],
    ["jvp", (y) => jvp(later as never, [y], [y])],
    ["vmap", vmap(later)],
    ["checkpoint", checkpoint(later)],
    ["scan", (y) => scan(later as never, y, y)],
    ["scan of a list", (y) => scan((c: Tensor, z: Tensor) => [later(c), later(z)] as never, y, y)],
    ["cond", (y) => cond(less(sum(y), 1), later, later, y)],
    ["whileLoop", (y) => whileLoop(later as never, later as never, y)],
    ["customVjp", customVjp(later as never, later as never)],
    ["trace", (y) => trace(later, y)],
    ["explain of several", (y) => explain((z: Tensor) => [later(z), { z: later(z) }], y)],
    ["an operation", (y) => explain((z: Tensor) => z.mul(later(z) as never), y)],
    ["a loss", (y) => trace((z: Tensor) => losses.meanSquaredError(later(z) as never, z), y)],
  ];
  const unheard: unknown[] = [];
  const hear = (reason: unknown) => unheard.push(reason);
  beforeAll(() => process.on("unhandledRejection", hear));
  afterAll(() => process.off("unhandledRejection", hear));

  it.each(rows)("%s refuses them, and nothing ends the process", async (_, call) => {
    expect(() => call(x)).toThrow(GlissadeError);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(unheard.splice(0)).toEqual([]);
  });
});

describe("at run time", () => {
  const leaks: Tensor[] = [];
  const leak = trace((y: Tensor) => leaks.push(y.mul(2)) && y, x);

  const rows: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["item: needs a tensor of one element, got shape [2, 3]. Use data() for all elements.", () => x.item()],
    [
      "evaluate/loss: a tree holds tensors in objects and arrays, got 1. Wrap numbers and arrays with tensor().",
      () => evaluate({ loss: 1 }),
    ],
    [
      "arguments/0: a tree holds tensors in objects and arrays, got a promise. Await it first.",
      () => compile((y: Tensor) => y)(compile(() => x)() as never),
    ],
    [
      "compile: a traced tensor has no data outside its function, got float32[2, 3] (argument 0) of another function. Return it from that function instead of keeping it.",
      () => leaks[0]!.data(),
    ],
    [
      "compile: a traced tensor has no data outside its function, got float32[2, 3] (argument 0) of another function. Return it from that function instead of keeping it.",
      () => compile((y: Tensor) => y.add(leaks[0]!))(x),
    ],
    [
      "compile: a compiled function needs tensors with data, got float32[2, 3] of a function that is being traced. Call the function itself there, and compile the outer one.",
      () => compile((y: Tensor) => y)(leak.inputs[0]!),
    ],
  ];
  it.each(rows)("%s", async (message, call) => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ message }));
  });

  it("says which indices an operation refused while it ran", async () => {
    const outside = gather(zeros([3]), int.add(5)).data();
    await expect(outside).rejects.toThrow(
      "gather: indices must be from -3 to 2, got 6. Check the labels or tokens that are read with, and the capacity of a cache.",
    );
  });

  it.each(["int32", "int64", "uint32", "uint8"] as const)("says that a divisor of %s is 0", async (dtype) => {
    const rest = mod(tensor([5, 7], { dtype }), tensor([0, 2], { dtype })).data();
    await expect(rest).rejects.toThrow(
      "mod: an integer divisor must not be 0, got 0. Put another number in its place: where(equal(y, 0), 1, y).",
    );
  });

  it("names the operation that ONNX Runtime does not have", async () => {
    const raw: typeof Max = {
      ...Max,
      lane: noLane("the test wants ONNX Runtime's"),
      onnx: ({ inputs, node }) => node("ReduceMax", inputs),
    };
    const missing = apply(raw, [tensor(new Uint32Array(2))], { axes: [0], keepDims: true });
    await expect(missing.data()).rejects.toThrow(
      /^compile: ONNX Runtime refused the graph \(.*ReduceMax.*\)\. See the supported dtypes/,
    );
  });
});
