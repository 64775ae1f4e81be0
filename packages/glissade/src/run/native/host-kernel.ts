/** @file Operations that JavaScript computes, as kernels: calls out of a running program. */

import type { OpSource } from "../../graph/source.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import type { NativeHeap } from "./native-heap.ts";

/** Hands an operation the elements on the heap; what it throws ends the run as it is. */
export function hostKernel(source: OpSource, { heap, faults }: NativeHeap): Kernel {
  const { inputs, types } = source;
  const count = inputs.length;
  const all = [...inputs.map(({ type }) => type), ...types];
  // The program holds it, and may be held by what it calls; operators would keep both for ever.
  const held = new WeakRef(source);
  const call = (addresses: readonly number[]): void => {
    const { op, attributes } = held.deref()!;
    const values = all.map((type, index) => ({ ...type, data: heap.view(type, addresses[index]!) }));
    try {
      op.host!(values.slice(0, count), values.slice(count), attributes);
    } catch (error) {
      faults.noteThrown(error);
      throw error;
    }
  };
  return Object.assign(call, { inPlace: types.map(() => []) });
}
