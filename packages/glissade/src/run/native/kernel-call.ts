/** @file The call of a kernel from inside a run: where its inputs and outputs are in the heap. */

import type { TensorType } from "../../graph/op.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import { bytesOf } from "./heap.ts";
import { isInside, type NativeHeap, pinned } from "./native-heap.ts";
import type { Handle, OrtApi, Pointer } from "./ort-api.ts";

/** What a call needs, so that it makes nothing new. */
export interface Callee {
  readonly kernel: Kernel;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  /** Whether an input is the same in every run: ONNX Runtime may have it where it has the model. */
  readonly isConstant: readonly boolean[];
  /** The shapes of outputs as the library takes them. */
  readonly dimensions: readonly Pointer[];
  /** Of inputs and outputs, filled at each call. */
  readonly addresses: number[];
  /** Copies of constants on the heap, made by the first call. */
  readonly copies: (number | undefined)[];
}

const HIGH_WORD = 2 ** 32;

/** Calls kernels in the context that ONNX Runtime hands to an operator. */
export function createCall(ort: OrtApi, native: NativeHeap): (callee: Callee, context: Handle) => void {
  const { base } = native;
  const slot = pinned([0n]);
  const slotAt = Number(ort.address(slot));
  const halves = new Uint32Array(slot.buffer);
  const read = (): number => halves[1]! * HIGH_WORD + halves[0]!;
  /** Where the elements of the value in the slot are. */
  const address = (): number => {
    ort.check(ort.GetTensorMutableData(read(), slotAt));
    return read() - base;
  };
  return (callee, context) => {
    const { inputs, outputs, dimensions, addresses, copies, kernel } = callee;
    let areInside = true;
    for (let index = 0; index < inputs.length; index++) {
      ort.check(ort.KernelContext_GetInput(context, index, slotAt));
      const at = address();
      addresses[index] = isInside(at) ? at : (copies[index] ?? at);
      areInside &&= isInside(addresses[index]!);
    }
    for (let index = 0; index < outputs.length; index++) {
      const { length } = outputs[index]!.shape;
      ort.check(ort.KernelContext_GetOutput(context, index, dimensions[index]!, length, slotAt));
      const at = address();
      addresses[inputs.length + index] = at;
      areInside &&= isInside(at);
    }
    if (areInside) kernel(addresses);
    else callOutside(ort, native, callee);
  };
}

/** Works on copies of what ONNX Runtime has elsewhere: constants, and values that it passes on from JavaScript's memory. */
function callOutside(ort: OrtApi, { heap, base }: NativeHeap, callee: Callee): void {
  const { kernel, inputs, outputs, addresses, isConstant } = callee;
  const sizes = [...inputs, ...outputs].map(bytesOf);
  const used = addresses.map((at, index) => (isInside(at) ? at : heap.allocate(sizes[index]!)));
  const copied = addresses.flatMap((at, index) => {
    if (isInside(at)) return [];
    const outside =
      sizes[index] === 0 ? new Uint8Array() : new Uint8Array(ort.view(base + at, sizes[index]!));
    return [{ index, outside, inside: new Uint8Array(heap.memory.buffer, used[index]!, sizes[index]!) }];
  });
  for (const { index, outside, inside } of copied) if (index < inputs.length) inside.set(outside);
  try {
    kernel(used);
    for (const { index, outside, inside } of copied) if (index >= inputs.length) outside.set(inside);
  } finally {
    for (const { index } of copied) {
      if (isConstant[index]) callee.copies[index] = used[index]!;
      else heap.release(used[index]!);
    }
  }
}
