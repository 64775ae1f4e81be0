/** @file The methods of tensors, which operations and the runtime provide. */

import type { Dtype, TypedArray } from "./dtype.ts";
import type { Shape } from "./shape.ts";
import type { Operand, Tensor } from "./tensor.ts";
import type { ReduceOptions } from "./tensor-options.ts";

/** The functions behind the methods of Tensor; bound once, by create-tensor.ts and run. */
export interface Methods {
  add(x: Operand, y: Operand): Tensor;
  sub(x: Operand, y: Operand): Tensor;
  mul(x: Operand, y: Operand): Tensor;
  div(x: Operand, y: Operand): Tensor;
  pow(x: Operand, y: Operand): Tensor;
  neg(x: Operand): Tensor;
  square(x: Operand): Tensor;
  sqrt(x: Operand): Tensor;
  exp(x: Operand): Tensor;
  log(x: Operand): Tensor;
  abs(x: Operand): Tensor;
  sum(x: Tensor, options?: ReduceOptions): Tensor;
  mean(x: Tensor, options?: ReduceOptions): Tensor;
  max(x: Tensor, options?: ReduceOptions): Tensor;
  min(x: Tensor, options?: ReduceOptions): Tensor;
  matmul(x: Tensor, y: Tensor): Tensor;
  reshape(x: Tensor, shape: Shape): Tensor;
  transpose(x: Tensor, permutation?: readonly number[]): Tensor;
  cast(x: Tensor, dtype: Dtype): Tensor;
  evaluate(x: Tensor): Promise<TypedArray>;
}

const bound: Partial<Methods> = {};

/** Gives Tensor its methods; operations and the runtime lie above the graph, so they call down. */
export function bindMethods(methods: Partial<Methods>): void {
  Object.assign(bound, methods);
}

export const methods = bound as Methods;
