/** @file The call of a kernel from inside a run: where its inputs and outputs are in the heap. */

import type { TensorType } from "../graph/op.ts";
import type { Kernel } from "../kernels/kernel.ts";
import { bytesOf } from "./heap.ts";
import { type NativeHeap, pinned } from "./native-heap.ts";
import type { Handle, OrtApi } from "./ort-api.ts";

/** What a call needs, so that it makes nothing new. */
export interface Callee {
  readonly kernel: Kernel;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  /** The shapes of outputs as the library takes them. */
  readonly dimensions: readonly BigInt64Array[];
  /** Of inputs and outputs, filled at each call. */
  readonly addresses: number[];
}

const HIGH_WORD = 2 ** 32;

const isInside = (at: number): boolean => at >= 0 && at < HIGH_WORD;

/** Calls kernels in the context that ONNX Runtime hands to an operator. */
export function createCall(ort: OrtApi, native: NativeHeap): (callee: Callee, context: Handle) => void {
  const slot = pinned([0n]);
  const halves = new Uint32Array(slot.buffer);
  /** The address of the value in the slot. */
  const address = (): number => {
    ort.check(ort.GetTensorMutableData(slot[0]!, slot));
    return halves[1]! * HIGH_WORD + halves[0]! - native.base;
  };
  return (callee, context) => {
    const { inputs, outputs, dimensions, addresses, kernel } = callee;
    for (let index = 0; index < inputs.length; index++) {
      ort.check(ort.KernelContext_GetInput(context, index, slot));
      addresses[index] = address();
    }
    for (let index = 0; index < outputs.length; index++) {
      const shape = dimensions[index]!;
      ort.check(ort.KernelContext_GetOutput(context, index, shape, shape.length, slot));
      addresses[inputs.length + index] = address();
    }
    if (addresses.every(isInside)) kernel(addresses);
    else callOutside(ort, native, callee);
  };
}

/** Works on copies of what ONNX Runtime passed on from JavaScript's memory. */
function callOutside(
  ort: OrtApi,
  { heap, base }: NativeHeap,
  { kernel, inputs, outputs, addresses }: Callee,
): void {
  const sizes = [...inputs, ...outputs].map(bytesOf);
  const copies = addresses.map((at, index) => (isInside(at) ? at : heap.allocate(sizes[index]!)));
  const pairs = addresses.flatMap((at, index) => {
    if (isInside(at) || sizes[index] === 0) return [];
    const outside = new Uint8Array(ort.view(base + at, sizes[index]!));
    const inside = new Uint8Array(heap.memory.buffer, copies[index]!, sizes[index]!);
    return [{ outside, inside, isInput: index < inputs.length }];
  });
  for (const { outside, inside, isInput } of pairs) if (isInput) inside.set(outside);
  kernel(copies);
  for (const { outside, inside, isInput } of pairs) if (!isInput) outside.set(inside);
  for (const at of copies) if (!addresses.includes(at)) heap.release(at);
}
