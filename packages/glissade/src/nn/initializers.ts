/** @file Initialisers: parameters at their start. */

import { full } from "../create-tensor.ts";
import { ArgumentError, ShapeError, within } from "../errors.ts";
import type { Dtype } from "../graph/dtype.ts";
import { requireFinite, requirePositive } from "../graph/operand-checks.ts";
import { type Shape, sameShape } from "../graph/shape.ts";
import { formatType, Tensor } from "../graph/tensor.ts";
import { mul } from "../ops/elementwise/arithmetic.ts";
import { withoutArguments } from "../options/arguments.ts";
import { kind } from "../options/kinds.ts";
import * as random from "../random/index.ts";
import { describe } from "./layer-checks.ts";

export interface Fans {
  /** Inputs that one output sums over. */
  readonly fanIn: number;
  /** Outputs that one input feeds. */
  readonly fanOut: number;
  readonly dtype: Dtype;
}

/** Parameters of a shape, which may be random. */
export type Initializer = (key: Tensor, shape: Shape, fans: Fans) => Tensor;

const isFunction = (value: unknown): boolean => typeof value === "function";

/** Of an option that holds an initialiser. */
export const initializerKind = kind.rule<Initializer>("an initialiser such as nn.zeros()", isFunction);

/** Of a bias, which may be left out. */
export const biasKind = kind.rule<Initializer | null>(
  "an initialiser such as nn.zeros(), or null",
  (value) => value === null || isFunction(value),
);

/** What an initialiser gives; throws unless that has the shape and dtype. */
export function initialize(
  where: string,
  initializer: Initializer,
  { key, shape, fans }: { readonly key: Tensor; readonly shape: Shape; readonly fans: Fans },
): Tensor {
  const start: unknown = within(where, () => initializer(key, shape, fans));
  const type = { dtype: fans.dtype, shape };
  if (!(start instanceof Tensor)) {
    throw new ArgumentError({
      where,
      rule: `the initialiser must give a tensor, got ${describe(start)}`,
      fix: typeof start === "function" ? "Write nn.zeros(), not nn.zeros" : undefined,
    });
  }
  if (start.dtype === type.dtype && sameShape(start.shape, shape)) return start;
  throw new ShapeError({
    where,
    rule: `the initialiser must give ${formatType(type)}, got ${formatType(start.type)}`,
  });
}

const between =
  (bound: (fans: Fans) => number): Initializer =>
  (key, shape, fans) =>
    random.uniform(key, shape, { low: -bound(fans), high: bound(fans), dtype: fans.dtype });

const around =
  (deviation: (fans: Fans) => number): Initializer =>
  (key, shape, fans) =>
    mul(random.normal(key, shape, { dtype: fans.dtype }), deviation(fans));

/** Uniform in [-bound, bound). */
export function uniform(bound: number): Initializer {
  requirePositive("uniform(bound)", bound);
  return between(() => bound);
}

/** Normal with mean 0 and the given standard deviation. */
export function normal(deviation: number): Initializer {
  requirePositive("normal(deviation)", deviation);
  return around(() => deviation);
}

/** A function that makes an initialiser and takes no options. */
export const withName = (name: string, make: () => Initializer): (() => Initializer) =>
  withoutArguments(name, make, `Write nn.${name}(), not nn.${name}`);

/** Zeros. */
export const zeros = withName("zeros", () => constant(0));

/** Ones. */
export const ones = withName("ones", () => constant(1));

/** One repeated number. */
export function constant(value: number): Initializer {
  requireFinite("constant(value)", value);
  return (_, shape, { dtype }) => full(shape, value, { dtype });
}

/**
 * Uniform in ±√(6/(fanIn + fanOut)), which keeps the variance of signals both ways: Understanding the Difficulty of
 * Training Deep Feedforward Neural Networks (Glorot and Bengio 2010).
 */
export const xavier = withName("xavier", () =>
  between(({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut))),
);

/** Normal with variance 2/(fanIn + fanOut), from the paper of `xavier`. */
export const xavierNormal = withName("xavierNormal", () =>
  around(({ fanIn, fanOut }) => Math.sqrt(2 / (fanIn + fanOut))),
);

/**
 * Uniform in ±√(6/fanIn), which keeps the variance of signals through rectifiers: Delving Deep into Rectifiers:
 * Surpassing Human-Level Performance on ImageNet Classification (He et al. 2015, arXiv:1502.01852).
 */
export const kaiming = withName("kaiming", () => between(({ fanIn }) => Math.sqrt(6 / fanIn)));

/** Normal with variance 2/fanIn, from the paper of `kaiming`. */
export const kaimingNormal = withName("kaimingNormal", () => around(({ fanIn }) => Math.sqrt(2 / fanIn)));

/**
 * Normal with variance 1/fanIn, which keeps the variance of signals: Efficient BackProp (LeCun et al. 1998). The start of
 * networks of SELU units.
 */
export const lecunNormal = withName("lecunNormal", () => around(({ fanIn }) => Math.sqrt(1 / fanIn)));

/** Uniform in ±√(3/fanIn), from the paper of `lecunNormal`. */
export const lecun = withName("lecun", () => between(({ fanIn }) => Math.sqrt(3 / fanIn)));

/** Normal with mean 0 and the given standard deviation, cut off at two of them, as embeddings of transformers start. */
export function truncatedNormal(deviation: number): Initializer {
  requirePositive("truncatedNormal(deviation)", deviation);
  return (key, shape, { dtype }) => mul(random.truncatedNormal(key, shape, { dtype }), deviation);
}
