/** @file Explicit randomness. */

export { bernoulli, normal, type UniformOptions, uniform } from "./distributions.ts";
export { key, split } from "./keys.ts";
