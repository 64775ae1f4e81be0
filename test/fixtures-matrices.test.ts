/** @file Linear algebra, shape and indexing against PyTorch: values, first and second gradients. */

import { evaluate, grad, type Nested, type Tensor, tensor } from "glissade";
import { test } from "vitest";
import * as op from "../packages/glissade/src/ops/functions.ts";
import cases from "./fixtures/matrices.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });

/** Options of all functions together. */
interface Options {
  readonly subscripts: string;
  readonly widths: readonly [number, number][];
  readonly mode?: "reflect" | "edge";
  readonly shifts: number;
  readonly axis: number;
  readonly counts: number;
  readonly parts: number;
  readonly which: number;
  readonly indices: Nested;
  readonly starts?: readonly (number | null)[];
  readonly ends?: readonly (number | null)[];
  readonly steps?: readonly (number | null)[];
}
type Subject = (inputs: readonly [Tensor, Tensor, ...Tensor[]], options: Options) => Tensor;

const named = op as unknown as Record<string, (...args: unknown[]) => Tensor>;
const indices = (values: Nested) => tensor(values, { dtype: "int64" });
const holes = (list?: readonly (number | null)[]) => list?.map((each) => each ?? undefined);

/** Functions that take more than tensors and options. */
const subjects: Readonly<Record<string, Subject>> = {
  einsum: (inputs, { subscripts }) => op.einsum(subscripts, ...inputs),
  pad: ([x], { widths, ...options }) => op.pad(x, widths, options),
  roll: ([x], { shifts, axis }) => op.roll(x, shifts, { axis }),
  tile: ([x], { counts }) => op.tile(x, counts),
  repeat: ([x], { counts, axis }) => op.repeat(x, counts, { axis }),
  slice: ([x], { starts, ends, steps }) =>
    op.slice(x, { starts: holes(starts), ends: holes(ends), steps: holes(steps) }),
  split: ([x], { parts, axis, which }) => op.split(x, parts, { axis })[which]!,
  stack: (inputs, { axis }) => op.stack(inputs, { axis }),
  gather: ([x], options) => op.gather(x, indices(options.indices)),
  gatherND: ([x], options) => op.gatherND(x, indices(options.indices)),
  gatherElements: ([x], { axis, ...options }) => op.gatherElements(x, indices(options.indices), { axis }),
  takeAlongAxis: ([x], { axis, ...options }) => op.takeAlongAxis(x, indices(options.indices), { axis }),
  scatter: ([x, updates], options) =>
    op.scatter(x, { ...options, updates, indices: indices(options.indices) }),
  scatterND: ([x, updates], options) =>
    op.scatterND(x, { ...options, updates, indices: indices(options.indices) }),
  scatterElements: ([x, updates], options) =>
    op.scatterElements(x, { ...options, updates, indices: indices(options.indices) }),
};

const call = (name: string, options: Options): Subject =>
  subjects[name] ?? ((inputs) => named[name]!(...inputs, options));

test.each(cases)("$name $options is PyTorch's", async ({ name, options, ...expected }) => {
  const subject = call(name, options as unknown as Options);
  const f = (leaves: readonly Tensor[]) => subject(leaves as [Tensor, Tensor], options as unknown as Options);
  const dy = double(expected.dy as Nested);
  const first = grad((leaves: readonly Tensor[]) => f(leaves).mul(dy).sum());
  const norm = (leaves: readonly Tensor[]) =>
    first(leaves)
      .map((each) => each.square().sum())
      .reduce((a, b) => a.add(b));
  const leaves = (expected.inputs as Nested[]).map(double);
  const results = await evaluate({ y: f(leaves), gradients: first(leaves), second: grad(norm)(leaves) });
  expectClose(await numbers(results.y), expected.y, 1e-9);
  for (const index of leaves.keys()) {
    expectClose(await numbers(results.gradients[index]!), expected.gradients[index]!, 1e-9);
    expectClose(await numbers(results.second[index]!), expected.second[index]!, 1e-9);
  }
});
