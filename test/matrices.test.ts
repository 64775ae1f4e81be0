/** @file Functions composed of operations on matrices, shapes and indices: what must hold of operations holds of them. */

import { describe, expect, it, test } from "vitest";
import * as op from "../packages/glissade/src/index.ts";
import { compile, type Tensor, tensor } from "../packages/glissade/src/index.ts";
import { problems } from "./support/claims.ts";
import { expectClose, numbers } from "./support/close.ts";
import { batchClaims, gradientClaims, gradientOf, type Program, subsets } from "./support/program-checks.ts";
import { sampleInputs } from "./support/values.ts";

/** What it is, the shapes of its inputs, and the function. */
type Subject = readonly [name: string, shapes: string, f: (...inputs: Tensor[]) => Tensor];

const int = (values: number[] | number[][]) => tensor(values, { dtype: "int64" });

/** A matrix far from singular. */
const regular = (x: Tensor) => op.add(x, op.mul(op.eye(x.shape.at(-1)!, { dtype: x.dtype }), 3));

const subjects: readonly Subject[] = [
  ["einsum of three", "[2, 3], [3, 2], [2]", (x, y, z) => op.einsum("ij,jk,k->ki", x, y, z)],
  ["einsum with ellipsis", "[2, 1, 3], [2, 3]", (x, y) => op.einsum("...ij,...j->...i", x, y)],
  ["einsum of diagonals", "[3, 3], [3, 3]", (x, y) => op.einsum("ii,jj", x, y)],
  ["einsum of nothing", "[0, 3], [3, 2]", (x, y) => op.einsum("ij,jk->k", x, y)],
  ["einsum of scalars", "[], []", (x, y) => op.einsum(",", x, y)],
  ["dot", "[2, 3], [3]", (x, y) => op.dot(x, y)],
  ["outer", "[2], []", (x, y) => op.outer(x, y)],
  ["diagonal", "[2, 3, 3]", (x) => op.diagonal(x, { offset: -1, axis: [2, 1] })],
  ["an empty diagonal", "[2, 3]", (x) => op.diagonal(x, { offset: -2 })],
  ["diagEmbed", "[2, 2]", (x) => op.diagEmbed(x, { offset: 1 })],
  ["diagEmbed of nothing", "[0]", (x) => op.diagEmbed(x, { offset: -2 })],
  ["matrixTrace", "[2, 3]", (x) => op.matrixTrace(x)],
  ["tril", "[3, 2]", (x) => op.tril(x, { offset: -1 })],
  ["triu", "[2, 2, 3]", (x) => op.triu(x)],
  ["cholesky", "[3, 3]", (x) => op.cholesky(regular(x))],
  ["triangularSolve", "[3, 3], [3]", (x, y) => op.triangularSolve(regular(x), y, { upper: true })],
  ["solveLinear", "[2, 2], [2]", (x, y) => op.solveLinear(regular(x), y)],
  ["inverse", "[2, 2]", (x) => op.inverse(regular(x))],
  ["determinant of a singular matrix", "[2, 3]", (x) => op.determinant(op.matmul(op.transpose(x), x))],
  ["logDeterminant", "[2, 2]", (x) => op.logDeterminant(regular(x))],
  ["slice backwards", "[4, 3]", (x) => op.slice(x, { starts: [-1], ends: [0], steps: [-2, -1] })],
  ["slice of nothing", "[4]", (x) => op.slice(x, { starts: [1], ends: [3], steps: [-1] })],
  [
    "pad by reflection",
    "[2, 3]",
    (x) =>
      op.pad(
        x,
        [
          [1, 0],
          [2, 2],
        ],
        { mode: "reflect" },
      ),
  ],
  [
    "pad with the edge",
    "[2, 1]",
    (x) =>
      op.pad(
        x,
        [
          [0, 2],
          [1, 1],
        ],
        { mode: "edge" },
      ),
  ],
  [
    "pad of nothing",
    "[0, 2]",
    (x) =>
      op.pad(
        x,
        [
          [0, 0],
          [1, 0],
        ],
        { mode: "edge" },
      ),
  ],
  ["roll", "[2, 3]", (x) => op.roll(x, -1, { axis: [0, 1] })],
  ["tile", "[2]", (x) => op.tile(x, [2, 3])],
  ["repeat", "[2, 2]", (x) => op.repeat(x, [0, 2], { axis: -1 })],
  ["repeat of a scalar", "[]", (x) => op.repeat(x, 2)],
  ["split and stack", "[4, 2]", (x) => op.stack(op.split(x, 2), { axis: -1 })],
  ["squeeze", "[1, 2, 1]", (x) => op.squeeze(x)],
  ["swapAxes", "[2, 3]", (x) => op.swapAxes(x, 0, -1)],
  ["takeAlongAxis", "[3, 1]", (x) => op.takeAlongAxis(x, int([[0, -1]]), { axis: 0 })],
  [
    "scatter in place of rows",
    "[3, 2], [3, 3]",
    (x, y) => op.scatter(x, { indices: int([1, 1, 0]), updates: y, axis: 1 }),
  ],
  [
    "scatter one update",
    "[3, 2], [2]",
    (x, y) => op.scatter(x, { indices: int([2, 0]), updates: y, reduction: "max" }),
  ],
];

