/** @file Programs with a tail: what runs where, and what becomes of memory that is given up. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { TensorType } from "../../graph/op.ts";
import type { OpSource } from "../../graph/source.ts";
import { graphOf } from "../../graph/subgraph.ts";
import { gather, matmul, Tensor } from "../../index.ts";
import { fused } from "../../kernels/fused.ts";
import { compileKernels, type Kernel } from "../../kernels/kernel.ts";
import type { Backend, Feed, Session } from "../backend.ts";
import { kernelBackend } from "./kernel-backend.ts";
import type { Memory } from "./memory.ts";
import { loadOrtApi } from "./ort-api.ts";
import { OwnResult } from "./own-result.ts";
import { Result } from "./results.ts";
import { fusedOf } from "./staging.ts";
import { splitTail } from "./tail.ts";

const join = (inputs: readonly Tensor[], fn: (...inputs: Tensor[]) => readonly Tensor[]) =>
  fused(
    graphOf(
      inputs.map(({ type }) => type),
      fn,
    ),
    inputs,
  );

const matrix: TensorType = { dtype: "float32", shape: [2, 2] };
const toFeed = (values: readonly number[], type = matrix): Feed => ({
  source: { kind: "data", data: Float32Array.from(values) },
  type,
});

/** Gradients by ONNX Runtime, then one kernel for both leaves: w ← w - x·w, v ← v + x·w. */
const update = graphOf([matrix, matrix, matrix], (w, v, x) => [
  ...join([w!, v!, matmul(x!, w!)], (a, b, g) => [a!.sub(g!), b!.add(g!)]),
  matmul(x!, w!),
]);

const openBackend = () => kernelBackend(loadOrtApi());
const names = (sources: readonly OpSource[]) => sources.map(({ inputs }) => inputs.length);
const split = (graph: Parameters<typeof splitTail>[0]) => splitTail(graph, new Set(fusedOf(graph)));

describe("the tail", () => {
  it("is what only outputs follow, and may need several kernels", () => {
    const graph = graphOf([matrix, matrix], (w, x) => {
      const gradient = matmul(x!, w!);
      const [norm] = join([gradient], (g) => [g!.square().sum()]);
      const [inner] = join([w!], (a) => [a!.exp()]);
      return [...join([w!, gradient, norm!], (a, g, n) => [a!.sub(g!.div(n!))]), matmul(inner!, x!)];
    });
    const { tail, session } = split(graph);
    expect(names(tail)).toEqual([1, 3]);
    expect(session.map(({ place }) => place)).toEqual([1, -1]);
  });

  it("leaves large values where they are made, and results that are returned twice", () => {
    const wide: TensorType = { dtype: "float32", shape: [200, 200] };
    const activation = graphOf([wide], (x) => join([matmul(x!, x!)], (y) => [y!.exp()]));
    expect(split(activation).tail).toEqual([]);
    const twice = graphOf([matrix], (x) => {
      const [y] = join([x!], (a) => [a!.exp()]);
      return [y!, y!];
    });
    expect(split(twice).tail).toEqual([]);
  });

  it("may be all of a program, which then needs no session", async () => {
    const ort = loadOrtApi();
    const open = vi.fn(ort.CreateSessionFromArray);
    const run = vi.fn(ort.Run);
    const backend = kernelBackend({ ...ort, CreateSessionFromArray: open, Run: run });
    const session = await backend.load(
      graphOf([matrix], (x) => join([x!], (a) => [a!.add(1)])),
      {},
    );
    expect(await session.run([toFeed([1, 2, 3, 4])])).toMatchObject([{ data: Float32Array.of(2, 3, 4, 5) }]);
    expect([open.mock.calls.length, run.mock.calls.length]).toEqual([0, 0]);
  });
});

/** States of some steps, without and with donation, by a given way to go on. */
async function follow(session: Session, steps: number, each = (_: readonly Feed[]) => undefined as unknown) {
  let state: readonly Feed[] = [toFeed([1, 2, 3, 4]), toFeed([0, 0, 0, 0])];
  const seen: number[][] = [];
  for (let step = 0; step < steps; step++) {
    const results = await session.run([...state, toFeed([0.5, 0, 0.25, 0.5])]);
    seen.push(results.flatMap(({ data }) => [...(data as Float32Array)]));
    state = results.slice(0, 2).map((source) => ({ source, type: matrix }));
    await each(state);
  }
  return seen;
}

