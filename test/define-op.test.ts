/** @file Operations defined outside the framework, by what its entry exports alone. */

import {
  compile,
  defineOp,
  elementwise,
  explain,
  grad,
  hessian,
  mul,
  type Op,
  type OpFunction,
  scan,
  type Tensor,
  tensor,
  vmap,
} from "glissade";
import { describe, expect, it } from "vitest";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const gaussian = defineOp(
  elementwise({
    name: "Gaussian",
    doc: "the bell curve, e to the power of -x²",
    f: (x) => Math.exp(-(x! ** 2)),
    gradient: (dy, [x], y) => [mul(mul(dy, -2), mul(x!, y))],
    onnx: ({ inputs: [x], node }) => node("Exp", [node("Neg", [node("Mul", [x!, x!])])]),
    samples: [{ inputs: [[2, 3]] }],
  }),
);
const bell = (x: Tensor) => gaussian(x);
const at = [0, 0.5, -1];
const value = (x: number) => Math.exp(-(x ** 2));

async function expectNear(actual: Tensor, expected: readonly number[]): Promise<void> {
  const got = Array.from(await actual.data(), Number);
  expect(got).toHaveLength(expected.length);
  for (const [index, each] of got.entries()) expect(each).toBeCloseTo(expected[index]!, 12);
}

describe("an elementwise operation of one's own", () => {
  it("runs, takes numbers, and broadcasts in what uses it", async () => {
    await expectNear(gaussian(f64(at)), at.map(value));
    expect(await gaussian(0).item()).toBe(1);
  });

  it("has derivatives of any order, batched", async () => {
    await expectNear(
      vmap(grad(bell))(f64(at)),
      at.map((x) => -2 * x * value(x)),
    );
    await expectNear(
      vmap(grad(grad(bell)))(f64(at)),
      at.map((x) => (4 * x * x - 2) * value(x)),
    );
    await expectNear(hessian((x: Tensor) => bell(x).sum())(f64([0, 1])), [-2, 0, 0, 2 * value(1)]);
  });

  it("compiles, and goes into loops", async () => {
    const step = compile((x: Tensor) => grad(bell)(x));
    await expectNear(await step(f64(0.5)), [-value(0.5)]);
    const loop = (x: Tensor) => scan((c: Tensor) => [gaussian(c), c], x, [], { length: 2 })[0];
    await expectNear(compile(loop) && loop(f64(0.5)), [value(value(0.5))]);
    await expectNear(grad(loop)(f64(0.5)), [-2 * value(0.5) * value(value(0.5)) * -value(0.5)]);
  });

  it("is an operation of the graph", () => {
    expect(explain(bell, tensor([1, 2])).operations).toEqual({ Gaussian: 1 });
    expect(() => gaussian(tensor([1], { dtype: "int32" }))).toThrow(
      "gaussian: needs float32 or float64, got int32. Cast it with cast().",
    );
  });
});

/** The elements of the last axis turned round by a number of places, and how many there are. */
const rotate: OpFunction<{ readonly by: number }> = defineOp({
  name: "Rotate",
  doc: "the elements of a vector turned round",
  infer: ([x]) => [x!, { dtype: "int64", shape: [] }],
  vjp: ({ dy, attributes: { by } }) => [rotate(dy, { by: -by })],
  batch: ({ inputs: [x], attributes }) => rotate.all(x!, attributes),
  onnx: ({ inputs: [x], types: [type], attributes: { by }, node, constant }) => {
    const length = type!.shape.at(-1)!;
    const from = ((-by % length) + length) % length;
    const order = Array.from({ length }, (_, index) => (index + from) % length);
    return [node("Gather", [x!, constant("int64", order)], { axis: -1 }), constant("int64", [length], [])];
  },
  reference: ([x], { by }) => {
    const length = x!.shape.at(-1)!;
    const data = x!.data.map((_, index) => {
      const row = index - (index % length);
      return x!.data[row + ((((index - row - by) % length) + length) % length)]!;
    });
    return [
      { ...x!, data },
      { dtype: "int64", shape: [], data: Float64Array.of(length) },
    ];
  },
  samples: [{ inputs: [[3]], attributes: { by: 1 } }],
});

describe("an operation with attributes and several results", () => {
  it("gives the first result, or all", async () => {
    await expectNear(rotate(f64([1, 2, 3]), { by: 1 }), [3, 1, 2]);
    const [turned, length] = rotate.all(f64([1, 2, 3]), { by: -1 });
    await expectNear(turned!, [2, 3, 1]);
    expect(await length!.item()).toBe(3);
  });

  it("differentiates and batches", async () => {
    const weighted = (x: Tensor) =>
      rotate(x, { by: 1 })
        .mul(f64([1, 10, 100]))
        .sum();
    await expectNear(grad(weighted)(f64([0, 0, 0])), [10, 100, 1]);
    await expectNear(vmap((x: Tensor) => rotate(x, { by: 2 }))(f64([[1, 2, 3]])), [2, 3, 1]);
  });
});

describe("records", () => {
  const record = gaussian.op;
  const js = (given: unknown) => () => defineOp(given as Op<Record<never, never>>);

  it("of one name are not confused", async () => {
    const other = defineOp({ ...record, onnx: ({ inputs, node }) => node("Neg", inputs) });
    const x = f64(2);
    await expectNear(gaussian(x), [value(2)]);
    await expectNear(other(x), [-2]);
    await expectNear(await compile((y: Tensor) => gaussian(y).add(other(y)))(x), [value(2) - 2]);
  });

  it.each([
    [
      "defineOp({ vjp }): must be a function, or { none, zero } with the reason why there is none, got undefined.",
      js({ ...record, vjp: undefined }),
    ],
    [
      "defineOp({ onnx }): must be a function, or the name of an operator, got 1.",
      js({ ...record, onnx: 1 }),
    ],
    [
      "defineOp({ refrence }): is not an option. The nearest is reference (known: name, doc, infer, batch, reference, vjp, onnx, lane, samples, nativeFrom, flops, prune, simplify).",
      js({ ...record, refrence: record.reference }),
    ],
    [
      'defineOp({ name }): must be a word that begins with a capital letter, got "bell curve".',
      js({ ...record, name: "bell curve" }),
    ],
    ["defineOp(options): must be an object of options, got a function.", js(() => 1)],
    [
      "elementwise({ f }): must be a function, got undefined.",
      () => elementwise({ name: "Bell", doc: "a bell" } as never),
    ],
  ])("%s", (message, call) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});
