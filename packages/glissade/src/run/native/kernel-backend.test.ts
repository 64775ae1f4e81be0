import { describe, expect, it } from "vitest";
import { dtypes } from "../../graph/dtype.ts";
import { graphOf } from "../../graph/subgraph.ts";
import { compile, matmul, scan, type Tensor, tensor, zeros } from "../../index.ts";
import { fused } from "../../kernels/fused.ts";
import { compileKernels, type Kernel } from "../../kernels/kernel.ts";
import { emit } from "../../onnx/emit.ts";
import type { Feed } from "../backend.ts";
import { kernelBackend } from "./kernel-backend.ts";
import { loadOrtApi } from "./ort-api.ts";
import type { Result } from "./results.ts";

/** A function whose work is one kernel. */
const join =
  (fn: (...inputs: Tensor[]) => readonly Tensor[]) =>
  (...inputs: Tensor[]): readonly Tensor[] =>
    fused(
      graphOf(
        inputs.map(({ type }) => type),
        fn,
      ),
      inputs,
    );

const affine = join((x, y) => [x!.mul(y!).add(1), x!.sub(y!)]);

describe("kernels in a session", () => {
  it("compute from arguments and from what nodes make, for nodes and as results", async () => {
    const f = compile((x: Tensor, y: Tensor) => {
      const [sum, difference] = affine(x, matmul(y, y));
      return [sum!, matmul(difference!, y)];
    });
    const [x, y] = [
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([
        [1, 1],
        [0, 1],
      ]),
    ];
    const [sum, product] = await f(x, y);
    expect(await sum!.toArray()).toEqual([
      [2, 5],
      [1, 5],
    ]);
    expect(await product!.toArray()).toEqual([
      [0, 0],
      [3, 6],
    ]);
  });

  it("compute inside loops", async () => {
    const f = compile((x: Tensor, rows: Tensor) =>
      scan((carry: Tensor, row: Tensor) => affine(carry, row) as [Tensor, Tensor], x, rows),
    );
    const [last, all] = await f(
      tensor([1, 1]),
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    );
    expect(await last.toArray()).toEqual([36, 79]);
    expect(await all.toArray()).toEqual([
      [0, -1],
      [-1, -1],
      [2, 7],
    ]);
  });

  it("take reshaped arguments, scalars and several dtypes", async () => {
    const f = compile((x: Tensor, n: Tensor) => {
      const [y, m] = join((a, b) => [a!.mul(2), b!.add(1)])(x.reshape([2, 2]), n);
      return [y!.reshape([4]), m!];
    });
    const [y, m] = await f(tensor([1, 2, 3, 4]), tensor(7, { dtype: "int32" }));
    expect(await y!.toArray()).toEqual([2, 4, 6, 8]);
    expect(await m!.toArray()).toBe(8);
  });

  it("keep state that goes round, and give readers copies", async () => {
    const step = compile((x: Tensor, y: Tensor) => affine(x, y)[0]!, { donate: [0] });
    let x = zeros([1000]);
    const y = tensor(2);
    const held: number[][] = [];
    for (let index = 0; index < 5; index++) {
      x = await step(x, y);
      held.push([...((await x.data()) as Float32Array)].slice(0, 1));
    }
    expect(held.flat()).toEqual([1, 3, 7, 15, 31]);
  });
});

const vector = { dtype: "float32", shape: [4] } as const;
const toFeed = (...values: number[]): Feed => ({
  source: { kind: "data", data: Float32Array.from(values) },
  type: vector,
});
const sum = graphOf([vector, vector], (x, y) => join((a, b) => [a!.add(b!)])(x!, y!));

/** A backend whose kernels are replaced. */
const backendWith = (replace: (kernel: Kernel) => Kernel) =>
  kernelBackend(loadOrtApi(), (graphs, room) => compileKernels(graphs, room).map(replace));

describe("a kernel that fails", () => {
  it("ends the run with its own message, and the next run is right", async () => {
    let isBroken = true;
    const backend = backendWith((kernel) =>
      Object.assign(
        (addresses: readonly number[]) => {
          if (isBroken) throw new Error("broken");
          kernel(addresses);
        },
        { inPlace: kernel.inPlace },
      ),
    );
    const session = await backend.load(sum, {});
    const feeds = [toFeed(1, 2, 3, 4), toFeed(1, 1, 1, 1)];
    await expect(session.run(feeds)).rejects.toThrow(
      expect.objectContaining({
        message:
          "run: internal: a kernel failed (broken). Report it; configure({ fuse: false }) computes without kernels.",
      }),
    );
    isBroken = false;
    expect(await session.run(feeds)).toMatchObject([{ data: Float32Array.of(2, 3, 4, 5) }]);
    await session.release();
  });
});