const dataOf = ({ source }: Feed) => [...(source.data as Float32Array)];

describe("donated state", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is updated in place with the results of fresh memory", async () => {
    const backend = openBackend();
    const inPlace = await backend.load(update, { donated: [0, 1] });
    const places: (number | undefined)[][] = [];
    const seen = await follow(inPlace, 5, (state) =>
      places.push(state.map(({ source }) => (source as Result).memory.address)),
    );
    expect(seen).toEqual(await follow(await backend.load(update, {}), 5));
    expect(new Set(places.map(String)).size).toBe(1);
  });

  /** Whether a state that is kept stays as it is. */
  async function staysKept(): Promise<boolean> {
    const held: { readonly feed: Feed; readonly data: number[] }[] = [];
    await follow(await openBackend().load(update, { donated: [0, 1] }), 5, (state) => {
      if (held.length > 0) return;
      for (const feed of state) {
        (feed.source as Result).keep();
        held.push({ feed, data: dataOf(feed) });
      }
    });
    return held.every(({ feed, data }) => String(dataOf(feed)) === String(data));
  }

  it("is not overwritten where it is kept; memory in use twice would show", async () => {
    expect(await staysKept()).toBe(true);
    vi.spyOn(Result.prototype, "take").mockImplementation(function (this: Result): Memory {
      return this.memory;
    });
    expect(await staysKept()).toBe(false);
  });

  it("may come twice, and from other programs, whose results stay", async () => {
    const backend = openBackend();
    const session = await backend.load(update, { donated: [0, 1] });
    const other = await backend.load(update, { donated: [0, 1] });
    const x = toFeed([0.5, 0, 0.25, 0.5]);
    const [first] = await session.run([toFeed([1, 2, 3, 4]), toFeed([0, 0, 0, 0]), x]);
    const feed = { source: first!, type: matrix };
    const before = dataOf(feed);
    const [w, v] = await other.run([feed, feed, x]);
    expect(dataOf(feed)).toEqual(before);
    const product = [0.25, 0.5, 0.75, 1];
    expect([...(w!.data as Float32Array)]).toEqual(before.map((each, at) => each - product[at]!));
    expect([...(v!.data as Float32Array)]).toEqual(before.map((each, at) => each + product[at]!));
    const [again] = await session.run([feed, feed, x]);
    expect([...(again!.data as Float32Array)]).toEqual([...(w!.data as Float32Array)]);
  });

  it.each([4, 2 ** 20])("is freed where it was in JavaScript's memory, with %d elements", async (size) => {
    const vector: TensorType = { dtype: "float32", shape: [size] };
    const indices: TensorType = { dtype: "int64", shape: [size] };
    const graph = graphOf([vector, indices], (w, rows) =>
      join([w!, gather(w!, rows!)], (a, g) => [a!.sub(g!)]),
    );
    const session = await openBackend().load(graph, { donated: [0] });
    const first = (value: number): Feed => ({
      source: { kind: "data", data: new BigInt64Array(size).fill(BigInt(value)) },
      type: indices,
    });
    const elements = Float32Array.from({ length: size }, (_, index) => index + 1);
    const given = new OwnResult(elements);
    await expect(session.run([{ source: given, type: vector }, first(size)])).rejects.toThrow("indices must");
    expect([given.elements[0], given.elements.at(-1)]).toEqual([1, size]);
    const [next] = await session.run([{ source: given, type: vector }, first(0)]);
    expect(next!.data!.at(-1)).toBe(size - 1);
    expect(() => given.data).toThrow("this tensor was donated");
    expect(elements.length).toBe(size > 4 ? 0 : 4);
    const kept = new OwnResult(Float32Array.from({ length: size }, (_, index) => index + 1));
    const seen = kept.data;
    await session.run([{ source: kept, type: vector }, first(0)]);
    expect([kept.data, seen.at(-1)]).toEqual([seen, size]);
  });

  it.each([false, true])("is read where it was before it is freed, donated second: %s", async (isSecond) => {
    const type: TensorType = { dtype: "float32", shape: [512, 512] };
    const graph = graphOf([type, type], (...both) => {
      const [teacher, student] = isSecond ? both : both.toReversed();
      return join([student!, matmul(teacher!, teacher!)], (a, b) => [a!.sub(b!.mul(0.1))]);
    });
    const session = await openBackend().load(graph, { donated: [isSecond ? 1 : 0] });
    const start = new OwnResult(new Float32Array(512 * 512).fill(0.01));
    const feed = { source: start, type };
    const [next] = await session.run([feed, feed]);
    expect(next!.data![0]).toBeCloseTo(0.01 - 0.1 * 512 * 0.01 ** 2, 6);
  });

  it("is unharmed where the session fails, and lost where a kernel of the tail does", async () => {
    const indices: TensorType = { dtype: "int64", shape: [2] };
    const graph = graphOf([matrix, indices], (w, rows) =>
      join([w!, gather(w!, rows!)], (a, g) => [a!.sub(g!)]),
    );
    let isBroken = false;
    const backend: Backend = kernelBackend(loadOrtApi(), (graphs, room) =>
      compileKernels(graphs, room).map((kernel: Kernel) =>
        Object.assign(
          (addresses: readonly number[]) => {
            if (isBroken) throw new Error("broken");
            kernel(addresses);
          },
          { inPlace: kernel.inPlace },
        ),
      ),
    );
    const session = await backend.load(graph, { donated: [0] });
    const rows = (...values: number[]): Feed => ({
      source: { kind: "data", data: BigInt64Array.from(values, BigInt) },
      type: indices,
    });
    const [state] = await session.run([toFeed([1, 2, 3, 4]), rows(1, 1)]);
    const feed = { source: state!, type: matrix };
    await expect(session.run([feed, rows(0, 7)])).rejects.toThrow("indices must be");
    expect(dataOf(feed)).toEqual([-2, -2, 0, 0]);
    isBroken = true;
    await expect(session.run([feed, rows(0, 0)])).rejects.toThrow("run: internal: a kernel failed (broken)");
    expect(() => feed.source.data).toThrow("this tensor was donated");
    isBroken = false;
    const [fresh] = await session.run([toFeed([1, 2, 3, 4]), rows(1, 1)]);
    expect([...(fresh!.data as Float32Array)]).toEqual([-2, -2, 0, 0]);
  });
});

