/** @file Convolutions by Winograd's tiles in the backend of Node's CPU, against ONNX Runtime's own and float64. */

import { describe, expect, it } from "vitest";
import { hostRandom } from "../../data/host-random.ts";
import { operationsOf } from "../../graph/cost.ts";
import { dtypes } from "../../graph/dtype.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Graph } from "../../graph/walk.ts";
import { conv, maxPool, relu, scan, type Tensor, vjp, zeros } from "../../index.ts";
import { Fused, type FusedAttributes } from "../../kernels/fused.ts";
import { compileKernels } from "../../kernels/kernel.ts";
import { expectSame, numbersFor } from "../../kernels/testing.ts";
import { trace } from "../../trace/trace.ts";
import type { Backend } from "../backend.ts";
import { onnxBackend } from "../onnx-backend.ts";
import { kernelBackend } from "./kernel-backend.ts";
import { loadOrtApi } from "./ort-api.ts";
import { nativeRuntime } from "./runtime.ts";

const ort = loadOrtApi();
const tiled = kernelBackend(ort);
const plain = onnxBackend(nativeRuntime(ort));

type Shapes = readonly (readonly number[])[];
type Fn = (...inputs: Tensor[]) => readonly Tensor[];

/** Random numbers, the same in every run. */
const randomFor = (size: number, which: number) => {
  const source = hostRandom(which);
  return Float32Array.from({ length: size }, () => source.normal());
};

async function results(
  backend: Backend,
  fn: Fn,
  { shapes, dtype = "float32" as "float32" | "float64" }: Given,
) {
  const graph = backend.optimize(trace(fn, ...shapes.map((shape) => zeros(shape, { dtype }))));
  const session = await backend.load(graph, { threads: 1 });
  const feeds = shapes.map((shape, which) => ({
    source: { kind: "data", data: new dtypes[dtype].array(randomFor(sizeOf(shape), which)) } as const,
    type: { dtype, shape },
  }));
  // The memory of the second run is not new.
  await session.run(feeds);
  const made = (await session.run(feeds)).map(({ data }) => Float64Array.from(data as Float32Array));
  await session.release();
  return made;
}

interface Given {
  readonly shapes: Shapes;
  readonly dtype?: "float32" | "float64";
}

const tilesIn = (graph: Graph): number =>
  operationsOf(graph).filter(({ op, attributes }) => op === Fused && attributes.write).length;

/** The root of the mean square of a difference. */
const distance = (x: Float64Array, y: Float64Array): number =>
  Math.sqrt(x.reduce((total, value, index) => total + (value - y[index]!) ** 2, 0) / x.length);

/** The result of a convolution and all gradients. */
const withGradients =
  (padding: number): Fn =>
  (x, w, bias, dy) => {
    const [y, pullback] = vjp(
      (...[input, kernels, addend]: Tensor[]) => conv(input!, kernels!, { bias: addend!, padding }),
      ...[x!, w!, bias!],
    );
    return [y, ...(pullback(dy!) as Tensor[])];
  };

/**
 * Error beside ONNX Runtime's, of the output and of the gradients for inputs, kernels and bias. With AVX-512 the first two
 * have .8 to 1.1 of it. Tiles of gradients are sums of up to four elements, which costs digits: the third has 1.6 to 1.9.
 */
const MOST_ERROR = [1.5, 1.5, 2, 2];

interface Case {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly size: readonly [number, number];
  readonly padding: number;
}

const cases: readonly Case[] = [
  // One group.
  { batch: 32, channels: 32, filters: 32, size: [8, 8], padding: 1 },
  // Several groups, the last one shorter, and tiles that are no multiple of a vector.
  { batch: 7, channels: 32, filters: 40, size: [28, 26], padding: 0 },
  { batch: 4, channels: 33, filters: 35, size: [30, 32], padding: 2 },
];

describe.each(cases)("a batch of $batch of $size with $channels channels and $filters filters", (each) => {
  const { batch, channels, filters, size, padding } = each;
  const lengths = size.map((length) => length + 2 * padding - 2);
  const shapes = [
    [batch, channels, ...size],
    [filters, channels, 3, 3],
    [filters],
    [batch, filters, ...lengths],
  ];

  it("have little more error than ONNX Runtime's, in the output and in gradients", async () => {
    const fn = withGradients(padding);
    expect(tilesIn(tiled.optimize(trace(fn, ...shapes.map((shape) => zeros(shape)))))).toBeGreaterThan(3);
    const exact = await results(plain, fn, { shapes, dtype: "float64" });
    const theirs = await results(plain, fn, { shapes });
    const ours = await results(tiled, fn, { shapes });
    exact.forEach((values, index) => {
      expect(distance(ours[index]!, values)).toBeLessThanOrEqual(
        MOST_ERROR[index]! * distance(theirs[index]!, values),
      );
    });
  });

  it("have second derivatives like ONNX Runtime's", async () => {
    const fn: Fn = (x, w, bias, dy) => {
      const loss = (input: Tensor, kernels: Tensor): Tensor => {
        const [, , kernel] = withGradients(padding)(input, kernels, bias!, dy!);
        return kernel!.square().sum();
      };
      const [y, pullback] = vjp(loss, x!, w!);
      return [y, ...(pullback(y) as Tensor[])];
    };
    const theirs = await results(plain, fn, { shapes });
    const ours = await results(tiled, fn, { shapes });
    theirs.forEach((values, index) => {
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(distance(ours[index]!, values)).toBeLessThanOrEqual(1e-5 * largest);
    });
  });
});

