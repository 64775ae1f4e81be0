import { describe, expect, it } from "vitest";
import type { TypedArray } from "../../graph/dtype.ts";
import { noLane } from "../../graph/lane.ts";
import type { TensorType } from "../../graph/op.ts";
import { compile, type Dtype, relu, type Tensor, tensor, zeros } from "../../index.ts";
import { callUnary } from "../../ops/elementwise/elementwise.ts";
import { Sqrt } from "../../ops/elementwise/unary.ts";
import { traceTypes } from "../../trace/trace.ts";
import { flatten } from "../../tree.ts";
import type { Backend, Feed, Session } from "../backend.ts";
import { cpuBackend } from "../node.ts";
import { loadOrtApi } from "./ort-api.ts";
import type { Result } from "./results.ts";

const backends: readonly (readonly [string, Backend])[] = [
  ["the C interface", cpuBackend(loadOrtApi)],
  [
    "the binding, where koffi cannot be loaded,",
    cpuBackend(() => {
      throw new Error("no koffi");
    }),
  ],
];

/** A session of a function of one argument. */
function open(backend: Backend, fn: (x: Tensor) => Tensor, type: TensorType): Promise<Session> {
  const { structure } = flatten([zeros([])], "arguments");
  return backend.load(traceTypes(fn, structure, [type]), { threads: 1 });
}

const toFeed = (data: TypedArray, type: TensorType): Feed => ({ source: { kind: "data", data }, type });

const samples: { readonly [dtype in Dtype]: TypedArray } = {
  float32: new Float32Array([1.5, -0, Number.POSITIVE_INFINITY]),
  float64: new Float64Array([Math.PI, -1e300, 5e-324]),
  int32: new Int32Array([1, -2, 2 ** 31 - 1]),
  int64: new BigInt64Array([1n, -2n, 2n ** 63n - 1n]),
  uint32: new Uint32Array([1, 2, 2 ** 32 - 1]),
  uint8: new Uint8Array([0, 1, 255]),
  bool: new Uint8Array([0, 1, 1]),
};

describe.each(backends)("%s", (_, backend) => {
  it.each(Object.keys(samples) as Dtype[])("takes and returns %s", async (dtype) => {
    const type = { dtype, shape: [3, 1] };
    const session = await open(backend, (x) => x, type);
    const [result] = await session.run([toFeed(samples[dtype], type)]);
    expect(result!.data).toEqual(samples[dtype]);
    expect(result!.data).not.toBe(samples[dtype]);
    await session.release();
  });

  it("takes scalars, nothing at all, and parts of larger buffers", async () => {
    const cases: readonly (readonly [TypedArray, readonly number[]])[] = [
      [new Float32Array([7]), []],
      [new Float32Array(0), [2, 0, 3]],
      [new Float32Array([1, 2, 3, 4]).subarray(1, 3), [2]],
    ];
    for (const [data, shape] of cases) {
      const type = { dtype: "float32", shape } as const;
      const session = await open(backend, relu, type);
      expect(await session.run([toFeed(data, type)])).toMatchObject([{ kind: "data", data }]);
    }
  });

  it("says what ONNX Runtime refused", async () => {
    const missing = callUnary({ ...Sqrt, onnx: "NoSuchOperator", lane: noLane("a test") });
    await expect(open(backend, missing, { dtype: "float32", shape: [] })).rejects.toThrow(
      /^compile: ONNX Runtime refused the graph \(.+\)\. See the supported dtypes of its operations, or cast to float32\.$/s,
    );
  });

  it("says what failed in a run, and runs again", async () => {
    const type = { dtype: "float32", shape: [3] } as const;
    const session = await open(backend, relu, type);
    const wrong = toFeed(new Float32Array(2), { dtype: "float32", shape: [2] });
    await expect(session.run([wrong])).rejects.toThrow(/^run: ONNX Runtime failed \(.+\)\.$/s);
    expect(await session.run([toFeed(new Float32Array([-1, 0, 1]), type)])).toMatchObject([
      { data: new Float32Array([0, 0, 1]) },
    ]);
  });
});

