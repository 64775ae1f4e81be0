/** @file Layers and how they start. */

export {
  type Fans,
  type Initializer,
  kaiming,
  kaimingNormal,
  normal,
  uniform,
  xavier,
  xavierNormal,
  zeros,
} from "./initializers.ts";
export type { Context, Layer } from "./layer.ts";
export { type LinearOptions, type LinearParams, linear } from "./linear.ts";
export { flatten, relu, sequential, sigmoid, softmax, tanh } from "./structure.ts";
