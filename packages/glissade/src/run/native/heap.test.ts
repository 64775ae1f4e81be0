import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap } from "./heap.ts";

const MIB = 2 ** 20;
const bytes = fc.oneof(fc.nat(200), fc.nat(40_000), fc.nat(600_000));
/** A block to allocate, or which of those that are held to release. */
const action = fc.oneof(
  bytes.map((size) => ({ size })),
  fc.nat().map((release) => ({ release })),
);

interface Held {
  readonly address: number;
  readonly size: number;
}

/** Follows actions and calls `each` after every one with the blocks that are held. */
function follow(
  heap: Heap,
  actions: readonly ({ size: number } | { release: number })[],
  each: (held: Held[]) => void,
) {
  const held: Held[] = [];
  for (const next of actions) {
    if ("size" in next) held.push({ address: heap.allocate(next.size), size: next.size });
    else if (held.length > 0) heap.release(held.splice(next.release % held.length, 1)[0]!.address);
    each(held);
  }
  for (const { address } of held) heap.release(address);
}

describe("the heap", () => {
  it("gives aligned blocks that do not overlap and lie in its memory", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const heap = new Heap();
        follow(heap, actions, (held) => {
          const sorted = held.toSorted((a, b) => a.address - b.address);
          sorted.forEach(({ address, size }, index) => {
            expect(address % 64).toBe(0);
            expect(address).toBeGreaterThan(0);
            expect(address + size).toBeLessThanOrEqual(sorted[index + 1]?.address ?? heap.size);
          });
          expect(heap.memory.buffer.byteLength).toBe(heap.size);
        });
        expect(heap.used).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it("takes no more memory for the same blocks, however often they come and go", () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 20, maxLength: 60 }), (actions) => {
        const heap = new Heap();
        follow(heap, actions, () => undefined);
        const { size } = heap;
        for (let round = 0; round < 5; round++) follow(heap, actions, () => undefined);
        expect(heap.size).toBe(size);
      }),
      { numRuns: 40 },
    );
  });

  it("joins what is freed, so that sizes that change do not fill it", () => {
    const heap = new Heap();
    for (let round = 1; round < 200; round++) {
      const blocks = [1, 2, 3].map((each) => heap.allocate(each * round * 10_000));
      for (const block of blocks) heap.release(block);
    }
    expect(heap.size).toBeLessThan(40 * MIB);
  });

  it("keeps what is written while it grows", () => {
    const heap = new Heap();
    const first = heap.view({ dtype: "int32", shape: [3] }, heap.allocate(12));
    first.set([1, 2, 3] as never);
    const blocks = Array.from({ length: 20 }, () => heap.allocate(8 * MIB));
    expect([...first]).toEqual([1, 2, 3]);
    expect(new Set(blocks).size).toBe(20);
    expect(heap.used).toBe(64 + 160 * MIB);
  });

  it("says what is asked for when it is full", () => {
    const heap = new Heap(33);
    heap.allocate(MIB);
    expect(() => heap.allocate(2 * MIB)).toThrow(
      expect.objectContaining({
        message:
          "run: the memory of kernels holds 2.0625 MiB, got 2 MiB asked for beside 1 MiB in use. Make the batch smaller, release tensors that are kept, or compile after configure({ fuse: false }).",
      }),
    );
    expect(heap.allocate(MIB / 2)).toBeGreaterThan(0);
  });

  it("knows a block that it did not give", () => {
    const heap = new Heap();
    const block = heap.allocate(100_000);
    heap.release(block);
    expect(() => heap.release(block)).toThrow("internal: no block begins with page");
  });
});
