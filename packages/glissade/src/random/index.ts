/** @file Random numbers from explicit keys. */

export { bits } from "./bits.ts";
export {
  type CategoricalOptions,
  categorical,
  permutation,
  type RandintOptions,
  randint,
  shuffle,
} from "./discrete.ts";
export {
  bernoulli,
  exponential,
  gumbel,
  laplace,
  normal,
  type UniformOptions,
  uniform,
} from "./distributions.ts";
export { type DropoutMaskOptions, dropoutMask } from "./dropout-mask.ts";
export { foldIn, key, split } from "./keys.ts";
export { type SampleLogitsOptions, sampleLogits } from "./sample-logits.ts";
export { type TruncatedNormalOptions, truncatedNormal } from "./truncated-normal.ts";
