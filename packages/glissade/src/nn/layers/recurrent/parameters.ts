/** @file The parameters of recurrent layers: their types, their shapes and their start. */

import type { Tensor } from "../../../graph/tensor.ts";
import * as random from "../../../random/index.ts";
import { type Initializer, uniform } from "../../initializers.ts";
import { startOf, type WeightAndBias } from "../linear.ts";
import type { ShapesOf } from "../parameters.ts";
import type { CellParams } from "./unroll.ts";

/** One layer of a stack: a cell, and another one that reads backwards where the layer is bidirectional. */
export type DirectionParams<Maps, Both> = Both extends true
  ? { readonly forward: CellParams<Maps>; readonly backward: CellParams<Maps> }
  : { readonly forward: CellParams<Maps> };

/** From the lowest layer to the highest. */
export type RecurrentParams<Bias = Initializer, Both = false> = readonly DirectionParams<
  WeightAndBias<Bias>,
  Both
>[];

/** Parameters, whatever the options. */
export type AnyRecurrentParams = readonly { readonly [direction: string]: CellParams }[];

export interface StackShape {
  readonly layers: number;
  readonly directions: readonly string[];
  readonly gates: number;
  readonly units: number;
  readonly hasBias: boolean;
}

/** The number of features that a layer of the stack takes. */
const inputsOf = ({ directions, units }: StackShape, features: number, layer: number): number =>
  layer === 0 ? features : directions.length * units;

/** A tree like the parameters. */
function arrange<T>(stack: StackShape, make: (layer: number, direction: number) => T): Record<string, T>[] {
  return Array.from({ length: stack.layers }, (_, layer) =>
    Object.fromEntries(stack.directions.map((name, direction) => [name, make(layer, direction)])),
  );
}

export function recurrentShapes(stack: StackShape, features: number): ShapesOf {
  const outputs = stack.gates * stack.units;
  const bias = stack.hasBias ? [outputs] : undefined;
  const map = (inputs: number) => ({ weight: [inputs, outputs], bias });
  const layers = arrange(stack, (layer) => ({
    input: map(inputsOf(stack, features, layer)),
    recurrent: map(stack.units),
  }));
  return Object.fromEntries(layers.entries());
}

interface Starts {
  readonly input: Initializer | undefined;
  readonly recurrent: Initializer | undefined;
  readonly bias: Initializer | null | undefined;
}

/** Initialisers see the fans of one gate. */
export function recurrentStart(
  stack: StackShape,
  { input, recurrent, bias }: Starts,
  { key, x }: { readonly key: Tensor; readonly x: Tensor },
): AnyRecurrentParams {
  const { units, gates, layers, directions } = stack;
  const usual = uniform(1 / Math.sqrt(units));
  const keys = random.split(key, 2 * layers * directions.length);
  const map = (at: number, inputs: number, weight = usual) =>
    startOf(keys[at]!, {
      weight,
      bias: bias === undefined ? usual : bias,
      shapes: { weight: [inputs, gates * units], bias: [gates * units] },
      fans: { fanIn: inputs, fanOut: units, dtype: x.dtype },
    });
  return arrange(stack, (layer, direction) => {
    const at = 2 * (layer * directions.length + direction);
    return {
      input: map(at, inputsOf(stack, x.shape.at(-1)!, layer), input),
      recurrent: map(at + 1, units, recurrent),
    };
  });
}