const asProgram =
  (f: Subject[2]): Program =>
  (...inputs) => [f(...inputs)];

describe.each(subjects)("%s", (_, text, f) => {
  const shapes = JSON.parse(`[${text}]`) as number[][];
  const inputs = (variant: number) => sampleInputs({ inputs: shapes }, "float64", variant);
  const program = asProgram(f);

  it("has a gradient of any order", async () => {
    const claims = [
      ...gradientClaims("gradient", program, inputs(0)),
      ...gradientClaims("second gradient", gradientOf(program, 5), inputs(0)),
    ];
    expect(await problems(claims)).toEqual([]);
  });

  it("is the same in a batch", async () => {
    const variants = [0, 1, 2].map(inputs);
    const claims = subsets(shapes.length).flatMap((batched) => [
      ...batchClaims("batch", program, { variants, batched }),
      ...batchClaims("batched gradient", gradientOf(program), { variants, batched }),
    ]);
    expect(await problems(claims)).toEqual([]);
  });
});

test("integers and truths are moved like numbers", async () => {
  expect(
    await numbers(
      op.tril(
        int([
          [1, 2],
          [3, 4],
        ]),
      ),
    ),
  ).toEqual([1, 0, 3, 4]);
  expect(await numbers(op.einsum("ij,j->i", int([[1, 2]]), int([3, 4])))).toEqual([11]);
  const flags = tensor([true, false, true]);
  expect(await numbers(op.scatterElements(flags, { indices: int([0]), updates: 0 }))).toEqual([0, 0, 1]);
  expect(await numbers(op.slice(flags, { ends: [0], steps: [-1] }))).toEqual([1, 0]);
});

test("cholesky of an indefinite matrix is NaN, and solve of a singular one is not finite", async () => {
  const indefinite = tensor([
    [1, 2],
    [2, 1],
  ]);
  expect(await numbers(op.cholesky(indefinite))).toEqual([1, 0, 2, Number.NaN]);
  const singular = tensor([
    [1, 2],
    [2, 4],
  ]);
  expect((await numbers(op.solveLinear(singular, tensor([1, 1])))).some(Number.isFinite)).toBe(false);
  expect(await numbers(op.logDeterminant(singular))).toEqual([Number.NEGATIVE_INFINITY]);
  expect(await numbers(op.grad(op.determinant)(singular))).toEqual([4, -2, -2, 1]);
});

test("an embedding is trained at the rows that were looked up", async () => {
  const layer = op.nn.sequential(op.nn.embedding(4, 2), op.nn.flatten(), op.nn.linear(1));
  const ids = int([
    [1, 3],
    [1, 1],
  ]);
  const params = layer.init(op.random.key(1), ids);
  expect(params[0].weight.shape).toEqual([4, 2]);
  expect(params[2].weight.shape).toEqual([4, 1]);
  const gradient = compile(op.grad((point: typeof params) => layer.apply(point, ids).sum()));
  const [{ weight }] = await gradient(params);
  const [a, b, c, d] = (await numbers(params[2].weight)) as [number, number, number, number];
  expectClose(await numbers(weight), [0, 0, 2 * a + c, 2 * b + d, 0, 0, c, d], 1e-6);
});
