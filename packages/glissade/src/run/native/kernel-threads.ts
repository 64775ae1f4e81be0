/** @file Threads that share the chunks of kernels, seen from the main thread. */

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { ProviderError } from "../../errors.ts";
import type { CallChunks, Chunks, KernelThreads } from "../../kernels/chunks.ts";
import type { KernelMemory } from "../../kernels/kernel.ts";
import { bits, type KernelMessage, type WorkerData, words, work } from "./kernel-worker.ts";

/** WebAssembly's functions have no more parameters. */
const MOST_OPERANDS = 1000;
const LENGTH = words.addresses + MOST_OPERANDS;
/** The main thread looks so often whether workers have done before it sleeps, */
const LOOKS = 20_000;
/** and sleeps so many times so many milliseconds at most. */
const [NAPS, NAP_MILLISECONDS] = [6000, 10];
/** A worker that waits keeps the core from others, one that sleeps is late. */
const SPIN_MILLISECONDS = 0.03;

interface Link {
  readonly worker: Worker;
  readonly port: MessagePort;
}

/** The threads on one memory, of which calls take as many as they want. */
export class ThreadPool {
  readonly #room: KernelMemory;
  readonly #links: Link[] = [];
  readonly #kernels: KernelMessage[] = [];
  #block = 0;
  #words: Int32Array = new Int32Array(0);
  #call = 0;

  constructor(room: KernelMemory) {
    this.#room = room;
  }

  /** So many threads, with the one that calls. */
  threads(count: number): KernelThreads | undefined {
    if (count < 2) return undefined;
    return { count, share: (chunks) => this.#share(chunks, count - 1) };
  }

  /** Ends the workers; the main thread computes what comes next alone. */
  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ worker }) => worker.terminate()));
  }

  #share({ module, loops, ranges }: Chunks, workers: number): CallChunks {
    this.#open(workers);
    const id = this.#kernels.length;
    const message = { id, module, ranges, operands: loops.length - ranges[0]!.length };
    this.#kernels.push(message);
    for (const { port } of this.#links) port.postMessage(message);
    return (addresses) => {
      this.#begin(id, workers, { addresses, chunks: ranges.length });
      let own = 0;
      let fault: { readonly cause: unknown } | undefined;
      for (let chunk = this.#take(); chunk >= 0; chunk = this.#take()) {
        own += 1;
        try {
          const [scratch, begin, end] = ranges[chunk]!;
          if (!fault) loops(...addresses, scratch, begin, end);
        } catch (cause) {
          fault = { cause };
        }
      }
      this.#finish(ranges.length - own);
      if (fault) throw fault.cause;
    };
  }

  /** Starts workers that are missing. */
  #open(workers: number): void {
    if (this.#words.length === 0) {
      this.#block = this.#room.allocate(LENGTH * Int32Array.BYTES_PER_ELEMENT);
      this.#words = new Int32Array(this.#room.memory.buffer, this.#block, LENGTH).fill(0);
    }
    try {
      while (this.#links.length < workers) this.#links.push(this.#start(this.#links.length));
    } catch {
      // Node may be told to start none: the others do the work.
    }
  }

  #start(index: number): Link {
    const { port1, port2 } = new MessageChannel();
    for (const message of this.#kernels) port1.postMessage(message);
    const { memory } = this.#room;
    const workerData: WorkerData = {
      ...{ memory, block: this.#block, length: LENGTH, index, port: port2 },
      ...{ words, bits, spin: SPIN_MILLISECONDS },
    };
    const code = `(${work})(require("node:worker_threads"))`;
    const worker = new Worker(code, { eval: true, workerData, transferList: [port2], execArgv: [] });
    // Where it ends, the others do the work.
    worker.on("error", () => undefined);
    worker.unref();
    return { worker, port: port1 };
  }

  /** Opens the chunks of a call. */
  #begin(id: number, workers: number, call: { addresses: readonly number[]; chunks: number }): void {
    const shared = this.#words;
    const { addresses, chunks } = call;
    shared[words.kernel] = id;
    shared[words.workers] = workers;
    for (let index = 0; index < addresses.length; index++)
      shared[words.addresses + index] = addresses[index]!;
    shared[words.done] = 0;
    this.#call += 1;
    Atomics.store(shared, words.open, (this.#call << bits.call) | chunks);
    if (Atomics.load(shared, words.sleeping) > 0) Atomics.notify(shared, words.open);
  }

  /** The first chunk that is open, -1 if none is. */
  #take(): number {
    const shared = this.#words;
    for (;;) {
      const open = Atomics.load(shared, words.open);
      const first = (open >> bits.first) & bits.end;
      if (first >= (open & bits.end)) return -1;
      const next = open + (1 << bits.first);
      if (Atomics.compareExchange(shared, words.open, open, next) === open) return first;
    }
  }

  /** Waits until workers have done their chunks. */
  #finish(chunks: number): void {
    const shared = this.#words;
    for (let look = 0; look < LOOKS; look++) if (Atomics.load(shared, words.done) === chunks) break;
    if (Atomics.load(shared, words.done) !== chunks) this.#sleep(chunks);
    if (shared[words.failed] === 0) return;
    shared[words.failed] = 0;
    throw new Error(this.#texts()[0] ?? "a thread of kernels failed");
  }

  /** What threads say of their faults since the last call. */
  #texts(): string[] {
    return this.#links.flatMap(({ port }) => {
      const texts: string[] = [];
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
        texts.push(next.message);
      return texts;
    });
  }

  #sleep(chunks: number): void {
    const shared = this.#words;
    Atomics.store(shared, words.waits, 1);
    for (let nap = 0; nap < NAPS; nap++) {
      const done = Atomics.load(shared, words.done);
      if (done === chunks) break;
      Atomics.wait(shared, words.done, done, NAP_MILLISECONDS);
    }
    Atomics.store(shared, words.waits, 0);
    if (Atomics.load(shared, words.done) !== chunks) throw lost();
  }
}

const lost = (): ProviderError =>
  new ProviderError({
    where: "run",
    rule: "a thread of kernels has ended in the middle of its work",
    fix: "Run again with configure({ threads: 1 })",
  });
