/** @file Reductions that are gathered in local variables: one for each lane and copy of the innermost loop. */

import type { Access } from "./memory-code.ts";
import type { Reduction, Region } from "./region.ts";
import { laneBytes } from "./vectors.ts";
import { type Code, local } from "./wasm/instructions.ts";
import { firstInAll, identityOf, type Writer } from "./writer.ts";

export class Register {
  readonly reduction: Reduction;
  /** The number of loops within which it is complete. */
  readonly depth: number;
  /** Whether it is gathered in the innermost loop. */
  readonly isDeep: boolean;
  readonly #writer: Writer;
  readonly #region: Region;
  readonly #total: number;
  /** Of single elements at the end of rows. */
  readonly #rest: number;
  /** Of the innermost loop, one for each copy of its body. */
  readonly #parts: readonly number[];

  constructor(
    writer: Writer,
    region: Region,
    { reduction, depth, copies }: { reduction: Reduction; depth: number; copies: number },
  ) {
    const make = () => writer.newLocal("v128");
    this.reduction = reduction;
    this.depth = depth;
    this.isDeep = reduction.over.length === region.lengths.length;
    this.#writer = writer;
    this.#region = region;
    [this.#total, this.#rest] = [make(), make()];
    this.#parts = this.isDeep ? Array.from({ length: copies }, make) : [];
  }

  /** Sets everything to what changes nothing. */
  reset(): Code {
    return this.#clear([this.#total, this.#rest]);
  }

  /** The same for the innermost loop. */
  resetParts(): Code {
    return this.#clear(this.#parts);
  }

  /** Adds the value of a place. */
  gather(access: Access, copy: number): Code {
    const into = access === "whole" ? this.#parts[copy]! : access === "single" ? this.#rest : this.#total;
    return this.#combine(into, this.#writer.get(this.reduction.value));
  }

  /** Puts together what the innermost loop gathered. */
  gatherParts(): Code {
    return this.#parts.flatMap((part) => this.#combine(this.#total, local.get(part)));
  }

  /** Makes the total of all lanes and single elements, in all lanes. */
  complete(): Code {
    if (!this.isDeep) return [];
    const rest = [...local.get(this.#rest), ...firstInAll(laneBytes(this.reduction.lane.dtype))];
    return [
      ...this.#writer.combineLanes(this.reduction, this.#region, this.#total),
      ...this.#combine(this.#total, rest),
    ];
  }

  get total(): Code {
    return local.get(this.#total);
  }

  #clear(locals: readonly number[]): Code {
    return locals.flatMap((each) => [...identityOf(this.reduction), ...local.set(each)]);
  }

  #combine(into: number, value: Code): Code {
    return [
      ...this.#writer.combine(this.reduction, this.#region, local.get(into), value),
      ...local.set(into),
    ];
  }
}
