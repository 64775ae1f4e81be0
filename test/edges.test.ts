/** @file The gradients of functions where they have no derivative, which docs/edges.md lists. */

import { readFileSync } from "node:fs";
import {
  abs,
  celu,
  clip,
  elu,
  grad,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  logSumExp,
  max,
  maximum,
  median,
  minimum,
  norm,
  pow,
  prod,
  relu,
  round,
  sign,
  softplus,
  sort,
  sqrt,
  standardDeviation,
  type Tensor,
  tensor,
} from "glissade";
import { expect, it } from "vitest";
import { expectClose, numbers } from "./support/close.ts";

type Scalar = (x: Tensor) => Tensor;

const total =
  (f: Scalar): Scalar =>
  (x) =>
    f(x).sum();
const slope = (f: Scalar): Scalar => total(grad(total(f)));
const first: Scalar = (x) =>
  sort(x)
    .mul(tensor([1, 0, 0], { dtype: "float64" }))
    .sum();
const Inf = Number.POSITIVE_INFINITY;

const cases: readonly [row: string, f: Scalar, x: readonly number[], gradient: readonly number[]][] = [
  ["`relu` at 0", total(relu), [0], [0]],
  ["`leakyRelu` at 0", total(leakyRelu), [0], [0.01]],
  ["`elu`, first derivative at 0", total(elu), [0], [1]],
  ["`elu`, second derivative at 0", slope(elu), [0], [0]],
  ["`celu`, second derivative at 0", slope(celu), [0], [0]],
  ["`abs` at 0", total(abs), [0], [0]],
  ["`sign` at 0", total(sign), [0], [0]],
  ["`round` at 0.5", total(round), [0.5], [0]],
  ["`clip` from -1 to 1, at -1 and 1", total((x) => clip(x, { min: -1, max: 1 })), [-1, 1], [1, 1]],
  ["`clip` from 0 to 6, at 0 and 6", total((x) => clip(x, { min: 0, max: 6 })), [0, 6], [1, 1]],
  ["`maximum` with 0, at 0", total((x) => maximum(x, 0)), [0], [1 / 2]],
  ["`minimum` with 0, at 0", total((x) => minimum(x, 0)), [0], [1 / 2]],
  ["`max` of 1, 3, 3", max, [1, 3, 3], [0, 1 / 2, 1 / 2]],
  ["`median` of 1, 2, 2, 3", median, [1, 2, 2, 3], [0, 1 / 2, 1 / 2, 0]],
  ["`sort`, the first of 2, 2, 3", first, [2, 2, 3], [1, 0, 0]],
  ["`hardSigmoid` at -3 and 3", total(hardSigmoid), [-3, 3], [1 / 6, 1 / 6]],
  ["`hardSwish` at -3 and 3", total(hardSwish), [-3, 3], [-1 / 2, 3 / 2]],
  ["`sqrt` at 0", total(sqrt), [0], [Inf]],
  ["`pow` with 0.5, at 0", total((x) => pow(x, 0.5)), [0], [Inf]],
  ["`pow` with 0, at 0", total((x) => pow(x, 0)), [0], [0]],
  ["`norm` of 0, 0", norm, [0, 0], [0, 0]],
  ["`norm` of order 1 of 0, 0", (x) => norm(x, { order: 1 }), [0, 0], [0, 0]],
  ["`standardDeviation` of 1, 1", standardDeviation, [1, 1], [0, 0]],
  ["`logSumExp` of -∞, -∞", logSumExp, [-Inf, -Inf], [0, 0]],
  ["`prod` of 0, 3, 2", prod, [0, 3, 2], [6, 0, 0]],
  ["`softplus` at -1000 and 1000", total(softplus), [-1000, 1000], [0, 1]],
  ["`logSigmoid` at -1000 and 1000", total(logSigmoid), [-1000, 1000], [1, 0]],
];

const rows = readFileSync(new URL("../docs/edges.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split("|").map((text) => text.trim()));

/** A number of the table: 1/2, ∞ or 0.01. */
function toNumber(text: string): number {
  const [top, bottom = "1"] = text.replace("∞", "Infinity").split("/") as [string, string?];
  return Number(top) / Number(bottom);
}

it.each(cases)("the gradient of %s", async (row, f, x, gradient) => {
  const found = await numbers(grad((y: Tensor) => f(y))(tensor(x, { dtype: "float64" })));
  // -0 is 0 here.
  expect(found.map((each) => each + 0)).toEqual(gradient);
  const written = rows.find(([, name]) => name === row)![2]!;
  expect(written.split(", ").map(toNumber)).toEqual(gradient);
});

it("docs/edges.md lists no other", () => {
  const titles = rows.slice(2, cases.length + 2).map(([, name]) => name);
  expect(titles).toEqual(cases.map(([row]) => row));
  expect(rows[cases.length + 2]![1]).toBe("instead of");
});

// torch.nn.functional.logsigmoid in float64, and the closed form of its derivatives.
it("logSigmoid is exact far out, as are its derivatives", async () => {
  const x = tensor([0, 1000, -1000, -100, Inf], { dtype: "float64" });
  const once = grad(total(logSigmoid));
  const twice = grad(total(once));
  expectClose(await numbers(logSigmoid(x)), [-Math.LN2, 0, -1000, -100, 0], 1e-15);
  expectClose(await numbers(once(x)), [0.5, 0, 1, 1, 0], 1e-15);
  expectClose(await numbers(twice(x)), [-0.25, 0, 0, 0, 0], 1e-15);
  expect(await numbers(logSigmoid(tensor([-Inf, Number.NaN])))).toEqual([-Inf, Number.NaN]);
  const small = 4.248354255291589e-18;
  const at40 = tensor([40], { dtype: "float64" });
  const signs = [-1, 1, -1];
  for (const [order, f] of [logSigmoid, once, twice].entries())
    expectClose(await numbers(f(at40).div(small)), [signs[order]!], 1e-12);
});
