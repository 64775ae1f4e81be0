/** @file The variables of a function that is written by hand, by name. */

import type { ValueType } from "../wasm/instructions.ts";
import type { WasmFunction } from "../wasm/module.ts";

interface Names<Parameter, Integer, Vector> {
  /** Integers that the caller gives. */
  readonly parameters: readonly Parameter[];
  readonly numbers: readonly Integer[];
  readonly vectors: readonly Vector[];
}

export interface Variables<Name extends string> {
  /** What WebAssembly calls each: parameters first, then locals. */
  readonly places: Readonly<Record<Name, number>>;
  /** The main function of a kernel, with this code. */
  loops(code: readonly number[]): WasmFunction;
}

/** Numbers variables in their order. */
export function variablesOf<Parameter extends string, Integer extends string, Vector extends string>({
  parameters,
  numbers,
  vectors,
}: Names<Parameter, Integer, Vector>): Variables<Parameter | Integer | Vector> {
  const names = [...parameters, ...numbers, ...vectors];
  const places = Object.fromEntries(names.map((name, place) => [name, place]));
  const locals: ValueType[] = [...numbers.map(() => "i32" as const), ...vectors.map(() => "v128" as const)];
  return {
    places: places as Record<Parameter | Integer | Vector, number>,
    loops: (code) => ({ name: "loops", parameters: parameters.map(() => "i32"), locals, code }),
  };
}