describe("memory in place", () => {
  const isInPlace = async (inPlace: Kernel["inPlace"]) => {
    let seen: readonly number[] = [];
    const backend = backendWith((kernel) =>
      Object.assign(
        (addresses: readonly number[]) => {
          seen = [...addresses];
          kernel(addresses);
        },
        { inPlace },
      ),
    );
    // A product before and after, so that the kernel's values belong to ONNX Runtime.
    const square = { dtype: "float32", shape: [2, 2] } as const;
    const graph = graphOf([square], (x) => {
      const y = matmul(x!, x!);
      return [matmul(join((a, b) => [a!.add(b!)])(y, x!)[0]!, x!)];
    });
    const session = await backend.load(graph, {});
    const [result] = await session.run([
      { source: { kind: "data", data: Float32Array.of(1, 2, 0, 1) }, type: square },
    ]);
    expect(result!.data).toEqual(Float32Array.of(2, 10, 0, 2));
    return seen[2] === seen[0];
  };

  it("is taken where the kernel allows it, and nowhere else", async () => {
    expect(await isInPlace([[0]])).toBe(true);
    expect(await isInPlace([[]])).toBe(false);
    // The second input is an argument, which stays as it is.
    expect(await isInPlace([[1]])).toBe(false);
  });
});

describe("the heap of a session", () => {
  it("is given back by release, and holds no more for many runs", async () => {
    const backend = backendWith((kernel) => kernel);
    const session = await backend.load(sum, {});
    const feeds = [toFeed(1, 2, 3, 4), toFeed(1, 1, 1, 1)];
    await session.run(feeds);
    const { heap } = backend;
    const { used } = heap;
    for (let run = 0; run < 50; run++) await session.run(feeds);
    expect(heap.used).toBe(used);
    expect(used).toBeGreaterThan(0);
    await session.release();
    expect(heap.used).toBe(0);
  });

  it("updates donated state in place, and copies it for readers", async () => {
    const backend = backendWith((kernel) => kernel);
    const session = await backend.load(sum, { donated: [0] });
    const [places, held] = [new Set<number>(), [] as Float32Array[]];
    let state: Feed = toFeed(0, 0, 0, 0);
    for (let run = 0; run < 8; run++) {
      const [result] = await session.run([state, toFeed(1, 2, 3, 4)]);
      places.add((result as Result).memory.address);
      held.push(result!.data as Float32Array);
      state = { source: result!, type: vector };
    }
    expect(places.size).toBe(1);
    expect(held.map((each) => each[3])).toEqual([4, 8, 12, 16, 20, 24, 28, 32]);
  });

  it("never writes into a result that is kept", async () => {
    const session = await backendWith((kernel) => kernel).load(sum, { donated: [0] });
    const run = async (x: Feed) => (await session.run([x, toFeed(1, 2, 3, 4)]))[0]!;
    const kept = await run(toFeed(0, 0, 0, 0));
    kept.keep!();
    let state = await run({ source: kept, type: vector });
    for (let step = 0; step < 4; step++) state = await run({ source: state, type: vector });
    expect(kept.data).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(state.data).toEqual(Float32Array.of(6, 12, 18, 24));
  });

  it("catches kernels that are handed memory in use", async () => {
    // The fault is planted: the second result of each run lies where the first is.
    const graph = graphOf([vector, vector], (x, y) => join((a, b) => [a!.add(b!), a!.mul(b!)])(x!, y!));
    const overlapping = backendWith((kernel) =>
      Object.assign(([x, y, first]: readonly number[]) => kernel([x!, y!, first!, first!]), {
        inPlace: kernel.inPlace,
      }),
    );
    const session = await overlapping.load(graph, {});
    const results = await session.run([toFeed(1, 2, 3, 4), toFeed(1, 1, 1, 1)]);
    expect(results[0]!.data).not.toEqual(Float32Array.of(2, 3, 4, 5));
  });
});

describe("a heap that is full", () => {
  it("ends a run with an error, and the next has room again", async () => {
    const backend = kernelBackend(loadOrtApi());
    const type = { dtype: "float32", shape: [256, 256] } as const;
    const graph = graphOf([type], (x) => [matmul(join((a) => [a!.exp()])(matmul(x!, x!))[0]!, x!)]);
    const session = await backend.load(graph, {});
    const feed: Feed = { source: { kind: "data", data: new Float32Array(256 * 256) }, type };
    const blocks: number[] = [];
    for (let size = 2 ** 28; size >= 2 ** 16; size /= 2) {
      try {
        for (;;) blocks.push(backend.heap.allocate(size));
      } catch {
        // Smaller ones may fit.
      }
    }
    await expect(session.run([feed])).rejects.toThrow("run: the memory of kernels holds 4096 MiB");
    for (const block of blocks) backend.heap.release(block);
    const [product] = await session.run([feed]);
    expect(product!.data![0]).toBe(0);
    await session.release();
  });
});

describe("models for users", () => {
  it("hold standard operators alone", () => {
    const { model } = emit(sum);
    expect(model.opsetImport.map(({ domain }) => domain)).toEqual([""]);
    expect(model.graph!.node.map(({ opType, domain }) => [opType, domain])).toEqual([["Add", ""]]);
  });
});

it.each(Object.keys(dtypes))("passes %s through nodes beside kernels", async (dtype) => {
  const type = { dtype, shape: [2] } as Tensor["type"];
  const f = compile((x: Tensor, y: Tensor) => [x, affine(y, y)[1]!]);
  const [x, y] = await f(zeros([2], { dtype: type.dtype }), tensor([1, 2]));
  expect(await x!.data()).toEqual(new dtypes[type.dtype].array(2));
  expect(await y!.toArray()).toEqual([0, 0]);
});
