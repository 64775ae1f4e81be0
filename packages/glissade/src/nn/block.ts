/** @file Blocks: functions of named layers, which they call as functions. */

import { ArgumentError } from "../errors.ts";
import { type CallPart, type Composed, compose, type Named } from "./compose.ts";
import type { InputOf, OutputOf } from "./layer.ts";

/** The parts as functions: parameters, state and keys are passed by the block. */
export type Callable<B> = { readonly [K in keyof B]: (x: InputOf<B[K]>) => OutputOf<B[K]> };

/**
 * Layers by name, one behind the other in the order in which they are written: parameters keep their paths when a layer
 * is added. With a name and a function, a block of your own: the function calls its parts as functions.
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
 * @throws ArgumentError without parts, or at `init` where the function leaves a part out. Within `scan`, `vmap` and
 * `checkpoint` a function may call only parts without state.
 */
export function block<const B extends Named>(
  parts: B,
): Composed<B, InputOf<B[keyof B]>, OutputOf<B[keyof B]>>;
export function block<const B extends Named, Input, Output>(
  name: string,
  parts: B,
  body: (parts: Callable<B>, x: Input, training: boolean) => Output,
): Composed<B, Input, Output>;
export function block(
  first: string | Named,
  named?: Named,
  body?: (parts: Callable<Named>, x: unknown, training: boolean) => unknown,
): unknown {
  const parts = typeof first === "string" ? named! : first;
  const names = Object.keys(parts);
  if (names.length === 0) throw new ArgumentError({ where: "block(parts)", rule: "needs parts, got none" });
  if (typeof first === "string" && body) {
    const bind = (call: CallPart): Callable<Named> =>
      Object.fromEntries(names.map((each, part) => [each, (x: unknown) => call(part, x)]));
    return compose({ name: first, parts, body: (call, x, training) => body(bind(call), x, training) });
  }
  const name = `block(${names.map((each) => `${each}: ${parts[each]!.name}`).join(", ")})`;
  return compose({ name, parts, body: (call, x) => names.reduce((y, _, part) => call(part, y), x) });
}

/**
 * All branches on one input: outputs by name.
 *
 * @example
 * const heads = nn.parallel({ mean: nn.linear(1), deviation: nn.linear(1) });
 * heads.apply(heads.init(random.key(1), zeros([1, 4])), zeros([5, 4])).mean.shape; // [5, 1]
 */
export function parallel<const B extends Named>(
  branches: B,
): Composed<B, InputOf<B[keyof B]>, { readonly [K in keyof B]: OutputOf<B[K]> }> {
  const names = Object.keys(branches);
  if (names.length === 0) {
    throw new ArgumentError({ where: "parallel(branches)", rule: "needs branches, got none" });
  }
  const name = `parallel(${names.map((each) => `${each}: ${branches[each]!.name}`).join(", ")})`;
  const body = (call: CallPart, x: unknown) =>
    Object.fromEntries(names.map((each, part) => [each, call(part, x)]));
  return compose({ name, parts: branches, body }) as ReturnType<typeof parallel<B>>;
}
