/** @file Whole messages of linear algebra, shapes and indices. */

import {
  cholesky,
  compile,
  determinant,
  diagEmbed,
  diagonal,
  dot,
  einsum,
  gather,
  gatherElements,
  gatherND,
  inverse,
  nn,
  pad,
  random,
  repeat,
  roll,
  scatter,
  scatterAdd,
  scatterElements,
  scatterND,
  slice,
  solveLinear,
  split,
  squeeze,
  stack,
  swapAxes,
  type Tensor,
  takeAlongAxis,
  tensor,
  tile,
  triangularSolve,
  tril,
  vmap,
  zeros,
} from "glissade";
import { describe, expect, it } from "vitest";

type Row = readonly [message: string, call: () => unknown];

const scalar = zeros([]);
const x = zeros([2, 3]);
const square = zeros([3, 3]);
const int = tensor([0n, 1n]);

const matrices: readonly Row[] = [
  ["dot: inner sizes must match, got [2, 3] and [2, 3] (3 and 2).", () => dot(x, x)],
  ["diagonal: needs two distinct axes, got [0, -2].", () => diagonal(x, { axis: [0, -2] })],
  ["diagEmbed: a scalar has no axes, got -1.", () => diagEmbed(scalar)],
  ["tril: needs matrices along the last two axes, got [2].", () => tril(zeros([2]))],
  ["cholesky: needs square matrices along the last two axes, got [2, 3].", () => cholesky(x)],
  ["inverse: needs square matrices along the last two axes, got [].", () => inverse(scalar)],
  [
    "determinant: needs float32 or float64, got int64. Cast it with cast().",
    () => determinant(zeros([2, 2], { dtype: "int64" })),
  ],
  [
    "solveLinear: each row is a step of the graph, so at most 32 are allowed, got [33, 33]. Solve larger systems outside the graph.",
    () => solveLinear(zeros([33, 33]), zeros([33])),
  ],
  [
    "solveLinear: the right-hand side must have as many rows as the matrix, got [3, 3] and [2, 3].",
    () => solveLinear(square, x),
  ],
  [
    "triangularSolve: dtypes must match, got float32 and float64. Cast one of them with cast().",
    () => triangularSolve(square, zeros([3], { dtype: "float64" })),
  ],
];

const subscripts: readonly Row[] = [
  ['einsum: subscripts must have at most one "->", got "i->j->k".', () => einsum("i->j->k", x)],
  ['einsum: needs one operand per term, got 2 terms in "ij,jk" for 1 operands.', () => einsum("ij,jk", x)],
  ['einsum: terms are letters with at most one "...", got "i1".', () => einsum("i1", x)],
  ['einsum: terms are letters with at most one "...", got "i..".', () => einsum("i..", x)],
  ['einsum: terms are letters with at most one "...", got "...i...".', () => einsum("...i...", x)],
  ['einsum: "ijk" needs an operand with 3 axes, got [2, 3].', () => einsum("ijk", x)],
  ['einsum: "...ijk" needs an operand with at least 3 axes, got [2, 3].', () => einsum("...ijk", x)],
  ['einsum: the output may name only labels of the operands, got "k" in "ik".', () => einsum("ij->ik", x)],
  [
    'einsum: the output may name each label once, got "i" in "ii". Use diagEmbed().',
    () => einsum("ij->ii", x),
  ],
  [
    'einsum: the output must keep the axes of "...", got "j". Sum over them first, or name them.',
    () => einsum("...j->j", x),
  ],
  ['einsum: axes of one label must have one length, got 3 and 2 for "j".', () => einsum("ij,jk", x, x)],
  [
    'einsum: axes of one label must have one length, got 3 and 2 for "...".',
    () => einsum("...,...", zeros([3]), zeros([2])),
  ],
  ['einsum: a diagonal needs axes of one length, got [2, 3] for "i" twice.', () => einsum("ii", x)],
  [
    "einsum: dtypes must match, got float32 and int64. Cast one of them with cast().",
    () => einsum("i,i", zeros([2]), int),
  ],
];

const shapes: readonly Row[] = [
  ["swapAxes: axis must be an integer in [-2, 2), got 2.", () => swapAxes(x, 0, 2)],
  ["squeeze: axes must have length 1, got axis 1 of [2, 3].", () => squeeze(x, { axis: -1 })],
  ["stack: needs at least one tensor, got none.", () => stack([])],
  ["stack: shapes must match, got [2, 3] and [3, 3].", () => stack([x, square])],
  ["split: parts must be whole and fill the axis, got 2 parts of 3.", () => split(x, 2, { axis: 1 })],
  ["split: parts must be whole and fill the axis, got [1, 1] of 3.", () => split(x, [1, 1], { axis: 1 })],
  [
    "roll: needs one integer shift per axis, got shifts [1, 2] for axes [0].",
    () => roll(x, [1, 2], { axis: 0 }),
  ],
  ["tile(counts): lengths must be integers of at least 0, got [-1].", () => tile(x, -1)],
  ["repeat: needs one count per element of the axis, got 2 for 3.", () => repeat(x, [1, 2], { axis: 1 })],
  ["repeat(counts): must be an integer of at least 0, got 0.5.", () => repeat(x, 0.5)],
  [
    "slice({ starts }): must be integers, one per axis of [2, 3] at most, got [, 0.5].",
    () => slice(x, { starts: [undefined, 0.5] }),
  ],
  [
    'pad({ mode: "reflect" }): widths must be smaller than the axis, got 2 for axis 0 of [2, 3].',
    () =>
      pad(
        x,
        [
          [0, 2],
          [0, 0],
        ],
        { mode: "reflect" },
      ),
  ],
  [
    'pad({ mode: "edge" }): needs at least one element along axis 0, got [0].',
    () => pad(zeros([0]), [[1, 0]], { mode: "edge" }),
  ],
  [
    'pad({ mode }): must be "constant", "reflect", "edge" or "wrap", got "mirror".',
    () => pad(zeros([2]), [[1, 0]], { mode: "mirror" as "edge" }),
  ],
];

