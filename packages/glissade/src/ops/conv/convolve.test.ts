import { expect, test } from "vitest";
import { type Claim, problems } from "../../../../../test/support/claims.ts";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import {
  batchClaims,
  gradientClaims,
  gradientOf,
  type Program,
} from "../../../../../test/support/program-checks.ts";
import { sampleInputs } from "../../../../../test/support/values.ts";
import { type Tensor, tensor, zeros } from "../../index.ts";
import * as op from "../functions.ts";

/** Functions that are compositions; the records have a suite of their own. */
const compositions: readonly { what: string; shape: readonly number[]; f: (x: Tensor) => Tensor }[] = [
  {
    what: "averagePool without padding",
    shape: [2, 1, 5],
    f: (x) => op.averagePool(x, 3, { stride: 2, padding: 1, countIncludePad: false }),
  },
  {
    what: "averagePool with ceilMode",
    shape: [1, 2, 4, 5],
    f: (x) => op.averagePool(x, 2, { ceilMode: true }),
  },
  { what: "adaptiveAveragePool", shape: [1, 2, 5, 4], f: (x) => op.adaptiveAveragePool(x, [3, 2]) },
  { what: "adaptiveMaxPool", shape: [1, 2, 5, 4], f: (x) => op.adaptiveMaxPool(x, [3, 2]) },
  { what: "globalAveragePool", shape: [2, 2, 3, 2], f: op.globalAveragePool },
  { what: "globalMaxPool", shape: [2, 2, 3, 2], f: op.globalMaxPool },
  { what: "resize to the nearest", shape: [1, 2, 3, 4], f: (x) => op.resize(x, [5, 2]) },
  { what: "resize", shape: [1, 2, 3, 4], f: (x) => op.resize(x, [5, 3], { mode: "bilinear" }) },
  { what: "im2col", shape: [2, 1, 3, 4], f: (x) => op.im2col(x, 2, { padding: 1, stride: [1, 2] }) },
  { what: "col2im", shape: [2, 4, 6], f: (x) => op.col2im(x, [3, 4], { kernelSize: 2 }) },
];

test.each(compositions)("$what: gradients and vmap", async ({ shape, f }) => {
  const program: Program = (x) => [f(x!)];
  const inputs = [0, 1, 2].map((variant) => sampleInputs({ inputs: [shape] }, "float64", variant));
  const claims: Claim[] = [
    ...gradientClaims("gradient", program, inputs[0]!),
    ...gradientClaims("second gradient", gradientOf(program), inputs[0]!),
    ...batchClaims("batch", program, { variants: inputs, batched: [true] }),
    ...batchClaims("batched gradient", gradientOf(program), { variants: inputs, batched: [true] }),
  ];
  expect(await problems(claims)).toEqual([]);
});

test.each(compositions)("$what of nothing is empty", async ({ shape, f }) => {
  const empty = zeros(shape.with(0, 0));
  const expected = f(zeros(shape)).shape.with(0, 0);
  expect(f(empty).shape).toEqual(expected);
  expect(await numbers(f(empty))).toEqual([]);
});

test("col2im is the adjoint of im2col", async () => {
  const options = { stride: 2, padding: 1, dilation: [1, 2] };
  const x = tensor(
    Float64Array.from({ length: 30 }, (_, index) => Math.sin(index)),
    { shape: [1, 1, 5, 6] },
  );
  const columns = op.im2col(x, 2, options);
  const y = tensor(
    Float64Array.from({ length: columns.size }, (_, index) => Math.cos(index)),
    { shape: columns.shape },
  );
  const back = op.col2im(y, [5, 6], { kernelSize: 2, ...options });
  const [left, right] = [columns.mul(y).sum(), x.mul(back).sum()];
  expectClose([await left.item()], [await right.item()]);
});
