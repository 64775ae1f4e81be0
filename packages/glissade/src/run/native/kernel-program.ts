/** @file Programs with kernels: a session of ONNX Runtime on the heap, and a tail of kernels behind it. */

import type { DataSource, LiteralSource } from "../../graph/source.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import type { Feed } from "../backend.ts";
import { type Block, type Blocks, createRounds, type Rounds } from "./blocks.ts";
import { SMALL_BYTES } from "./heap.ts";
import { type Call, callsOf } from "./kernel-calls.ts";
import type { KernelPlan, Made } from "./kernel-plan.ts";
import { Memory } from "./memory.ts";
import type { NativeHeap } from "./native-heap.ts";
import type { OrtApi } from "./ort-api.ts";
import { elementsOf, OwnResult } from "./own-result.ts";
import { newElements, Result } from "./results.ts";
import { type NativeSession, wrapped } from "./runtime.ts";
import { createLoans, type Layout, type Loans, toLayout } from "./values.ts";

export interface Parts {
  readonly plan: KernelPlan;
  /** Missing where the tail is all. */
  readonly session: NativeSession | undefined;
  /** Those of the tail. */
  readonly kernels: readonly Kernel[];
  readonly blocks: Blocks;
  /** Positions of arguments that are given up. */
  readonly donated: readonly number[];
}

/** Runs a plan: addresses and values are lists, which change only where memory does. */
export class KernelProgram {
  readonly #native: NativeHeap;
  readonly #parts: Parts;
  readonly #loans: Loans;
  readonly #made: readonly Made[];
  /** Of arguments, and of what is made. */
  readonly #layouts: readonly Layout[];
  readonly #rounds: Rounds;
  readonly #calls: readonly Call[];
  /** Of arguments, then of what is made, then of literals. */
  readonly #addresses: number[];
  /** Where small arguments are, and those that kernels read. */
  readonly #staging: (Block | undefined)[] = [];
  /** Where results are of which readers get copies. */
  readonly #blocks: readonly (Block | undefined)[];
  /** By output, the memory that this run has taken for it. */
  readonly #taken: (Memory | undefined)[] = [];
  /** Those of them that hold the only copy of an argument. */
  readonly #moved = new Set<Memory>();
  /** Arguments that this run reads where they are. */
  readonly #lent = new Set<OwnResult>();

