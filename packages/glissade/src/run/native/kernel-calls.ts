/** @file The calls of the tail: each kernel with the indices of its operands among the addresses of a program. */

import type { OpSource } from "../../graph/source.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import { ofAnotherFunction } from "../../onnx/writer.ts";
import type { Blocks } from "./blocks.ts";
import type { KernelPlan } from "./kernel-plan.ts";
import { isSame } from "./tail.ts";

/** A kernel, and where its operands are. */
export interface Call {
  readonly kernel: Kernel;
  readonly operands: readonly number[];
  /** Filled for each call. */
  readonly addresses: number[];
}

/** The calls, and the addresses of literals, which come behind those of arguments and of what is made. */
export function callsOf(
  { arguments: given, results, updates, tail }: KernelPlan,
  kernels: readonly Kernel[],
  blocks: Blocks,
): { readonly calls: readonly Call[]; readonly constants: readonly number[] } {
  const known = [...given, ...results, ...updates].map(({ tensor }) => tensor);
  const constants: number[] = [];
  const indexOf = (tensor: Tensor): number => {
    const index = known.findIndex((each) => isSame(each, tensor));
    if (index >= 0) return index;
    known.push(tensor);
    constants.push(writeConstant(tensor, blocks));
    return known.length - 1;
  };
  const calls = tail.flatMap((source, index) => {
    if (source.types.every(({ shape }) => shape.includes(0))) return [];
    const operands = [...source.inputs, ...outputsOf(source, updates)].map(indexOf);
    return [{ kernel: kernels[index]!, operands, addresses: operands.map(() => 0) }];
  });
  return { calls, constants };
}

const outputsOf = (source: OpSource, updates: KernelPlan["updates"]): Tensor[] =>
  updates.map(({ tensor }) => tensor).filter((tensor) => tensor.source === source);

/** Puts a literal on the heap. */
function writeConstant(tensor: Tensor, blocks: Blocks): number {
  const { type, source } = tensor;
  if (source.kind !== "literal") throw ofAnotherFunction(tensor);
  const { data, address } = blocks.keep(type);
  data.set(source.data as never);
  return address;
}
