/** @file Camera models: projections of points in the coordinates of a camera to pixels. */

import type { CameraModelName } from "../../data/bundles/bundle-problem.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, neg } from "../../ops/elementwise/arithmetic.ts";
import { square } from "../../ops/elementwise/unary.ts";
import type { Components } from "./rotation.ts";

export interface CameraModel {
  /** The sign of z in front of the camera. */
  readonly front: 1 | -1;
  /** Pixel of a point, with the intrinsics in the order of their names. */
  project(point: Components, intrinsics: Components): readonly [x: Tensor, y: Tensor];
}

/**
 * Bundler's: p = -(x, y)/z, f(1 + k1·‖p‖² + k2·‖p‖⁴)p (Snavely, Seitz and Szeliski, "Photo tourism: exploring photo
 * collections in 3D", 2006).
 */
const snavely: CameraModel = {
  front: -1,
  project([x, y, z], [f, k1, k2]) {
    const p = [neg(div(x!, z!)), neg(div(y!, z!))] as const;
    const scale = mul(f!, radial(squaredLength(p), [k1!, k2!]));
    return [mul(scale, p[0]), mul(scale, p[1])];
  },
};

/**
 * Brown's ("Decentering distortion of lenses", 1966): p = (x, y)/z,
 * p(1 + k1·r² + k2·r⁴ + k3·r⁶) + (2p1·xy + p2(r² + 2x²), p1(r² + 2y²) + 2p2·xy).
 */
const brown: CameraModel = {
  front: 1,
  project([x, y, z], [f, cx, cy, k1, k2, k3, p1, p2]) {
    const p = [div(x!, z!), div(y!, z!)] as const;
    const r2 = squaredLength(p);
    const factor = radial(r2, [k1!, k2!, k3!]);
    const twice = mul(mul(p[0], p[1]), 2);
    const tangential = [
      add(mul(p1!, twice), mul(p2!, add(r2, mul(square(p[0]), 2)))),
      add(mul(p2!, twice), mul(p1!, add(r2, mul(square(p[1]), 2)))),
    ] as const;
    const pixel = (axis: 0 | 1, centre: Tensor) =>
      add(mul(f!, add(mul(p[axis], factor), tangential[axis])), centre);
    return [pixel(0, cx!), pixel(1, cy!)];
  },
};

const squaredLength = ([x, y]: readonly [Tensor, Tensor]): Tensor => add(square(x), square(y));

/** 1 + k1·r² + k2·r⁴ + ... */
const radial = (r2: Tensor, coefficients: Components): Tensor =>
  add(coefficients.reduceRight<Tensor | number>((sum, k) => mul(add(sum, k), r2), 0) as Tensor, 1);

export const cameraModels: { readonly [Name in CameraModelName]: CameraModel } = { snavely, brown };
