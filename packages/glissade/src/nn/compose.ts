/** @file Layers made of layers: what each part is given, and the types of the whole. */

import { ArgumentError, within } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import * as random from "../random/index.ts";
import {
  type AnyLayer,
  type AnyStateful,
  type Layer,
  type Model,
  none,
  type ParamsOf,
  type Stateful,
  type StateOf,
  type Variables,
} from "./layer.ts";
import { lift, lower } from "./lift.ts";

/** Parts by name. */
export type Named = { readonly [name: string]: AnyLayer };

type Parts = readonly AnyLayer[] | Named;

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

/** Applies the part with the number. */
export type CallPart = (part: number, x: unknown) => unknown;

/** What the whole computes with its parts. */
type Body = (call: CallPart, x: unknown, training: boolean) => unknown;

export interface Composition {
  readonly name: string;
  readonly parts: Parts;
  readonly body: Body;
}

/** Each part with parameters, state and a key of its own; `init` finds shapes by running the body. */
export function compose({ name, parts, body }: Composition): AnyLayer {
  const layers: readonly AnyStateful[] = Object.values(parts).map(lift);
  const isStateful = Object.values(parts).some(({ stateful }) => stateful);
  const place = placesOf(name, parts);
  const run = (call: CallPart, x: unknown, training: boolean) =>
    body((part, input) => within(place(part), () => call(part, input)), x, training);
  const full: AnyStateful = {
    name,
    random: layers.some((layer) => layer.random),
    stateful: true,
    init(key, x) {
      const keys = random.split(key, layers.length);
      const made: Variables<unknown, unknown>[] = [];
      run(
        (part, input) => {
          made[part] ??= layers[part]!.init(keys[part]!, input);
          return layers[part]!.apply(made[part], input)[0];
        },
        x,
        false,
      );
      requireCalls(layers.length, made, place);
      const [params, state] = [made.map((each) => each.params), made.map((each) => each.state)];
      return { params: toTree(parts, params), state: toTree(parts, state) };
    },
    apply({ params, state }, x, { training, key } = { training: false }) {
      const draw = full.random && key ? keysOfParts(key, layers.length) : () => undefined;
      const [own, states] = [toList(parts, params), toList(parts, state)];
      const y = run(
        (part, input) => {
          const context = { training, key: layers[part]!.random ? draw(part) : undefined };
          const variables = { params: own[part], state: states[part] };
          const [output, next] = layers[part]!.apply(variables, input, context);
          states[part] = next;
          return output;
        },
        x,
        training,
      );
      return [y, toTree(parts, states)];
    },
  };
  return lower(full, isStateful);
}

/** A part as errors name it: `sequential[1]`, `gated.value`. */
function placesOf(name: string, parts: Parts): (part: number) => string {
  const [kind] = name.split("(");
  const names = Object.keys(parts);
  return (part) => (Array.isArray(parts) ? `${kind}[${part}]` : `${kind}.${names[part]}`);
}

const toTree = (parts: Parts, values: readonly unknown[]): unknown =>
  Array.isArray(parts)
    ? values
    : Object.fromEntries(Object.keys(parts).map((name, part) => [name, values[part]]));

const toList = (parts: Parts, tree: unknown): unknown[] =>
  Object.keys(parts).map((name) => (tree === none ? none : (tree as Record<string, unknown>)[name]));

/** A key for each part, and another for each further call: weights may be shared, dropout masks are not. */
function keysOfParts(key: Tensor, count: number): (part: number) => Tensor {
  const keys = random.split(key, count);
  const calls = new Array<number>(count).fill(0);
  return (part) => {
    const call = calls[part]!++;
    return call === 0 ? keys[part]! : random.foldIn(keys[part]!, call);
  };
}

function requireCalls(count: number, made: readonly unknown[], place: (part: number) => string): void {
  for (let part = 0; part < count; part++) {
    if (made[part]) continue;
    throw new ArgumentError({
      where: place(part),
      rule: "every part must be called, got no call",
      fix: "Call it in the body, or leave it out of the parts",
    });
  }
}
