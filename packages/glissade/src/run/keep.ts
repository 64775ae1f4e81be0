/** @file The results that are kept when a tensor is read: those that would cost more to compute again. */

import { countBytes, flopsOf } from "../graph/cost.ts";
import { sizeOf } from "../graph/shape.ts";
import type { OpSource, Source } from "../graph/source.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/walk.ts";

/** Results of at most these bytes are kept whatever they cost. */
const SMALL = 2 ** 16;
/** Operations per element that computing again may take: writing an element to new memory takes as long. */
const REPEATED = 16;
/** Bytes that one reading keeps. */
const BUDGET = 2 ** 26;

interface Candidate {
  readonly tensor: Tensor;
  readonly bytes: number;
  /** Operations that computing it again would take, from what is kept. */
  readonly work: number;
}

/** The results that the way to a lazy tensor passes through and that are worth their memory, the dearest first. */
export function worthKeeping(tensor: Tensor): Tensor[] {
  const works = new Map<Source, number>();
  const candidates: Candidate[] = [];
  const passed = usedOutputs(tensor);
  for (const { source } of topologicalOrder([tensor])) {
    if (source.kind !== "op") continue;
    const inputs = new Set(source.inputs.map((input) => input.source));
    const work = [...inputs].reduce((sum, input) => sum + (works.get(input) ?? 0), flopsOf(source));
    const found = (passed.get(source) ?? []).map((each) => ({
      tensor: each,
      bytes: countBytes([each.type]),
      work,
    }));
    const kept = found.filter(isWorthIt);
    candidates.push(...kept);
    works.set(source, kept.length > 0 ? 0 : work);
  }
  return withinBudget(candidates);
}

/** The results that operations on the way take as inputs, by the operation that they come from. */
function usedOutputs(tensor: Tensor): Map<OpSource, Tensor[]> {
  const used = new Map<OpSource, Tensor[]>();
  for (const { source } of topologicalOrder([tensor])) {
    for (const input of source.kind === "op" ? source.inputs : []) {
      if (input.source.kind !== "op") continue;
      const outputs = used.get(input.source) ?? [];
      if (!outputs.some(({ index }) => index === input.index)) outputs.push(input);
      used.set(input.source, outputs);
    }
  }
  return used;
}

const isWorthIt = ({ tensor, bytes, work }: Candidate): boolean =>
  bytes <= SMALL || work >= REPEATED * sizeOf(tensor.shape);

/** Those with the most work per byte, of equal ones the nearest to the end. */
function withinBudget(candidates: readonly Candidate[]): Tensor[] {
  const price = ({ work, bytes }: Candidate) => work / Math.max(bytes, 1);
  let left = BUDGET;
  return candidates
    .toReversed()
    .sort((a, b) => price(b) - price(a))
    .filter(({ bytes }) => {
      const fits = bytes <= left;
      if (fits) left -= bytes;
      return fits;
    })
    .map(({ tensor }) => tensor);
}