describe("the C interface", () => {
  it("is there on this platform", () => {
    expect(loadOrtApi().env).toBeGreaterThan(0n);
  });

  it("lets timers have their turn between runs", async () => {
    const step = compile((x: Tensor) => x.add(1));
    let rang = false;
    setTimeout(() => {
      rang = true;
    }, 1);
    for (let x = tensor(0); !rang; ) x = await step(x);
  });
});

describe("compile({ donate })", () => {
  const increase = () => compile((x: Tensor) => x.add(1), { donate: [0] });
  const start = () => zeros([1000]);
  const DONATED =
    "data: this tensor was donated to a compiled function, which writes later results in its place. Read it before, or keep what the function returned instead.";

  it("computes the same as without", async () => {
    const step = increase();
    let x = start();
    for (let index = 0; index < 10; index++) x = await step(x);
    expect(await x.data()).toEqual(new Float32Array(1000).fill(10));
  });

  it("writes results where those before the last were", async () => {
    const step = increase();
    const values = new Set<bigint>();
    let x = start();
    for (let index = 0; index < 10; index++) {
      x = await step(x);
      // Asking for the data would take it out of the turns.
      values.add((x.source as Result).value);
    }
    expect(values.size).toBe(2);
  });

  it("refuses a tensor that was donated, whatever reads it", async () => {
    const step = increase();
    const first = await step(start());
    await step(first);
    const message = expect.objectContaining({ message: DONATED });
    await expect(first.data()).rejects.toThrow(message);
    await expect(first.mul(2).data()).rejects.toThrow(message);
    await expect(step(first)).rejects.toThrow(message);
    await expect(compile((x: Tensor) => x)(first)).rejects.toThrow(message);
  });

  it("never writes into elements that were read", async () => {
    const step = increase();
    let x = await step(start());
    const held = await x.data();
    for (let index = 0; index < 5; index++) x = await step(x);
    expect(held).toEqual(new Float32Array(1000).fill(1));
  });

  it("leaves alone what is not a result of the same program", async () => {
    const [user, literal, other] = [new Float32Array(3), tensor(2), await increase()(tensor([4, 5, 6]))];
    const step = compile((all: readonly Tensor[]) => all.map((x) => x.add(1)), { donate: [0] });
    let all: readonly Tensor[] = [tensor(user), literal, other];
    for (let index = 0; index < 4; index++) all = await step(all);
    expect(user).toEqual(new Float32Array(3));
    expect([await literal.item(), await other.data()]).toEqual([2, new Float32Array([5, 6, 7])]);
    expect(await all[2]!.data()).toEqual(new Float32Array([9, 10, 11]));
  });

  it("takes one tensor at two places, also where only one of them is donated", async () => {
    const step = compile((x: Tensor, y: Tensor) => x.add(y), { donate: [0] });
    let x = await step(tensor([1, 2]), tensor([0, 0]));
    for (let index = 0; index < 3; index++) x = await step(x, x);
    expect(await x.data()).toEqual(new Float32Array([8, 16]));
  });

  it("keeps arguments that it returns as they are", async () => {
    const step = compile((x: Tensor, y: Tensor) => [y, x, x] as const, { donate: [0, 1] });
    let [x, y] = await step(tensor([1]), tensor([2]));
    for (let index = 0; index < 4; index++) [x, y] = await step(x, y);
    expect([await x.item(), await y.item()]).toEqual([2, 1]);
  });

  it("needs positions of arguments", async () => {
    await expect(compile((x: Tensor) => x, { donate: [1] })(tensor(1))).rejects.toThrow(
      expect.objectContaining({
        message: "compile({ donate }): must be positions of arguments, got 1 of 1.",
      }),
    );
  });
});