it("writes the outputs of all groups into one tensor, without copies", async () => {
  const seen: (readonly number[])[] = [];
  const backend = kernelBackend(ort, (operations, room) =>
    compileKernels(operations, room).map((kernel) =>
      Object.assign(
        (addresses: readonly number[]) => {
          // Products, the outputs before, and those with this group's.
          if (addresses.length === 3 && kernel.inPlace[0]!.length > 0) seen.push([...addresses]);
          kernel(addresses);
        },
        { inPlace: kernel.inPlace },
      ),
    ),
  );
  const fn: Fn = (x, w) => [maxPool(conv(x!, w!, { padding: 1 }), 2)];
  await results(backend, fn, {
    shapes: [
      [8, 64, 32, 32],
      [64, 64, 3, 3],
    ],
  });
  expect(seen.length).toBeGreaterThan(3);
  for (const [, before, after] of seen) expect(after).toBe(before);
});

it("keeps the outputs before a group where memory is not passed on", () => {
  const graph = trace(
    (...[x, w, bias]: Tensor[]) => conv(x!, w!, { bias: bias!, padding: 1 }),
    ...[zeros([3, 200, 32, 32]), zeros([16, 200, 3, 3]), zeros([16])],
  );
  const kept = operationsOf(tiled.optimize(graph)).filter(
    ({ attributes }) => (attributes as Partial<FusedAttributes>).write?.().kept,
  );
  expect(kept.length).toBeGreaterThan(1);
  for (const { inputs, attributes } of kept) {
    const { graph, write } = attributes as FusedAttributes;
    const given = inputs.map(({ type }, which) => numbersFor(type, which));
    expectSame(graph, given, 1e-6, write);
  }
});

it("computes inside loops, with gradients through them", async () => {
  const fn: Fn = (x, all) => {
    const last = (image: Tensor, kernels: Tensor): Tensor =>
      scan((carry: Tensor, w: Tensor) => [relu(conv(carry, w, { padding: 1 })), w.sum()], image, kernels)[0];
    const [y, pullback] = vjp(last, x!, all!);
    return [y, ...(pullback(y) as Tensor[])];
  };
  const shapes = [
    [16, 32, 16, 16],
    [3, 32, 32, 3, 3],
  ];
  const [ours, theirs] = [await results(tiled, fn, { shapes }), await results(plain, fn, { shapes })];
  theirs.forEach((values, index) => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(distance(ours[index]!, values)).toBeLessThanOrEqual(1e-5 * largest);
  });
});

describe("ONNX Runtime's own convolution stays", () => {
  const isTiled = (x: readonly number[], w: readonly number[], options: Parameters<typeof conv>[2] = {}) =>
    tilesIn(tiled.optimize(trace((...[a, b]: Tensor[]) => conv(a!, b!, options), zeros(x), zeros(w)))) > 0;
  const [images, kernels] = [
    [16, 32, 16, 16],
    [32, 32, 3, 3],
  ] as const;

  it.each([
    ["with few channels", [16, 8, 16, 16], [32, 8, 3, 3], { padding: 1 }],
    ["with few filters", images, [8, 32, 3, 3], { padding: 1 }],
    ["with other kernels", images, [32, 32, 5, 5], { padding: 2 }],
    ["with strides", images, kernels, { padding: 1, stride: 2 }],
    ["with dilations", images, kernels, { padding: 2, dilation: 2 }],
    ["with groups", images, [64, 16, 3, 3], { padding: 1, groups: 2 }],
    ["of odd lengths", [16, 32, 16, 15], kernels, { padding: 1 }],
    ["of few pixels", [16, 32, 4, 4], kernels, { padding: 1 }],
    ["of single images", [1, 32, 16, 16], kernels, { padding: 1 }],
    ["of no images", [0, 32, 16, 16], kernels, { padding: 1 }],
    ["of large images", [2, 32, 80, 80], kernels, { padding: 1 }],
    ["along one axis", [16, 32, 16], [32, 32, 3], { padding: 1 }],
  ] as const)("%s", (_, x, w, options) => {
    expect(isTiled(images, kernels, { padding: 1 })).toBe(true);
    expect(isTiled(x, w, options)).toBe(false);
  });
});
