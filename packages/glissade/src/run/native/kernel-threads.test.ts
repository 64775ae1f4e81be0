/** @file Chunks of kernels on several threads: the same bits, every chunk once, faults, and threads that are gone. */

import { afterAll, describe, expect, it, vi } from "vitest";
import { graphOf } from "../../graph/subgraph.ts";
import type { Graph } from "../../graph/walk.ts";
import { erf, type Tensor } from "../../index.ts";
import type { Chunks } from "../../kernels/chunks.ts";
import { compileKernels } from "../../kernels/kernel.ts";
import { numbersFor } from "../../kernels/testing.ts";
import { compileModule, instantiate } from "../../kernels/wasm/instantiate.ts";
import { type Code, i32, local } from "../../kernels/wasm/instructions.ts";
import { encodeModule } from "../../kernels/wasm/module.ts";
import { bytesOf, Heap } from "./heap.ts";
import { ThreadPool } from "./kernel-threads.ts";

const heap = new Heap();
const pool = new ThreadPool(heap);
afterAll(() => pool.close());

const float = (...shape: number[]) => ({ dtype: "float32", shape }) as const;

/** Centred and scaled rows, and their gradient for weights: sums along rows and down columns. */
const normalised = (x: Tensor, weight: Tensor, dy: Tensor) => {
  const centred = x.sub(x.mean({ axis: 1, keepDims: true }));
  const y = centred.div(centred.square().mean({ axis: 1, keepDims: true }).add(0.1).sqrt());
  return [y.mul(weight), dy.mul(y).sum({ axis: 0 }), dy.sum({ axis: 0 })];
};

const graphs: Record<string, Graph> = {
  "sums of rows and columns": graphOf([float(700, 130), float(130), float(700, 130)], (x, weight, dy) =>
    normalised(x!, weight!, dy!),
  ),
  "a sum of everything": graphOf([float(300, 331)], (x) => [erf(x!).sum()]),
  "elements of one axis": graphOf([float(200_001)], (x) => [erf(x!).mul(2)]),
};

/** The bytes of all outputs of a kernel at each of several calls. */
function run(graph: Graph, { threads, times }: { threads: number; times: number }): Buffer[] {
  const share = vi.fn((chunks: Chunks) => pool.threads(threads)!.share(chunks));
  const [kernel] = compileKernels([{ graph }], heap, threads > 1 ? { count: threads, share } : undefined);
  if (share.mock.calls.length) expect(share.mock.calls[0]![0].ranges.length).toBeGreaterThan(4);
  const types = [...graph.inputs, ...graph.outputs].map(({ type }) => type);
  const addresses = types.map((type) => heap.allocate(bytesOf(type)));
  graph.inputs.forEach(({ type }, which) => {
    heap.view(type, addresses[which]!).set(numbersFor(type, which).data as never);
  });
  const made = types.map((type, index) => Buffer.from(heap.memory.buffer, addresses[index]!, bytesOf(type)));
  const outputs = made.slice(graph.inputs.length);
  const results = Array.from({ length: times }, () => {
    for (const output of outputs) output.fill(0xab);
    kernel!(addresses);
    return Buffer.concat(outputs);
  });
  for (const address of addresses) heap.release(address);
  return results;
}

/** The words behind an address. */
const wordsAt = (address: number, count: number) => new Int32Array(heap.memory.buffer, address, count);

/** Chunks of one element each, computed by a function of its address and of `begin`. */
function chunksOf(code: Code, count: number): Chunks {
  const parameters = ["i32", "i32", "i32", "i32"] as const;
  const bytes = encodeModule([{ name: "loops", parameters, locals: [], code }], heap.limits);
  const module = compileModule(bytes);
  const ranges = Array.from({ length: count }, (_, chunk) => [0, chunk, chunk + 1] as const);
  return { module, loops: instantiate(module, heap.memory).loops!, ranges };
}

const [OPERAND, BEGIN] = [0, 2];
const place = [...local.get(OPERAND), ...local.get(BEGIN), ...i32.const(4), ...i32.mul, ...i32.add];
const count = [...place, ...place, ...i32.load(), ...i32.const(1), ...i32.add, ...i32.store()];

/** Until a worker has done a chunk, which takes as long as it takes to wake on a busy machine. */
function waitFor(counts: Int32Array): void {
  const end = performance.now() + 5000;
  while (!counts.some((_, chunk) => Atomics.load(counts, chunk) > 0) && performance.now() < end);
}

/** Chunks that count their calls where a worker computes them, and a function in the place of the main thread's. */
function counted(code: Code, own: (counts: Int32Array) => void) {
  const address = heap.allocate(32);
  const counts = wordsAt(address, 8).fill(0);
  const loops = (_address: number, _scratch: number, _begin: number, _end: number) => own(counts);
  const call = pool.threads(2)!.share({ ...chunksOf(code, 8), loops });
  return { counts, call: () => call([address]) };
}

describe("kernels on several threads", () => {
  it.each(Object.entries(graphs))("give the same bits as on one: %s", (_, graph) => {
    const [expected] = run(graph, { threads: 1, times: 1 });
    for (const threads of [2, 3]) {
      const results = run(graph, { threads, times: 30 });
      expect(results.filter((result) => !result.equals(expected!))).toEqual([]);
    }
  });

  it("compute each chunk of a thousand calls once", () => {
    const chunks = 32;
    const address = heap.allocate(4 * chunks);
    const counts = wordsAt(address, chunks).fill(0);
    const call = pool.threads(3)!.share(chunksOf(count, chunks));
    for (let round = 0; round < 1000; round++) call([address]);
    expect([...counts]).toEqual(new Array(chunks).fill(1000));
  });

  it("share the work", () => {
    let own = 0;
    const { counts, call } = counted(count, (theirs) => {
      own += 1;
      waitFor(theirs);
    });
    call();
    expect(own).toBeLessThan(8);
    expect(counts.reduce((sum, each) => sum + each)).toBe(8 - own);
  });

  it("throw what a worker throws, and compute the next call", () => {
    const outside = [...i32.const(-4), ...i32.load(), ...local.set(OPERAND)];
    expect(counted([...count, ...outside], waitFor).call).toThrow("memory access out of bounds");
    const graph = graphs["a sum of everything"]!;
    const [expected, result] = [1, 2].map((threads) => run(graph, { threads, times: 1 })[0]!);
    expect(result!.equals(expected!)).toBe(true);
  });

  it("throw what the main thread throws, after the workers have done", () => {
    const { counts, call } = counted(count, (theirs) => {
      waitFor(theirs);
      throw new Error("broken");
    });
    // Workers may have taken all chunks of a call before the main thread takes one.
    expect(() => {
      for (let round = 0; round < 1000; round++) call();
    }).toThrow("broken");
    const seen = [...counts];
    const end = performance.now() + 20;
    while (performance.now() < end);
    expect([...counts]).toEqual(seen);
  });

  it("go on where threads have ended", async () => {
    const other = new ThreadPool(heap);
    const address = heap.allocate(32);
    const counts = wordsAt(address, 8).fill(0);
    const call = other.threads(3)!.share(chunksOf(count, 8));
    call([address]);
    await other.close();
    for (let round = 0; round < 9; round++) call([address]);
    expect([...counts]).toEqual(new Array(8).fill(10));
  });
});
