/** @file Reductions that are accumulated in local variables: one for each lane and copy of the innermost loop. */

import type { Access } from "./memory-code.ts";
import type { Reduction, Region } from "./region.ts";
import { laneBytes } from "./vectors.ts";
import { type Code, local } from "./wasm/instructions.ts";
import { simd } from "./wasm/simd.ts";
import { firstInAll, identityOf, type Writer } from "./writer.ts";

const [ADD, SUB] = [simd("f32x4.add"), simd("f32x4.sub")];

export class Register {
  readonly reduction: Reduction;
  /** The number of loops within which it is complete. */
  readonly depth: number;
  /** Whether it is accumulated in the innermost loop. */
  readonly isDeep: boolean;
  readonly #writer: Writer;
  readonly #region: Region;
  readonly #total: number;
  /** Of single elements at the end of rows. */
  readonly #rest: number;
  /** Of the innermost loop, one for each copy of its body. */
  readonly #parts: readonly number[];
  /** What rounding took from the total, of sums of float32. */
  readonly #lost: number | undefined;

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
    this.#lost = this.isDeep && writer.isSum(reduction, region) ? make() : undefined;
  }

  /** Sets everything to what changes nothing. */
  reset(): Code {
    const lost = this.#lost === undefined ? [] : [this.#lost];
    return this.#clear([this.#total, this.#rest, ...lost]);
  }

  /** The same for the innermost loop. */
  resetParts(): Code {
    return this.#clear(this.#parts);
  }

  /** Adds the value of a place. */
  accumulate(access: Access, copy: number): Code {
    const into = access === "whole" ? this.#parts[copy]! : access === "single" ? this.#rest : this.#total;
    return this.#combine(into, this.#writer.get(this.reduction.value));
  }

  /** Adds up what the innermost loop accumulated. */
  joinParts(): Code {
    const all = this.#parts.reduce<Code>(
      (sum, part) => (sum.length === 0 ? local.get(part) : this.#join(sum, local.get(part))),
      [],
    );
    return this.#lost === undefined ? this.#combine(this.#total, all) : this.#addExactly(all, this.#lost);
  }

  /** Adds to the total with what rounding took before (Kahan, "Further Remarks on Reducing Truncation Errors", 1965). */
  #addExactly(value: Code, lost: number): Code {
    const [total, part] = [this.#total, this.#parts[0]!];
    const corrected = [...value, ...local.get(lost), ...SUB, ...local.set(part)];
    // lost = ((total + part) - total) - part
    const sum = [...local.get(total), ...local.get(part), ...ADD];
    const taken = [...sum, ...local.get(total), ...SUB, ...local.get(part), ...SUB, ...local.set(lost)];
    return [...corrected, ...taken, ...sum, ...local.set(total)];
  }

  #join(left: Code, right: Code): Code {
    return this.#writer.combine(this.reduction, this.#region, left, right);
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
    return [...this.#join(local.get(into), value), ...local.set(into)];
  }
}
