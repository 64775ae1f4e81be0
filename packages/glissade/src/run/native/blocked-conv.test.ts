/** @file Convolutions in ONNX Runtime's blocked layout, against its plain ones. */

import { afterEach, describe, expect, it } from "vitest";
import { hostRandom } from "../../data/host-random.ts";
import { operationsOf } from "../../graph/cost.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Graph } from "../../graph/walk.ts";
import { type ConvOptions, configure, conv, type Tensor, zeros } from "../../index.ts";
import { trace } from "../../trace/trace.ts";
import { BlockedConv, blockedConv, findBlock } from "./blocked-conv.ts";
import { kernelBackend } from "./kernel-backend.ts";
import { loadOrtApi, type OrtApi } from "./ort-api.ts";

afterEach(() => configure({ fuse: undefined }));

const ort = loadOrtApi();
const backend = kernelBackend(ort);

const isBlocked = (graph: Graph): boolean => operationsOf(graph).some(({ op }) => op === BlockedConv);

const graphFor = (shapes: readonly (readonly number[])[], options: ConvOptions): Graph =>
  trace(
    (...[x, w, bias]: Tensor[]) => conv(x!, w!, { ...options, bias: bias! }),
    ...shapes.map((shape) => zeros(shape)),
  );

async function run(graph: Graph): Promise<Float32Array> {
  const session = await backend.load(graph, { threads: 1 });
  const feeds = graph.inputs.map(({ type }, which) => {
    const random = hostRandom(which);
    const data = Float32Array.from({ length: sizeOf(type.shape) }, () => random.normal());
    return { source: { kind: "data", data } as const, type };
  });
  const [y] = await session.run(feeds);
  await session.release();
  return Float32Array.from(y!.data as Float32Array);
}

/** Where ONNX Runtime has no blocks there is nothing to compare. */
describe.skipIf(findBlock(ort) === undefined)("convolutions in blocks", () => {
  it.each<[string, readonly number[], readonly number[], ConvOptions]>([
    ["with strides", [4, 32, 33, 32], [64, 32, 3, 3], { stride: 2, padding: 1 }],
    ["with large kernels", [4, 32, 16, 18], [32, 32, 5, 5], { padding: [[2, 1], 0] }],
    ["with dilations", [8, 32, 16, 16], [64, 32, 3, 3], { dilation: [1, 2] }],
    ["of odd lengths", [16, 64, 7, 7], [64, 64, 3, 3], { padding: 1 }],
  ])("%s are ONNX Runtime's own", async (_, x, w, options) => {
    const graph = graphFor([x, w, [w[0]!]], options);
    const blocked = backend.optimize(graph);
    expect(isBlocked(blocked)).toBe(true);
    const [got, expected] = [await run(blocked), await run(graph)];
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(got.every((value, index) => Math.abs(value - expected[index]!) <= 1e-5 * largest)).toBe(true);
  });

  it.each<[string, readonly number[], readonly number[], ConvOptions]>([
    ["of 1×1", [64, 64, 32, 32], [64, 64, 1, 1], {}],
    ["with groups", [16, 64, 16, 16], [64, 32, 5, 5], { groups: 2 }],
    ["of other numbers of channels", [16, 36, 16, 16], [64, 36, 5, 5], {}],
    ["of few pixels", [64, 64, 3, 3], [64, 64, 3, 3], { padding: 1 }],
    ["of small work", [1, 16, 8, 8], [16, 16, 5, 5], {}],
    ["along one axis", [64, 64, 64], [64, 64, 5], {}],
  ])("%s stay plain", (_, x, w, options) => {
    expect(isBlocked(backend.optimize(graphFor([x, w, [w[0]!]], options)))).toBe(false);
  });
});

it("finds the size of blocks out once, and leaves convolutions alone where there are none", () => {
  let asked = 0;
  const none = blockedConv(() => {
    asked += 1;
    return undefined;
  });
  const [y] = graphFor([[16, 64, 16, 16], [64, 64, 5, 5], [64]], {}).outputs;
  const { source } = y!;
  if (source.kind !== "op") throw new Error("expected a convolution");
  expect([none(source, () => true), none(source, () => true), asked]).toEqual([undefined, undefined, 1]);
});

it("releases the sessions of comparisons that fail", () => {
  let [opened, released] = [0, 0];
  const failing: OrtApi = {
    ...ort,
    CreateSessionFromArray(...given) {
      const status = ort.CreateSessionFromArray(...given);
      if (!status) opened += 1;
      return status;
    },
    CreateTensorWithDataAsOrtValue() {
      throw new Error("no memory");
    },
    ReleaseSession(session) {
      released += 1;
      ort.ReleaseSession(session);
    },
  };
  expect(findBlock(failing)).toBeUndefined();
  expect(released).toBe(opened);
  if (findBlock(ort) !== undefined) expect(opened).toBeGreaterThan(0);
});

it("are off with kernels", () => {
  configure({ fuse: false });
  expect(isBlocked(backend.optimize(graphFor([[16, 64, 16, 16], [64, 64, 5, 5], [64]], {})))).toBe(false);
});
