/** @file Operations that JavaScript computes, as kernels: calls out of a running program. */

import type { OpSource } from "../../graph/source.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import type { NativeHeap } from "./native-heap.ts";

/** Hands an operation the elements on the heap; what it throws ends the run as it is. */
export function hostKernel(
  { op, inputs, types, attributes }: OpSource,
  { heap, faults }: NativeHeap,
): Kernel {
  const all = [...inputs.map(({ type }) => type), ...types];
  const call = (addresses: readonly number[]): void => {
    const values = all.map((type, index) => ({ ...type, data: heap.view(type, addresses[index]!) }));
    try {
      op.host!(values.slice(0, inputs.length), values.slice(inputs.length), attributes);
    } catch (error) {
      faults.noteThrown(error);
      throw error;
    }
  };
  return Object.assign(call, { inPlace: types.map(() => []) });
}
