/** @file Blocks: functions of named layers, which they call as functions. */

import { ArgumentError } from "../../errors.ts";
import type { AnyLayer, InputOf, OutputOf } from "../layer.ts";
import { describe } from "../layer-checks.ts";
import { type CallPart, compose } from "./compose.ts";
import type { Composed, Named } from "./composed.ts";
import type { Taking } from "./sequential.ts";

/** The parts as functions: parameters, state and keys are passed by the block. */
export type Callable<B> = { readonly [K in keyof B]: (x: InputOf<B[K]>) => OutputOf<B[K]> };

/** Parts one behind the other: the compiler does not know their order, so each takes what any of them gives. */
type InOrder<B extends Named> = { readonly [K in keyof B]: Taking<OutputOf<B[keyof B]>, B[K]> };

/** What all of the branches take. */
type SharedInput<B> = UnionToTakers<B[keyof B]> extends (x: infer Input) => void ? Input : never;
type UnionToTakers<L> = L extends unknown ? (x: InputOf<L>) => void : never;

/**
 * Layers by name, one behind the other in the order in which they are written: parameters keep their paths when a layer
 * is added. With a name and a function of the parts, the input and whether this is training, a block of your own: the
 * function calls its parts as functions. It is traced, once for each shape of its input. Within `scan`, `vmap`, `cond`
 * and `checkpoint` it may call parts without state alone; a part that is random draws the same numbers in every step of
 * a loop.
 *
 * @example
 * const model = nn.block({ encoder: nn.linear(8), head: nn.linear(2) });
 * model.init(random.key(1), zeros([1, 3])).head.weight.shape; // [8, 2]
 *
 * const gated = nn.block("gated", { value: nn.linear(3), gate: nn.linear(3) }, ({ value, gate }, x: Tensor) =>
 *   value(x).mul(sigmoid(gate(x))),
 * );
 * gated.apply(gated.init(random.key(1), zeros([1, 2])), zeros([5, 2])).shape; // [5, 3]
 *
 * @throws ArgumentError without parts, for names that are numbers, or at `init` where the function leaves a part out
 */
export function block<const B extends Named>(
  parts: InOrder<B>,
): Composed<B, OutputOf<B[keyof B]>, OutputOf<B[keyof B]>>;
export function block<const B extends Named, Input, Output>(
  name: string,
  parts: B,
  body: (parts: Callable<B>, x: Input, training: boolean) => Output,
): Composed<B, Input, Output>;
export function block(...args: readonly unknown[]): unknown {
  if (args.length === 1) return inOrder(args[0] as Named);
  const [name, parts, body] = args;
  if (typeof name !== "string" || typeof body !== "function") {
    throw new ArgumentError({
      where: "block(name, parts, body)",
      rule: `needs a name, parts and a function of both parts and input, got ${args.map(describe).join(", ")}`,
    });
  }
  requireParts("block(name, parts, body)", parts);
  const names = Object.keys(parts);
  const bind = (call: CallPart): Callable<Named> =>
    Object.fromEntries(names.map((each, part) => [each, (x: unknown) => call(part, x)]));
  return compose({ name, parts, body: (call, x, training) => body(bind(call), x, training) });
}

function inOrder(parts: Named): AnyLayer {
  requireParts("block(parts)", parts);
  const last = Object.keys(parts).length;
  const body = (call: CallPart, x: unknown) => {
    let y = x;
    for (let part = 0; part < last; part++) y = call(part, y);
    return y;
  };
  return compose({ name: `block(${written(parts)})`, parts, body });
}

/** Parts as they are written: `encoder: linear(8), head: linear(2)`. */
const written = (parts: Named): string =>
  Object.entries(parts)
    .map(([name, part]) => `${name}: ${part?.name}`)
    .join(", ");

/** Throws unless parts have names, which keep the order in which they are written. */
function requireParts(where: string, parts: unknown): asserts parts is Named {
  const names = typeof parts === "object" && !Array.isArray(parts) ? Object.keys(Object(parts)) : [];
  if (names.length === 0) {
    throw new ArgumentError({ where, rule: `needs layers by name, got ${describe(parts)}` });
  }
  const number = names.find((name) => /^\d+$/.test(name));
  if (number === undefined) return;
  throw new ArgumentError({
    where,
    rule: `names must not be numbers, which JavaScript sorts, got ${describe(number)}`,
    fix: `Write layer${number}, or use sequential()`,
  });
}

/**
 * All branches on one input: outputs by name.
 *
 * @example
 * const heads = nn.parallel({ mean: nn.linear(1), deviation: nn.linear(1) });
 * heads.apply(heads.init(random.key(1), zeros([1, 4])), zeros([5, 4])).mean.shape; // [5, 1]
 *
 * @throws ArgumentError without branches, or for names that are numbers
 */
export function parallel<const B extends Named>(
  branches: B,
): Composed<B, SharedInput<B>, { readonly [K in keyof B]: OutputOf<B[K]> }> {
  requireParts("parallel(branches)", branches);
  const names = Object.keys(branches);
  const body = (call: CallPart, x: unknown) =>
    Object.fromEntries(names.map((name, part) => [name, call(part, x)]));
  const whole: unknown = compose({ name: `parallel(${written(branches)})`, parts: branches, body });
  return whole as ReturnType<typeof parallel<B>>;
}
