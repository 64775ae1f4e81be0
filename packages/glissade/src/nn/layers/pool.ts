/** @file Layers that pool over spatial axes. */

import type { Tensor } from "../../graph/tensor.ts";
import { globalAveragePool as globalAveragePoolOf } from "../../ops/conv/adaptive-pool.ts";
import { type AveragePoolOptions, averagePool, readAveragePool } from "../../ops/conv/average-pool.ts";
import { type MaxPoolOptions, maxPool, readMaxPool } from "../../ops/conv/max-pool.ts";
import { type PerAxis, toPerAxis } from "../../ops/conv/window.ts";
import { reshape } from "../../ops/shape/layout.ts";
import { kind, type OptionsReader, optionsReader } from "../../options/kinds.ts";
import type { Layer, None } from "../layer.ts";
import { requireImages } from "./conv.ts";
import { lambda } from "./lambda.ts";

interface Form<Options> {
  readonly name: string;
  readonly pool: (x: Tensor, kernelSize: PerAxis, options?: Options) => Tensor;
  readonly read: OptionsReader<Options>;
}

const poolLayer =
  <Options extends object>({ name, pool, read }: Form<Options>) =>
  (kernelSize: PerAxis, given?: Options): Layer<None> => {
    const options = read(name, given);
    toPerAxis(`${name}(kernelSize)`, kernelSize, { axes: 2 });
    return lambda(`${name}(${JSON.stringify(kernelSize)})`, (x: Tensor) => {
      requireImages("input", x.shape, 2);
      return pool(x, kernelSize, options);
    });
  };

/**
 * The maximum of each window of images (batch, channels, height, width), with PyTorch's options and defaults: the stride
 * is the kernel's size, without padding.
 *
 * @example
 * nn.maxPool2d(2).apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 12, 12]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const maxPool2d = poolLayer<MaxPoolOptions>({
  name: "maxPool2d",
  pool: maxPool,
  read: readMaxPool,
});

/**
 * The mean of each window of images (batch, channels, height, width), with PyTorch's options and defaults: the stride is
 * the kernel's size, without padding.
 *
 * @example
 * nn.averagePool2d(3, { stride: 2, padding: 1 }).apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 12, 12]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const averagePool2d = poolLayer<AveragePoolOptions>({
  name: "averagePool2d",
  pool: averagePool,
  read: readAveragePool,
});

export interface GlobalPoolOptions {
  /** Keep the spatial axes with length 1: (batch, channels, 1, ...); `false` by default. */
  readonly keepDims?: boolean;
}

const readGlobalPool = optionsReader<GlobalPoolOptions>({ keepDims: kind.boolean });

/**
 * The mean over all spatial axes: from (batch, channels, ...) to (batch, channels), so that `linear` can follow: Network
 * In Network (Lin, Chen and Yan 2013, arXiv:1312.4400).
 *
 * @example
 * nn.globalAveragePool().apply([], zeros([1, 6, 24, 24])).shape; // [1, 6]
 * nn.globalAveragePool({ keepDims: true }).apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 1, 1]
 */
export function globalAveragePool(options?: GlobalPoolOptions): Layer<None> {
  const { keepDims = false } = readGlobalPool("globalAveragePool", options);
  return lambda("globalAveragePool()", (x: Tensor) => {
    const pooled = globalAveragePoolOf(x); // (batch, channels, 1, ...)
    return keepDims ? pooled : reshape(pooled, x.shape.slice(0, 2));
  });
}
