/** @file Random changes of images that leave what they show. */

import { ArgumentError, ShapeError } from "../../../errors.ts";
import { requireTensor } from "../../../graph/operand-checks.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add, mul, sub } from "../../../ops/elementwise/arithmetic.ts";
import { greaterEqual, less, logicalAnd, where } from "../../../ops/elementwise/compare.ts";
import { floor } from "../../../ops/elementwise/rounding.ts";
import { flip as flipOf } from "../../../ops/shape/slice.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import {
  nonNegatives,
  probabilities,
  requireCount,
  requireNumber,
  requireWhole,
} from "../../../options/ranges.ts";
import * as random from "../../../random/index.ts";
import { coordinatesOf, overChannels, perImage, pick, pixels, sizesOf, turned, twoKeys } from "./resample.ts";

/** Images (batch, height, width) or (batch, channels, height, width), and a key, to images of the same shape. */
export type Augmentation = (images: Tensor, key: Tensor) => Tensor;

/**
 * Moves each image by whole pixels, up to a number in each direction; what moves in is 0.
 *
 * @example
 * augment.shift(2)(zeros([5, 28, 28]), random.key(1)).shape; // [5, 28, 28]
 */
export function shift(most: number): Augmentation {
  requireWhole("shift(most)", most);
  return (images, key) => {
    const { batch, height, width } = sizesOf("shift", images);
    const whole = (own: Tensor) => floor(perImage(own, batch, -most, most + 1));
    const [vertical, horizontal] = twoKeys(key);
    const { row, column } = pixels(height, width);
    return pick(images, coordinatesOf(sub(row, whole(vertical)), sub(column, whole(horizontal))));
  };
}

/**
 * Mirrors each image with a probability, 0.5 by default: left and right, or top and bottom.
 *
 * @example
 * augment.flip()(zeros([5, 3, 32, 32]), random.key(1)).shape; // [5, 3, 32, 32]
 */
export function flip(direction: "horizontal" | "vertical" = "horizontal", probability = 0.5): Augmentation {
  if (direction !== "horizontal" && direction !== "vertical") {
    throw new ArgumentError({
      where: "flip(direction)",
      rule: `must be "horizontal" or "vertical", got ${JSON.stringify(direction)}`,
    });
  }
  requireNumber(probabilities, "flip(probability)", probability);
  return (images, key) => {
    const { batch, ones } = sizesOf("flip", images);
    const isFlipped = less(random.uniform(key, [batch, ...ones]), probability);
    return where(isFlipped, flipOf(images, { axis: [direction === "horizontal" ? -1 : -2] }), images);
  };
}

/**
 * Turns each image about its centre by up to a number of degrees either way, between the pixels along straight lines; what
 * turns in is 0.
 *
 * @example
 * augment.rotate(15)(zeros([5, 28, 28]), random.key(1)).shape; // [5, 28, 28]
 */
export function rotate(degrees: number): Augmentation {
  requireNumber(nonNegatives, "rotate(degrees)", degrees);
  return (images, key) => {
    const { batch, height, width } = sizesOf("rotate", images);
    const most = (degrees * Math.PI) / 180;
    return turned(images, perImage(key, batch, -most, most), { height, width });
  };
}

export interface CropOptions {
  /** Zeros around each image before it is cropped; 0 by default. */
  readonly padding?: number;
}

const readCrop = optionsReader<CropOptions>({ padding: kind.whole });

/**
 * A part of each image, at random, of a height and a width (or one number for both), after a border of zeros was added.
 *
 * @example
 * augment.crop(24)(zeros([5, 3, 28, 28]), random.key(1)).shape; // [5, 3, 24, 24]
 * augment.crop(32, { padding: 4 })(zeros([5, 3, 32, 32]), random.key(1)).shape; // [5, 3, 32, 32]
 *
 * @throws ArgumentError for sizes that are no positive integers; ShapeError for images that are smaller
 */
export function crop(
  size: number | readonly [height: number, width: number],
  options?: CropOptions,
): Augmentation {
  const { padding = 0 } = readCrop("crop", options);
  const [tall, wide] = typeof size === "object" && size !== null ? size : [size, size];
  requireCount("crop(size)", tall);
  requireCount("crop(size)", wide);
  return (images, key) => {
    const { batch, height, width } = sizesOf("crop", images);
    const [vertical, horizontal] = twoKeys(key);
    const { row, column } = pixels(tall, wide);
    const free = [height + 2 * padding - tall, width + 2 * padding - wide] as const;
    if (Math.min(...free) < 0) {
      throw new ShapeError({
        where: "crop(images)",
        rule: `must be at least ${tall} by ${wide} with their padding of ${padding}, got ${height} by ${width}`,
      });
    }
    const start = (own: Tensor, room: number) => sub(floor(perImage(own, batch, 0, room + 1)), padding);
    return pick(
      images,
      coordinatesOf(add(row, start(vertical, free[0])), add(column, start(horizontal, free[1]))),
    );
  };
}

/**
 * Sets a square of each image, at a random position, to 0: Improved Regularization of Convolutional Neural Networks with Cutout
 * (DeVries and Taylor 2017, arXiv:1708.04552). Squares may reach over the edge.
 *
 * @example
 * augment.cutOut(8)(zeros([5, 3, 32, 32]), random.key(1)).shape; // [5, 3, 32, 32]
 */
export function cutOut(size: number): Augmentation {
  requireCount("cutOut(size)", size);
  return (images, key) => {
    const { batch, height, width } = sizesOf("cutOut", images);
    const [vertical, horizontal] = twoKeys(key);
    const { row, column } = pixels(height, width);
    const inside = (at: Tensor, own: Tensor, length: number) => {
      const from = sub(floor(perImage(own, batch, 0, length)), Math.floor(size / 2));
      return logicalAnd(greaterEqual(at, from), less(at, add(from, size)));
    };
    const isCut = logicalAnd(inside(row, vertical, height), inside(column, horizontal, width));
    return where(overChannels(isCut, images), 0, images);
  };
}

/**
 * Adds normal noise of a standard deviation.
 *
 * @example
 * augment.noise(0.1)(zeros([5, 28, 28]), random.key(1)).shape; // [5, 28, 28]
 */
export function noise(deviation: number): Augmentation {
  requireNumber(nonNegatives, "noise(deviation)", deviation);
  return (images, key) => {
    requireTensor("noise(images)", images);
    return add(images, mul(random.normal(key, images.shape, { dtype: images.dtype }), deviation));
  };
}

/**
 * Several one after the other, each with a key of its own.
 *
 * @example
 * const change = augment.chain(augment.shift(2), augment.flip());
 * change(zeros([5, 28, 28]), random.key(1)).shape; // [5, 28, 28]
 */
export function chain(...steps: readonly Augmentation[]): Augmentation {
  steps.forEach((step, index) => {
    if (typeof step === "function") return;
    throw new ArgumentError({ where: `chain: ${index}`, rule: "must be an augmentation, such as shift(2)" });
  });
  return (images, key) => {
    const keys = random.split(key, Math.max(1, steps.length));
    return steps.reduce((at, step, index) => step(at, keys[index]!), images);
  };
}
