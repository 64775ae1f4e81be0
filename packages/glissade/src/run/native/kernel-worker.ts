/** @file The thread that computes chunks of kernels: one function, whose text starts it on every Node and out of every bundle. */

import type { MessagePort } from "node:worker_threads";
import type { Range } from "../../kernels/chunks.ts";
import type { WasmCall, WasmMemory } from "../../kernels/wasm/instantiate.ts";

/** Words of the block that threads share, of which those that change often have lines of the cache of their own. */
export const words = {
  /** The number of the call, its first chunk that no thread has taken, and the end of these: 20, 6 and 6 bits. */
  open: 0,
  /** Chunks of the call that workers have done. */
  done: 16,
  /** Whether the main thread sleeps until they have. */
  waits: 17,
  failed: 18,
  /** Workers that sleep. */
  sleeping: 32,
  kernel: 48,
  /** Workers that may take part in the call. */
  workers: 49,
  addresses: 50,
} as const;

/** Of the first word: the end of the chunks in the lowest bits, then the first one that is open, then the call. */
export const bits = { end: 63, first: 6, call: 12 } as const;

export interface WorkerData {
  readonly memory: WasmMemory;
  /** The address of the words, and how many there are. */
  readonly block: number;
  readonly length: number;
  readonly index: number;
  readonly port: MessagePort;
  readonly words: typeof words;
  readonly bits: typeof bits;
  /** Milliseconds in which a worker waits for the next call before it sleeps. */
  readonly spin: number;
}

/** What a worker hears of each kernel. */
export interface KernelMessage {
  readonly id: number;
  readonly module: object;
  readonly ranges: readonly Range[];
  readonly operands: number;
}

declare const WebAssembly: {
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly loops: WasmCall } };
};

/** Runs until the process ends. Nothing outside of its text is there. */
export function work({
  workerData,
  receiveMessageOnPort,
}: Pick<typeof import("node:worker_threads"), "workerData" | "receiveMessageOnPort">): void {
  const { memory, block, length, index, port, words: at, bits, spin } = workerData as WorkerData;
  const shared = new Int32Array(memory.buffer, block, length);
  const kernels = new Map<number, KernelMessage & { readonly loops: WasmCall }>();

  const kernelOf = (id: number) => {
    for (;;) {
      const known = kernels.get(id);
      if (known) return known;
      const { message } = receiveMessageOnPort(port)! as { message: KernelMessage };
      const { loops } = new WebAssembly.Instance(message.module, { e: { memory } }).exports;
      kernels.set(message.id, { ...message, loops });
    }
  };

  const endOf = (open: number) => open & bits.end;
  const callOf = (open: number) => open >> bits.call;

  /** Whether there are chunks for this worker. */
  const isOpen = (open: number) =>
    ((open >> bits.first) & bits.end) < endOf(open) && index < shared[at.workers]!;

  /** Waits for another value than this one. */
  const wait = (open: number) => {
    const end = performance.now() + spin;
    do {
      for (let look = 0; look < 50; look++) if (Atomics.load(shared, at.open) !== open) return;
    } while (performance.now() < end);
    Atomics.add(shared, at.sleeping, 1);
    Atomics.wait(shared, at.open, open);
    Atomics.sub(shared, at.sleeping, 1);
  };

  const finish = () => {
    Atomics.add(shared, at.done, 1);
    if (Atomics.load(shared, at.waits)) Atomics.notify(shared, at.done);
  };

  /** Takes chunks from the end while the call lasts: what is read of it holds where a chunk was still open afterwards. */
  const take = (first: number) => {
    const { loops, ranges, operands } = kernelOf(shared[at.kernel]!);
    const addresses = shared.slice(at.addresses, at.addresses + operands);
    for (
      let open = first;
      isOpen(open) && callOf(open) === callOf(first);
      open = Atomics.load(shared, at.open)
    ) {
      if (Atomics.compareExchange(shared, at.open, open, open - 1) !== open) continue;
      try {
        loops(...addresses, ...ranges[endOf(open) - 1]!);
      } catch (error) {
        port.postMessage(String(error instanceof Error ? error.message : error));
        Atomics.store(shared, at.failed, 1);
      }
      finish();
    }
  };

  for (;;) {
    const open = Atomics.load(shared, at.open);
    if (isOpen(open)) take(open);
    else wait(open);
  }
}
