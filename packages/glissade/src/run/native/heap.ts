/** @file The heap: blocks of one shared WebAssembly memory, for kernels and for ONNX Runtime alike. */

import { ProviderError } from "../../errors.ts";
import { type Dtype, dtypes, type TypedArray } from "../../graph/dtype.ts";
import type { TensorType } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { KernelMemory } from "../../kernels/kernel.ts";
import { createMemory, PAGE, type WasmMemory } from "../../kernels/wasm/instantiate.ts";
import type { MemoryLimits } from "../../kernels/wasm/module.ts";
import { PageRuns } from "./page-runs.ts";

/** Addresses in WebAssembly have 32 bits. */
const MOST_PAGES = 65536;
/** The memory grows by at least 16 MiB; pages that nothing touches cost nothing. */
const LEAST_GROWTH = 256;
/** What vectors and caches want. */
const ALIGNMENT = 64;
/** Larger blocks have pages of their own. */
const LARGEST_SMALL = PAGE / 2;

/** Address 0 stands for no block. */
const FIRST_PAGE = 1;

const LIMITS: MemoryLimits = { initial: FIRST_PAGE, maximum: MOST_PAGES, shared: true };

/** Blocks of bytes by their addresses, aligned to 64 bytes. */
export class Heap implements KernelMemory {
  readonly limits = LIMITS;
  readonly memory: WasmMemory = createMemory(LIMITS);
  readonly #runs = new PageRuns();
  /** Free blocks of each small size. */
  readonly #free = new Map<number, number[]>();
  /** The size of the small blocks in each page, 0 elsewhere. */
  readonly #sizes = new Uint16Array(MOST_PAGES);
  readonly #most: number;
  #pages = FIRST_PAGE;
  #used = 0;

  /** A heap of at most so many pages. */
  constructor(most = MOST_PAGES) {
    this.#most = most;
  }

  /** Bytes in blocks that are not free. */
  get used(): number {
    return this.#used;
  }

  /** Bytes of the memory. */
  get size(): number {
    return this.#pages * PAGE;
  }

  /** The address of a new block, whose bytes may be anything. */
  allocate(bytes: number): number {
    const size = blockSize(bytes);
    const address = size <= LARGEST_SMALL ? this.#allocateSmall(size) : this.#allocatePages(size / PAGE);
    this.#used += size;
    return address;
  }

  release(address: number): void {
    const page = Math.floor(address / PAGE);
    const size = this.#sizes[page]!;
    if (size > 0) this.#free.get(size)!.push(address);
    this.#used -= size > 0 ? size : this.#runs.release(page) * PAGE;
  }

  /** The elements at an address. */
  view({ dtype, shape }: TensorType, address: number): TypedArray {
    const View = dtypes[dtype].array as unknown as ViewClass;
    return new View(this.memory.buffer, address, sizeOf(shape));
  }

  #allocateSmall(size: number): number {
    const free = this.#free.get(size) ?? [];
    this.#free.set(size, free);
    if (free.length === 0) this.#carve(size, free);
    return free.pop()!;
  }

  /** Cuts a page into blocks of one size, the lowest last in the list. */
  #carve(size: number, free: number[]): void {
    const first = this.#allocatePages(1);
    this.#sizes[first / PAGE] = size;
    for (let block = Math.floor(PAGE / size) - 1; block >= 0; block--) free.push(first + block * size);
  }

  #allocatePages(count: number): number {
    const page = this.#runs.allocate(count) ?? this.#grow(count);
    return page * PAGE;
  }

  #grow(count: number): number {
    const missing = count - this.#runs.freeBefore(this.#pages);
    const growth = Math.min(Math.max(missing, LEAST_GROWTH), this.#most - this.#pages);
    if (growth < missing || !this.#tryGrow(growth))
      throw outOfMemory(this.#used, count * PAGE, this.#most * PAGE);
    this.#runs.add(this.#pages, growth);
    this.#pages += growth;
    return this.#runs.allocate(count)!;
  }

  #tryGrow(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}

/** Less is copied between the heap and JavaScript's memory, so that values stay the same from run to run. */
export const SMALL_BYTES = 4096;

/** Bytes of the elements of a tensor. */
export const bytesOf = ({ dtype, shape }: TensorType): number => sizeOf(shape) * elementBytes[dtype];

const elementBytes = Object.fromEntries(
  Object.entries(dtypes).map(([dtype, { array }]) => [dtype, new array(1).byteLength]),
) as { readonly [dtype in Dtype]: number };

type ViewClass = new (buffer: ArrayBufferLike, address: number, length: number) => TypedArray;

/** Small blocks come in few sizes, from 256 bytes on four to each power of two, so that later ones fit where earlier ones were. */
function blockSize(bytes: number): number {
  const least = Math.max(bytes, 1);
  if (least > LARGEST_SMALL) return Math.ceil(least / PAGE) * PAGE;
  const power = 2 ** Math.ceil(Math.log2(least));
  const step = Math.max(ALIGNMENT, power / 8);
  return Math.ceil(least / step) * step;
}

const MIB = 2 ** 20;

const outOfMemory = (used: number, asked: number, most: number): ProviderError =>
  new ProviderError({
    where: "run",
    rule: `the memory of kernels holds ${most / MIB} MiB, got ${Math.ceil(asked / MIB)} MiB asked for beside ${Math.ceil(used / MIB)} MiB in use`,
    fix: "Make the batch smaller, release tensors that are kept, or compile after configure({ fuse: false })",
  });
