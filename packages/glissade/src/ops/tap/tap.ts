/** @file Values of a running program, shown to a function of the user's. */

import { ArgumentError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { noLane } from "../../graph/lane.ts";
import { type Elements, partAt } from "../../graph/lift.ts";
import type { Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { sizeOf } from "../../graph/shape.ts";
import { Tensor } from "../../graph/tensor.ts";
import { requireFunction } from "../../options/arguments.ts";
import { describe, isObject } from "../../options/describe.ts";
import { expand } from "../reduce/sum.ts";

/** A value as `tap` shows it: a copy of the elements in row-major order, which the function may keep. */
export type TappedValue = Elements;

type Call = (value: TappedValue) => void;

type TapAttributes = {
  /** Called with the value. */
  readonly call: Call | undefined;
  /** Called with the gradient for it. */
  readonly gradient: Call | undefined;
  /** What the user called, by which errors begin. */
  readonly name: "tap" | "tapGradient";
  /** Whether gradients that pass wait for the call: the value may be needed by nothing else. */
  readonly isHeld: boolean;
  /** How many axes in front count examples, each of which is a call of its own. */
  readonly examples: number;
};

const unheld: TapAttributes = {
  call: undefined,
  gradient: undefined,
  name: "tap",
  isHeld: false,
  examples: 0,
};
const shown: TapAttributes = { ...unheld, isHeld: true };

const callsJavaScript = noLane("JavaScript computes it");

export const Tap: Op<TapAttributes> = {
  name: "Tap",
  doc: "The input itself, shown to a function of JavaScript.",
  infer: ([x]) => x!,
  vjp: ({ dy, output, attributes: { gradient, isHeld, examples } }) => {
    const held = isHeld ? after(dy, output) : dy;
    return [
      gradient ? apply(Tap, [held], { ...unheld, call: gradient, name: "tapGradient", examples }) : held,
    ];
  },
  batch: ({ inputs, attributes }) => apply(Tap, inputs, { ...attributes, examples: attributes.examples + 1 }),
  onnx: ({ inputs: [x] }) => x!,
  lane: callsJavaScript,
  reference: ([x]) => x!,
  flops: () => 0,
  samples: [
    { inputs: [[2, 3]], attributes: { ...shown, call: () => undefined } },
    { inputs: [[]], attributes: { ...unheld, gradient: () => undefined } },
  ],
  simplify: ([x], { call }) => (call ? undefined : x),
  host: ([x], [y], attributes) => {
    y!.data.set(x!.data as never);
    if (attributes.call) showEach(x!, attributes);
  },
  lift: ({ inputs: [x], attributes }) => ({
    results: [x!],
    values: attributes.call ? [x!] : [],
    tell: (read) => attributes.call && showEach(read(0), attributes),
  }),
};

/** The first input as soon as the second is computed: so a gradient waits for the tap that it passed. */
export const After: Op<Record<never, never>> = {
  name: "After",
  doc: "The first input, once the second is computed.",
  infer: ([x]) => x!,
  vjp: ({ dy, inputs: [, y] }) => [after(dy, y!), undefined],
  batch: ({ inputs: [x, y], batched, size }) => after(batched[0] ? x! : expand(x!, [size, ...x!.shape]), y!),
  onnx: ({ inputs: [x] }) => x!,
  lane: callsJavaScript,
  reference: ([x]) => x!,
  flops: () => 0,
  samples: [{ inputs: [[2, 3], [4]] }, { inputs: [[], []] }],
  host: ([x], [z]) => z!.data.set(x!.data as never),
  lift: ({ inputs: [x] }) => ({ results: [x!], values: [], tell: () => undefined }),
};

const after = (x: Tensor, y: Tensor): Tensor => apply(After, [x, y], {});

/** Calls for each example in its turn; of what is empty nothing is computed. */
function showEach(value: Elements, attributes: TapAttributes): void {
  const { examples } = attributes;
  if (sizeOf(value.shape) === 0) return;
  if (examples === 0) show(value, attributes);
  else
    for (let index = 0; index < value.shape[0]!; index++)
      showEach(partAt(value, index), { ...attributes, examples: examples - 1 });
}

function show({ dtype, shape, data }: Elements, { call, name }: TapAttributes): void {
  const returned: unknown = call?.({ dtype, shape, data: data.slice() });
  if (returned instanceof Promise) {
    throw new ArgumentError({
      where: `${name}(fn)`,
      rule: `must be done when it returns, got ${describe(returned)}`,
      fix: "Remove async and await from it; the elements are there already",
    });
  }
  if (name !== "tapGradient" || !holdsElements(returned)) return;
  throw new ArgumentError({
    where: "tapGradient(fn)",
    rule: `only looks at the gradient, got ${describe(returned)} in return`,
    fix: "Return nothing from it; customVjp changes gradients",
  });
}

/** Whether a value may be meant as another gradient. */
const holdsElements = (value: unknown): boolean =>
  value instanceof Tensor || ArrayBuffer.isView(value) || (isObject(value) && "data" in value);

/**
 * `x` itself; whenever a program computes it, `fn` is called with its `{ dtype, shape, data }`, a copy that `fn` may keep.
 * It works inside `compile`, `scan`, `cond` and all transformations. An error that `fn` throws ends the run.
 *
 * Use what it returns: a tap runs if its result does, or a gradient that passed through it, and is dropped with what
 * nothing needs. Under `vmap` `fn` is called for each example. What `checkpoint` or the gradient of `cond` computes
 * again is shown again. Of taps that do not depend on each other the order is not said. With kernels (provider "cpu", in
 * the main thread) calls come while the program runs; elsewhere the values are further results, and calls come in order
 * behind the run, for each step of a loop.
 *
 * @throws ArgumentError if `fn` is no function or returns a promise; ProviderError inside of `whileLoop` where calls
 * must come behind the run
 *
 * @example
 * const seen: number[] = [];
 * const sums = compile((x: Tensor) =>
 *   scan((sum: Tensor, y: Tensor) => {
 *     const next = tap(sum.add(y), ({ data }) => seen.push(Number(data[0])));
 *     return [next, next];
 *   }, tensor(0), x),
 * );
 * await sums(tensor([1, 2, 3]));
 * seen; // [1, 3, 6]
 */
export function tap(x: Tensor, fn: (value: TappedValue) => void): Tensor {
  requireTensor("tap", x);
  requireFunction("tap(fn)", fn);
  return apply(Tap, [x], { ...shown, call: fn });
}

/**
 * `x` itself; whenever a program computes the gradient for it, `fn` is called with that gradient, by the rules of `tap`.
 * It only looks; `customVjp` changes gradients.
 *
 * @throws ArgumentError if `fn` is no function, or returns a promise or what may be meant as another gradient
 *
 * @example
 * const seen: number[] = [];
 * const f = (x: Tensor) => tapGradient(x.square(), ({ data }) => seen.push(Number(data[0]))).mul(3);
 * await grad(f)(tensor(2)).item(); // 12
 * seen; // [3]
 */
export function tapGradient(x: Tensor, fn: (gradient: TappedValue) => void): Tensor {
  requireTensor("tapGradient", x);
  requireFunction("tapGradient(fn)", fn);
  return apply(Tap, [x], { ...unheld, gradient: fn });
}
