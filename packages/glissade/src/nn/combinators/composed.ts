/** @file The types of layers made of layers. */

import type { AnyLayer, AnyStateful, Layer, Model, ParamsOf, Stateful, StateOf } from "../layer.ts";

/** Parts by name. */
export type Named = { readonly [name: string]: AnyLayer };

/** Parts in order, or by name. */
export type Parts = readonly AnyLayer[] | Named;

type PartOf<P> = P extends readonly unknown[] ? P[number] : P[keyof P];

type StatefulParts<P> = PartOf<{ [K in keyof P]: [P[K]] extends [AnyStateful] ? true : never }>;

type ParamsOfParts<P> = { readonly [K in keyof P]: ParamsOf<P[K]> };

type StateOfParts<P> = { readonly [K in keyof P]: StateOf<P[K]> };

/**
 * The whole of parts: a Layer where all of them are, a Stateful where one of them is, and either where
 * `isNormed ? batchNorm() : relu()` leaves it open. In brackets, so that unions do not distribute.
 */
export type Composed<P, Input, Output> =
  // biome-ignore lint/suspicious/noExplicitAny: any layer without state.
  [PartOf<P>] extends [Layer<any, any, any>]
    ? Layer<ParamsOfParts<P>, Input, Output>
    : [StatefulParts<P>] extends [never]
      ? Model<ParamsOfParts<P>, StateOfParts<P>, Input, Output>
      : Stateful<ParamsOfParts<P>, StateOfParts<P>, Input, Output>;