const indices: readonly Row[] = [
  [
    "gatherElements: indices must have the rank of x and be no longer except along axis 0, got [2] for [2, 3].",
    () => gatherElements(x, int),
  ],
  [
    'takeAlongAxis (indices): needs integers, got float32. Cast it with cast(x, "int64").',
    () => takeAlongAxis(x, x),
  ],
  [
    "takeAlongAxis: indices must have the rank of x, got [2] for [2, 3]. Insert axes of length 1 with unsqueeze().",
    () => takeAlongAxis(x, int),
  ],
  [
    "gatherND: the last axis of the indices must hold 1 to 1 coordinates of [3], got indices of [2].",
    () => gatherND(zeros([3]), int),
  ],
  [
    "scatterElements: dtypes must match, got float32 and float64. Cast one of them with cast().",
    () => scatterElements(zeros([3]), { indices: int, updates: zeros([2], { dtype: "float64" }) }),
  ],
  [
    "scatterND: needs numbers, got bool. Cast it with cast().",
    () => scatterND(zeros([2, 2], { dtype: "bool" }), { indices: int, updates: 1, reduction: "max" }),
  ],
  [
    "expand: shapes must broadcast, got [4] and [2, 3] (4 and 3 in axis -1). Reshape or expand one of them.",
    () => scatter(x, { indices: int, updates: zeros([4]) }),
  ],
  ["embedding(count): must be a positive integer, got 0.", () => nn.embedding(0, 3)],
  ["embedding(features): must be a positive integer, got 2.5.", () => nn.embedding(3, 2.5)],
  [
    'embedding(4, 2): input: needs integers, got float32. Cast it with cast(x, "int64").',
    () => nn.embedding(4, 2).init(random.key(1), x),
  ],
  [
    'embedding(4, 2): gather (indices): needs integers, got float32. Cast it with cast(x, "int64").',
    () => nn.embedding(4, 2).apply({ weight: zeros([4, 2]) }, x),
  ],
  [
    "embedding(4, 2): gather (indices): must be in [-4, 4), got 4.",
    () => nn.embedding(4, 2).apply({ weight: zeros([4, 2]) }, tensor([3n, 4n])),
  ],
];

describe.each(Object.entries({ matrices, subscripts, shapes, indices }))("%s", (_, rows) => {
  it.each(rows)("%s", (message, call) => expect(call).toThrow(expect.objectContaining({ message })));
});

/** Each operation at an index of an axis of length 3. */
const readers: Readonly<Record<string, (x: Tensor, index: Tensor) => Tensor>> = {
  gather: (values, index) => gather(values, index),
  gatherElements: (values, index) => gatherElements(values, index),
  takeAlongAxis: (values, index) => takeAlongAxis(values, index),
  gatherND: (values, index) => gatherND(values, index),
  scatter: (values, index) => scatter(values, { indices: index, updates: 1 }),
  scatterAdd: (values, index) => scatterAdd(index, values, { length: 3 }),
  scatterElements: (values, index) => scatterElements(values, { indices: index, updates: 1 }),
  scatterND: (values, index) => scatterND(values, { indices: index, updates: 1 }),
};

describe.each(Object.entries(readers))("%s at an index outside", (name, read) => {
  const values = zeros([name === "scatterAdd" ? 1 : 3]);

  it.each([3n, -4n])("refuses %s where it is known", (index) =>
    expect(() => read(values, tensor([index]))).toThrow(
      expect.objectContaining({ message: `${name} (indices): must be in [-3, 3), got ${index}.` }),
    ),
  );

  describe.each(["cpu", "wasm"] as const)("on %s", (provider) => {
    it.each([3n, -4n])("fails at %s where it is computed", async (index) =>
      expect(compile(read, { provider })(values, tensor([index]))).rejects.toThrow(
        /^\w+: indices must be (from -3 to 2, got -?\d|within their axes, got (-?\d|one outside))\. Check the labels or tokens that are read with, and the capacity of a cache\.$/,
      ),
    );

    it("fails in a batch, and never reaches into the next example", async () => {
      const batch = compile(vmap(read), { provider });
      const examples = zeros([2, ...values.shape]);
      await expect(batch(examples, tensor([[3n], [0n]]))).rejects.toThrow(
        /: indices must be .*, got (\d|one outside)\./,
      );
    });
  });
});
