/** @file The heap as ONNX Runtime's memory, so that kernels reach what its nodes read and write. */

import { GlissadeError, ProviderError } from "../../errors.ts";
import { reason } from "../faults.ts";
import { Heap } from "./heap.ts";
import { API_VERSION, type Handle, type OrtApi, type Pointer } from "./ort-api.ts";
import { Pressure } from "./pressure.ts";

/** What went wrong inside a callback, which cannot throw. */
export class Faults {
  #first: { readonly error: unknown } | undefined;

  note(cause: unknown): void {
    this.noteThrown(cause instanceof GlissadeError ? cause : kernelFailed(cause));
  }

  /** Notes what a function of the user's threw, which is thrown again as it is. */
  noteThrown(error: unknown): void {
    this.#first ??= { error };
  }

  /** The first error since the last call, or another where there was none. */
  takeOr(cause: unknown): unknown {
    const { error } = this.#first ?? { error: cause };
    this.#first = undefined;
    return error;
  }
}

const kernelFailed = (cause: unknown): ProviderError =>
  new ProviderError({
    where: "run",
    rule: `internal: a kernel failed (${reason(cause)})`,
    fix: "Report it; configure({ fuse: false }) computes without kernels",
    cause,
  });

export interface NativeHeap {
  readonly heap: Heap;
  /** Makes the heap the memory of the session that is opened meanwhile: others in the process keep theirs. */
  during<Opened>(open: () => Opened): Opened;
  /** The address of the heap's memory. */
  readonly base: number;
  readonly faults: Faults;
  /** Runs of all programs, counted. */
  runs: number;
  /** Frees what results held that nothing refers to any more. */
  readonly unused: FinalizationRegistry<Unused>;
  /** Has the garbage collector find such results, where much is in use: it does not see how large they are. */
  readonly pressure: Pressure;
}

export interface Unused {
  readonly address?: number;
  readonly value?: Pointer;
}

/** What WebAssembly's addresses of 32 bits reach. */
export const HEAP_BYTES = 2 ** 32;

/** Whether an address, counted from the start of the heap, is on it. */
export const isInside = (address: number): boolean => address >= 0 && address < HEAP_BYTES;

/** A heap for sessions that ask for the allocator of their environment. */
export function createNativeHeap(ort: OrtApi): NativeHeap {
  const heap = new Heap();
  const faults = new Faults();
  const base = Number(ort.address(new Uint8Array(heap.memory.buffer)));
  const others = ort.create((place) => ort.GetAllocatorWithDefaultOptions(place));
  // Where the heap is full nodes get other memory; kernels, which need copies of that, say that there is no room for them.
  const allocate = (_: Handle, bytes: Handle): Handle => {
    try {
      return base + heap.allocate(Number(bytes));
    } catch (error) {
      return allocateOutside(Number(bytes), error);
    }
  };
  const allocateOutside = (bytes: number, full: unknown): Handle => {
    try {
      return Number(ort.create((place) => ort.AllocatorAlloc(others, bytes, place)));
    } catch {
      faults.note(full);
      return 0;
    }
  };
  const release = (_: Handle, pointer: Handle): undefined => {
    const address = Number(pointer) - base;
    if (isInside(address)) heap.release(address);
    else if (Number(pointer)) ort.AllocatorFree(others, pointer);
  };
  const allocating = ort.callback(allocate, "int64_t", ["int64_t", "int64_t"]);
  // OrtAllocator: version, Alloc, Free, Info, Reserve.
  const allocator = pinned([
    BigInt(API_VERSION),
    allocating,
    ort.callback(release, "void", ["int64_t", "int64_t"]),
    ort.callback(() => ort.memory, "int64_t", ["int64_t"]),
    allocating,
  ]);
  const during = <Opened>(open: () => Opened): Opened => {
    ort.check(ort.RegisterAllocator(ort.env, allocator));
    try {
      return open();
    } catch (cause) {
      throw faults.takeOr(cause);
    } finally {
      ort.check(ort.UnregisterAllocator(ort.env, ort.memory));
    }
  };
  const unused = new FinalizationRegistry<Unused>(({ address, value }) => {
    if (address !== undefined) heap.release(address);
    if (value !== undefined) ort.ReleaseValue(value);
  });
  return { heap, during, base, faults, runs: 0, unused, pressure: new Pressure(heap, HEAP_BYTES) };
}

/** Words that the library reads where they are. */
export function pinned(words: readonly Pointer[]): BigUint64Array {
  const array = BigUint64Array.from(words);
  // Up to 64 bytes may lie where the garbage collector moves them, until the buffer is asked for.
  void array.buffer;
  return array;
}
