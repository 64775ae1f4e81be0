/** @file Layers that pool over spatial axes. */

import type { Tensor } from "../../graph/tensor.ts";
import {
  adaptiveAveragePool as adaptiveAveragePoolOf,
  adaptiveMaxPool as adaptiveMaxPoolOf,
  globalAveragePool as globalAveragePoolOf,
  globalMaxPool as globalMaxPoolOf,
} from "../../ops/conv/adaptive-pool.ts";
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
  <Options extends object>({ pool, read, ...form }: Form<Options>, axes: number) =>
  (kernelSize: PerAxis, given?: Options): Layer<None> => {
    const name = `${form.name}${axes}d`;
    const options = read(name, given);
    toPerAxis(`${name}(kernelSize)`, kernelSize, { axes });
    return lambda(`${name}(${JSON.stringify(kernelSize)})`, (x: Tensor) => {
      requireImages("input", x.shape, axes);
      return pool(x, kernelSize, options);
    });
  };

const maxForm: Form<MaxPoolOptions> = { name: "maxPool", pool: maxPool, read: readMaxPool };
const averageForm: Form<AveragePoolOptions> = {
  name: "averagePool",
  pool: averagePool,
  read: readAveragePool,
};

/**
 * The maximum of each window of sequences (batch, channels, length), with PyTorch's options and defaults: the stride is
 * the kernel's size, without padding.
 *
 * @example
 * nn.maxPool1d(3, { stride: 2 }).apply([], zeros([1, 6, 9])).shape; // [1, 6, 4]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const maxPool1d = poolLayer(maxForm, 1);

/**
 * The maximum of each window of images (batch, channels, height, width), with PyTorch's options and defaults: the stride is
 * the kernel's size, without padding.
 *
 * @example
 * nn.maxPool2d(2).apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 12, 12]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const maxPool2d = poolLayer(maxForm, 2);

/**
 * The maximum of each window of volumes (batch, channels, depth, height, width), with PyTorch's options and defaults: the stride is
 * the kernel's size, without padding.
 *
 * @example
 * nn.maxPool3d([1, 2, 2]).apply([], zeros([1, 6, 4, 8, 8])).shape; // [1, 6, 4, 4, 4]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const maxPool3d = poolLayer(maxForm, 3);

/**
 * The mean of each window of sequences (batch, channels, length), with PyTorch's options and defaults: the stride is
 * the kernel's size, without padding.
 *
 * @example
 * nn.averagePool1d(2).apply([], zeros([1, 6, 8])).shape; // [1, 6, 4]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const averagePool1d = poolLayer(averageForm, 1);

/**
 * The mean of each window of images (batch, channels, height, width), with PyTorch's options and defaults: the stride is
 * the kernel's size, without padding.
 *
 * @example
 * nn.averagePool2d(3, { stride: 2, padding: 1 }).apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 12, 12]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const averagePool2d = poolLayer(averageForm, 2);

/**
 * The mean of each window of volumes (batch, channels, depth, height, width), with PyTorch's options and defaults: the stride is
 * the kernel's size, without padding.
 *
 * @example
 * nn.averagePool3d(2).apply([], zeros([1, 6, 4, 8, 8])).shape; // [1, 6, 2, 4, 4]
 *
 * @throws ArgumentError for options that do not exist; ShapeError for inputs of another rank
 */
export const averagePool3d = poolLayer(averageForm, 3);

/** A layer that pools to a size. */
function adaptive(name: string, pool: (x: Tensor, size: PerAxis) => Tensor, size: PerAxis): Layer<None> {
  toPerAxis(`${name}(size)`, size, { axes: typeof size === "number" ? 1 : Math.max(1, size?.length) });
  return lambda(`${name}(${JSON.stringify(size)})`, (x: Tensor) => pool(x, size));
}

/**
 * The mean of windows that are as large as it takes to give a size: from (batch, channels, ...) to as many numbers along
 * each spatial axis, or along all of them where one number is given, as in PyTorch.
 *
 * @example
 * nn.adaptiveAveragePool([2, 3]).apply([], zeros([1, 6, 7, 7])).shape; // [1, 6, 2, 3]
 *
 * @throws ArgumentError for sizes that are no positive integers
 */
export const adaptiveAveragePool = (size: PerAxis): Layer<None> =>
  adaptive("adaptiveAveragePool", adaptiveAveragePoolOf, size);

/**
 * The maximum of windows that are as large as it takes to give a size, as `adaptiveAveragePool`.
 *
 * @example
 * nn.adaptiveMaxPool(1).apply([], zeros([1, 6, 7, 7])).shape; // [1, 6, 1, 1]
 *
 * @throws ArgumentError for sizes that are no positive integers
 */
export const adaptiveMaxPool = (size: PerAxis): Layer<None> =>
  adaptive("adaptiveMaxPool", adaptiveMaxPoolOf, size);

export interface GlobalPoolOptions {
  /** Keep the spatial axes with length 1: (batch, channels, 1, ...); `false` by default. */
  readonly keepDims?: boolean;
}

const readGlobalPool = optionsReader<GlobalPoolOptions>({ keepDims: kind.boolean });

function globalLayer(
  name: string,
  pool: (x: Tensor) => Tensor,
  options: GlobalPoolOptions | undefined,
): Layer<None> {
  const { keepDims = false } = readGlobalPool(name, options);
  return lambda(`${name}()`, (x: Tensor) => {
    const pooled = pool(x); // (batch, channels, 1, ...)
    return keepDims ? pooled : reshape(pooled, x.shape.slice(0, 2));
  });
}

/**
 * The mean over all spatial axes: from (batch, channels, ...) to (batch, channels), so that `linear` can follow: Network
 * In Network (Lin, Chen and Yan 2013, arXiv:1312.4400).
 *
 * @example
 * nn.globalAveragePool().apply([], zeros([1, 6, 24, 24])).shape; // [1, 6]
 * nn.globalAveragePool({ keepDims: true }).apply([], zeros([1, 6, 24, 24])).shape; // [1, 6, 1, 1]
 */
export const globalAveragePool = (options?: GlobalPoolOptions): Layer<None> =>
  globalLayer("globalAveragePool", globalAveragePoolOf, options);

/**
 * The maximum over all spatial axes, as `globalAveragePool`.
 *
 * @example
 * nn.globalMaxPool().apply([], zeros([1, 6, 24, 24])).shape; // [1, 6]
 */
export const globalMaxPool = (options?: GlobalPoolOptions): Layer<None> =>
  globalLayer("globalMaxPool", globalMaxPoolOf, options);