describe("memory", () => {
  it("of 4 GiB is enough for a state that is updated in place", () => {
    const huge: TensorType = { dtype: "float32", shape: [2 ** 15, 2 ** 14] };
    const graph = graphOf([huge, matrix], (w, x) => join([w!, x!.sum()], (a, b) => [a!.sub(b!)]));
    const backend = openBackend();
    expect(backend.unfused(graph)).toBe("needs 4.0 GiB at once, and kernels reach 4 GiB");
    expect(backend.unfused(graph, [0])).toBeUndefined();
  });

  it("of constants is found by kernels, which ONNX Runtime keeps elsewhere", async () => {
    const constant = new Tensor(matrix, { kind: "literal", data: Float32Array.of(1, 2, 3, 4) });
    const graph = graphOf([matrix], (x) => {
      const [sum] = join([matmul(x!, x!), constant.add(constant)], (y, c) => [y!.add(c!)]);
      return [matmul(sum!, x!)];
    });
    const session = await openBackend().load(graph, {});
    for (let run = 0; run < 3; run++) {
      const [result] = await session.run([toFeed([1, 0, 0, 1])]);
      expect(result!.data).toEqual(Float32Array.of(3, 4, 6, 9));
    }
  });

  it("of large arguments and results is shared by programs, which have it in turns", async () => {
    const wide: TensorType = { dtype: "float32", shape: [2 ** 18] };
    const backend = openBackend();
    const x = toFeed(new Array(2 ** 18).fill(2), wide);
    const used: number[] = [];
    for (let program = 1; program <= 5; program++) {
      const graph = graphOf([wide], (y) => join([y!], (a) => [a!.mul(program)]));
      const [result] = await (await backend.load(graph, {})).run([x]);
      expect((result!.data as Float32Array)[7]).toBe(2 * program);
      used.push(backend.heap.size);
    }
    expect(new Set(used).size).toBe(1);
    expect(backend.heap.used).toBe(0);
  });

  it("is freed when nothing refers to results and programs any more", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const backend = openBackend();
    await (async () => {
      const session = await backend.load(update, { donated: [0, 1] });
      await follow(session, 3);
    })();
    expect(backend.heap.used).toBeGreaterThan(0);
    for (let round = 0; round < 20 && backend.heap.used > 0; round++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(backend.heap.used).toBe(0);
  });
});
