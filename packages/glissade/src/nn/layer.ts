/** @file What a layer is: parameters made from a key, and a function of them. */

import type { TensorType } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Tree } from "../tree.ts";

/** What layers may want to know besides their input. */
export interface Context {
  /** `true` while training: dropout and batch normalisation behave differently. */
  readonly training: boolean;
  /** A key of the layer's own for what it draws while training. */
  readonly key?: Tensor;
}

/**
 * A layer, or a whole model: a plain pair of functions. Inputs are batches: axis 0 counts the examples.
 *
 * @example
 * const scale: nn.Layer<{ factor: Tensor }> = {
 *   name: "scale",
 *   init: () => ({ factor: tensor(2) }),
 *   apply: ({ factor }, x) => x.mul(factor),
 * };
 * await scale.apply(scale.init(random.key(1), { dtype: "float32", shape: [1] }), tensor([3])).data(); // [6]
 */
export interface Layer<Params extends Tree = Tree> {
  /** The layer as the user wrote it, for errors and summaries: `linear(50)`. */
  readonly name: string;
  /** Parameters for inputs of a type; a tensor serves as its own type. */
  init(key: Tensor, input: TensorType): Params;
  apply(params: Params, x: Tensor, context?: Context): Tensor;
}
