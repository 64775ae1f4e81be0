/** @file Layers that pool over spatial axes. */

import { within } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import { globalAveragePool as globalAveragePoolOf } from "../ops/conv/adaptive-pool.ts";
import { type AveragePoolOptions, averagePool } from "../ops/conv/average-pool.ts";
import { type MaxPoolOptions, maxPool } from "../ops/conv/max-pool.ts";
import type { PerAxis } from "../ops/conv/window.ts";
import { requireImages } from "./conv.ts";
import { stateless } from "./structure.ts";

const poolLayer =
  <Options>(kind: string, pool: (x: Tensor, kernelSize: PerAxis, options?: Options) => Tensor) =>
  (kernelSize: PerAxis, options?: Options) => {
    const name = `${kind}(${JSON.stringify(kernelSize)})`;
    return stateless(name, (x) => {
      requireImages(name, x.shape, 2);
      return within(name, () => pool(x, kernelSize, options));
    });
  };

/**
 * The maximum of each window of images (batch, channels, height, width), with PyTorch's options and defaults.
 *
 * @example
 * nn.maxPool2d(2).apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 12, 12]
 */
export const maxPool2d = poolLayer<MaxPoolOptions>("maxPool2d", maxPool);

/**
 * The mean of each window of images (batch, channels, height, width), with PyTorch's options and defaults.
 *
 * @example
 * nn.averagePool2d(3, { stride: 2, padding: 1 }).apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 12, 12]
 */
export const averagePool2d = poolLayer<AveragePoolOptions>("averagePool2d", averagePool);

/**
 * The mean over all spatial axes, which keep length 1: from (batch, channels, ...) to (batch, channels, 1, ...).
 *
 * @example
 * nn.globalAveragePool().apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 1, 1]
 */
export const globalAveragePool = () => stateless("globalAveragePool()", globalAveragePoolOf);
