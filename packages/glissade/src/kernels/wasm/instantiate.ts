/** @file WebAssembly as engines offer it: memories, and modules made ready. */

import type { MemoryLimits } from "./module.ts";

export interface WasmMemory {
  /** Grows where the memory does; earlier ones stay valid where it is shared. */
  readonly buffer: ArrayBufferLike;
  /** Adds pages and returns how many there were; throws where the engine has no more. */
  grow(pages: number): number;
}

/** A function of a module: its parameters are integers. */
export type WasmCall = (...parameters: number[]) => void;

declare const WebAssembly: {
  readonly Memory: new (limits: MemoryLimits) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly e: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, WasmCall>> };
};

/** Bytes of a page. */
export const PAGE = 65536;

export const createMemory = (limits: MemoryLimits): WasmMemory => new WebAssembly.Memory(limits);

/** A module, which threads may hand to each other. */
export const compileModule = (bytes: Uint8Array): object => new WebAssembly.Module(bytes);

/** The functions of a module on a memory. */
export const instantiate = (module: object, memory: WasmMemory): Readonly<Record<string, WasmCall>> =>
  new WebAssembly.Instance(module, { e: { memory } }).exports;