  constructor(ort: OrtApi, native: NativeHeap, parts: Parts) {
    const { plan, blocks, kernels } = parts;
    this.#native = native;
    this.#parts = parts;
    this.#loans = createLoans(ort);
    this.#made = [...plan.results, ...plan.updates];
    this.#layouts = [...plan.arguments, ...this.#made].map(({ tensor }) => toLayout(tensor.type));
    const outputs = this.#made.filter(({ place }) => place >= 0).sort((a, b) => a.place - b.place);
    const types = outputs.map(({ tensor }) => tensor.type);
    this.#rounds = createRounds(ort, native, types);
    this.#blocks = this.#made.map(({ way, tensor }) =>
      way === "copied" ? blocks.create(tensor.type) : undefined,
    );
    const { calls, constants } = callsOf(plan, kernels, blocks);
    this.#calls = calls;
    this.#addresses = [...this.#layouts.map(() => 0), ...constants];
  }

  run(feeds: readonly Feed[]): DataSource[] {
    this.#native.runs += 1;
    const sources: DataSource[] = [];
    try {
      this.#give(feeds);
      this.#open(sources);
      this.#parts.session?.run();
      this.#update(feeds);
      this.#donate(feeds);
      this.#close(sources);
    } catch (cause) {
      // What was taken for results waits for the next run, unless arguments have moved there.
      for (const memory of this.#taken) if (memory && !this.#moved.has(memory)) memory.spare();
      throw this.#native.faults.takeOr(wrapped(cause));
    } finally {
      this.#taken.length = 0;
      this.#moved.clear();
      this.#lent.clear();
      this.#loans.release();
      this.#parts.blocks.rest();
    }
    return sources;
  }

  #give(feeds: readonly Feed[]): void {
    const given = this.#parts.plan.arguments;
    for (let index = 0; index < given.length; index++) {
      const source = feeds[index]?.source ?? (given[index]!.tensor.source as DataSource | LiteralSource);
      const memory = source instanceof Result ? source.memory : undefined;
      if (memory && memory.address >= 0) this.#point(index, memory);
      else this.#bring(index, memory ?? source);
    }
  }

  /** An argument that is on the heap. */
  #point(index: number, memory: Memory): void {
    const { runs } = this.#native;
    memory.isTwice = memory.run === runs;
    memory.run = runs;
    this.#place(index, memory);
  }

  /** An argument in JavaScript's memory. */
  #bring(index: number, source: Memory | DataSource | LiteralSource): void {
    const data = source instanceof Memory ? source.data : elementsOf(source);
    const { position, isStaged, target, tensor } = this.#parts.plan.arguments[index]!;
    if (target >= 0) {
      const memory = this.#rounds.acquire(target);
      this.#taken[target] = memory;
      memory.data.set(data as never);
      if (source instanceof OwnResult && !this.#lent.has(source) && source.moveTo(memory))
        this.#moved.add(memory);
      this.#place(index, memory);
    } else if (isStaged || (position >= 0 && data.byteLength <= SMALL_BYTES)) {
      this.#staging[index] ??= this.#parts.blocks.create(tensor.type);
      const block = this.#staging[index]!.acquire();
      block.data.set(data as never);
      this.#place(index, block);
    } else if (position >= 0) {
      if (source instanceof OwnResult) this.#lent.add(source);
      this.#parts.session!.inputs[position] = this.#loans.lend(data, this.#layouts[index]!);
    }
  }

  #place(index: number, memory: Memory | Block): void {
    this.#addresses[index] = memory.address;
    const { position } = this.#parts.plan.arguments[index]!;
    if (position >= 0) this.#parts.session!.inputs[position] = memory.value;
  }

  /** Says where the session writes. */
  #open(sources: DataSource[]): void {
    const { session, plan } = this.#parts;
    const first = plan.arguments.length;
    for (let index = 0; index < plan.results.length; index++) {
      const { way, place, tensor } = plan.results[index]!;
      if (way === "copied") session!.outputs[index] = this.#write(index).value;
      else if (way === "round") {
        const memory = this.#rounds.acquire(place);
        this.#taken[place] = memory;
        this.#addresses[first + index] = memory.address;
        session!.outputs[index] = memory.value;
      } else {
        const data = newElements(tensor.type);
        sources[place] = new OwnResult(data);
        session!.outputs[index] = this.#loans.lend(data, this.#layouts[first + index]!);
      }
    }
  }

  /** Takes memory for a result that is copied. */
  #write(index: number): Block {
    const block = this.#blocks[index]!.acquire();
    this.#addresses[this.#parts.plan.arguments.length + index] = block.address;
    return block;
  }

  /** Runs the tail; until then every argument is as it was. */
  #update(feeds: readonly Feed[]): void {
    this.#takeInPlace(feeds);
    try {
      for (const { kernel, operands, addresses } of this.#calls) {
        for (let index = 0; index < operands.length; index++) {
          addresses[index] = this.#addresses[operands[index]!]!;
        }
        kernel(addresses);
      }
    } catch (error) {
      this.#native.faults.note(error);
      throw error;
    }
  }

  /** Finds memory for the results of the tail: that of arguments where they may be overwritten. */
  #takeInPlace(feeds: readonly Feed[]): void {
    const { plan } = this.#parts;
    for (let index = 0; index < plan.arguments.length; index++) {
      const { target } = plan.arguments[index]!;
      if (target < 0) continue;
      const { source } = feeds[index]!;
      if (source instanceof OwnResult) source.donate();
      else if (!this.#taken[target] && source instanceof Result && !source.memory.isTwice)
        this.#taken[target] = source.take(this.#rounds);
    }
    this.#moved.clear();
    const first = plan.arguments.length + plan.results.length;
    for (let index = 0; index < plan.updates.length; index++) {
      const { way, place } = plan.updates[index]!;
      if (way === "copied") this.#write(plan.results.length + index);
      if (way !== "round") continue;
      this.#taken[place] ??= this.#rounds.acquire(place);
      this.#addresses[first + index] = this.#taken[place]!.address;
    }
  }

  #donate(feeds: readonly Feed[]): void {
    for (const position of this.#parts.donated) {
      const { source } = feeds[position]!;
      if (source instanceof Result) source.donate(this.#rounds);
      if (source instanceof OwnResult) source.donate();
    }
  }

  #close(sources: DataSource[]): void {
    for (let index = 0; index < this.#made.length; index++) {
      const { way, place } = this.#made[index]!;
      if (place < 0) continue;
      if (way === "round") sources[place] = new Result(this.#taken[place]!);
      else if (way === "copied") sources[place] = new OwnResult(this.#blocks[index]!.data.slice());
    }
  }
}
